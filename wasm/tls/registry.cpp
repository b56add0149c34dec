#include "tls/registry.h"

#include <array>

#include "bytes/encoding.h"

namespace mailglass::tls {
namespace {

using Kind = NamedGroup::Kind;

/// IANA "TLS Supported Groups"; security strengths after NIST SP 800-57 part 1 table 2 and RFC 7919 appendix A.
constexpr std::array<NamedGroup, 46> kGroups{{
    {1, "sect163k1", Kind::Elliptic, 80},
    {2, "sect163r1", Kind::Elliptic, 80},
    {3, "sect163r2", Kind::Elliptic, 80},
    {4, "sect193r1", Kind::Elliptic, 96},
    {5, "sect193r2", Kind::Elliptic, 96},
    {6, "sect233k1", Kind::Elliptic, 112},
    {7, "sect233r1", Kind::Elliptic, 112},
    {8, "sect239k1", Kind::Elliptic, 112},
    {9, "sect283k1", Kind::Elliptic, 128},
    {10, "sect283r1", Kind::Elliptic, 128},
    {11, "sect409k1", Kind::Elliptic, 192},
    {12, "sect409r1", Kind::Elliptic, 192},
    {13, "sect571k1", Kind::Elliptic, 256},
    {14, "sect571r1", Kind::Elliptic, 256},
    {15, "secp160k1", Kind::Elliptic, 80},
    {16, "secp160r1", Kind::Elliptic, 80},
    {17, "secp160r2", Kind::Elliptic, 80},
    {18, "secp192k1", Kind::Elliptic, 96},
    {19, "secp192r1", Kind::Elliptic, 96},
    {20, "secp224k1", Kind::Elliptic, 112},
    {21, "secp224r1", Kind::Elliptic, 112},
    {22, "secp256k1", Kind::Elliptic, 128},
    {23, "secp256r1", Kind::Elliptic, 128},
    {24, "secp384r1", Kind::Elliptic, 192},
    {25, "secp521r1", Kind::Elliptic, 256},
    {26, "brainpoolP256r1", Kind::Elliptic, 128},
    {27, "brainpoolP384r1", Kind::Elliptic, 192},
    {28, "brainpoolP512r1", Kind::Elliptic, 256},
    {29, "x25519", Kind::Elliptic, 128},
    {30, "x448", Kind::Elliptic, 224},
    {31, "brainpoolP256r1tls13", Kind::Elliptic, 128},
    {32, "brainpoolP384r1tls13", Kind::Elliptic, 192},
    {33, "brainpoolP512r1tls13", Kind::Elliptic, 256},
    {41, "curveSM2", Kind::Elliptic, 128},
    {256, "ffdhe2048", Kind::FiniteField, 103},
    {257, "ffdhe3072", Kind::FiniteField, 125},
    {258, "ffdhe4096", Kind::FiniteField, 150},
    {259, "ffdhe6144", Kind::FiniteField, 175},
    {260, "ffdhe8192", Kind::FiniteField, 192},
    {512, "MLKEM512", Kind::PostQuantum, 128},
    {513, "MLKEM768", Kind::PostQuantum, 192},
    {514, "MLKEM1024", Kind::PostQuantum, 256},
    {4587, "SecP256r1MLKEM768", Kind::PostQuantumHybrid, 192},
    {4588, "X25519MLKEM768", Kind::PostQuantumHybrid, 192},
    {4589, "SecP384r1MLKEM1024", Kind::PostQuantumHybrid, 256},
    {25497, "X25519Kyber768Draft00", Kind::PostQuantumHybrid, 192},
}};

/// IANA "TLS SignatureScheme"; before TLS 1.3 the same code points are pairs of hash and signature (RFC 5246
/// section 7.4.1.4.1).
constexpr std::array<SignatureScheme, 30> kSchemes{{
    {0x0101, "rsa_pkcs1_md5"},
    {0x0201, "rsa_pkcs1_sha1"},
    {0x0202, "dsa_sha1"},
    {0x0203, "ecdsa_sha1"},
    {0x0301, "rsa_pkcs1_sha224"},
    {0x0302, "dsa_sha224"},
    {0x0303, "ecdsa_sha224"},
    {0x0401, "rsa_pkcs1_sha256"},
    {0x0402, "dsa_sha256"},
    {0x0403, "ecdsa_secp256r1_sha256"},
    {0x0501, "rsa_pkcs1_sha384"},
    {0x0502, "dsa_sha384"},
    {0x0503, "ecdsa_secp384r1_sha384"},
    {0x0601, "rsa_pkcs1_sha512"},
    {0x0602, "dsa_sha512"},
    {0x0603, "ecdsa_secp521r1_sha512"},
    {0x0804, "rsa_pss_rsae_sha256"},
    {0x0805, "rsa_pss_rsae_sha384"},
    {0x0806, "rsa_pss_rsae_sha512"},
    {0x0807, "ed25519"},
    {0x0808, "ed448"},
    {0x0809, "rsa_pss_pss_sha256"},
    {0x080a, "rsa_pss_pss_sha384"},
    {0x080b, "rsa_pss_pss_sha512"},
    {0x081a, "ecdsa_brainpoolP256r1tls13_sha256"},
    {0x081b, "ecdsa_brainpoolP384r1tls13_sha384"},
    {0x081c, "ecdsa_brainpoolP512r1tls13_sha512"},
    {0x0904, "mldsa44"},
    {0x0905, "mldsa65"},
    {0x0906, "mldsa87"},
}};

struct ExtensionRow {
  std::uint16_t type;
  std::string_view name;
};
/// IANA "TLS ExtensionType Values".
constexpr std::array<ExtensionRow, 40> kExtensions{{
    {0, "server_name"},
    {1, "max_fragment_length"},
    {2, "client_certificate_url"},
    {3, "trusted_ca_keys"},
    {4, "truncated_hmac"},
    {5, "status_request"},
    {6, "user_mapping"},
    {9, "cert_type"},
    {10, "supported_groups"},
    {11, "ec_point_formats"},
    {12, "srp"},
    {13, "signature_algorithms"},
    {14, "use_srtp"},
    {15, "heartbeat"},
    {16, "application_layer_protocol_negotiation"},
    {17, "status_request_v2"},
    {18, "signed_certificate_timestamp"},
    {19, "client_certificate_type"},
    {20, "server_certificate_type"},
    {21, "padding"},
    {22, "encrypt_then_mac"},
    {23, "extended_master_secret"},
    {24, "token_binding"},
    {25, "cached_info"},
    {27, "compress_certificate"},
    {28, "record_size_limit"},
    {34, "delegated_credential"},
    {35, "session_ticket"},
    {41, "pre_shared_key"},
    {42, "early_data"},
    {43, "supported_versions"},
    {44, "cookie"},
    {45, "psk_key_exchange_modes"},
    {47, "certificate_authorities"},
    {48, "oid_filters"},
    {49, "post_handshake_auth"},
    {50, "signature_algorithms_cert"},
    {51, "key_share"},
    {57, "quic_transport_parameters"},
    {65281, "renegotiation_info"},
}};

std::string number_text(std::uint16_t id) {
  return "0x" + to_hex(ByteWriter().u16(id).bytes());
}

}  // namespace

std::span<const NamedGroup> named_groups() {
  return kGroups;
}

const NamedGroup* find_named_group(std::uint16_t id) {
  for (const NamedGroup& group : kGroups) {
    if (group.id == id) return &group;
  }
  return nullptr;
}

bool is_post_quantum(std::uint16_t group) {
  const NamedGroup* found = find_named_group(group);
  return found && (found->kind == NamedGroup::Kind::PostQuantumHybrid || found->kind == NamedGroup::Kind::PostQuantum);
}

std::string named_group_text(std::uint16_t id) {
  const NamedGroup* group = find_named_group(id);
  return group ? std::string(group->name) : number_text(id);
}

std::span<const SignatureScheme> signature_schemes() {
  return kSchemes;
}

std::string signature_scheme_text(std::uint16_t id) {
  for (const SignatureScheme& scheme : kSchemes) {
    if (scheme.id == id) return std::string(scheme.name);
  }
  return number_text(id);
}

std::string_view extension_name(std::uint16_t type) {
  for (const ExtensionRow& row : kExtensions) {
    if (row.type == type) return row.name;
  }
  return {};
}

}  // namespace mailglass::tls
