#include "handshake/tls13_only.h"

#include <openssl/ssl.h>

#include <array>
#include <string>
#include <string_view>

namespace mailglass::handshake {
namespace {

/// What TLS 1.3 signs with (RFC 8446 section 4.2.3, RFC 8734), by the kind of the certificate.
constexpr std::string_view kRsaSchemes =
    "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:"
    "rsa_pss_pss_sha512";
constexpr std::string_view kEllipticSchemes =
    "ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ed25519:ed448:"
    "ecdsa_brainpoolP256r1tls13_sha256:ecdsa_brainpoolP384r1tls13_sha384:ecdsa_brainpoolP512r1tls13_sha512";
/// Issuers sign with these, and in TLS 1.3 nobody else may: for servers that look for them here although
/// signature_algorithms_cert is there.
constexpr std::string_view kForIssuers = ":rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512";

/// IANA "TLS SignatureScheme": whatever issuers sign with.
constexpr std::array<std::uint16_t, 21> kIssuersSchemes{
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081a, 0x081b, 0x081c, 0x0804, 0x0805, 0x0806,
    0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0203, 0x0201,
};

template <std::size_t Count>
constexpr std::array<std::uint8_t, 2 + 2 * Count> as_list(const std::array<std::uint16_t, Count>& schemes) {
  std::array<std::uint8_t, 2 + 2 * Count> out{static_cast<std::uint8_t>(2 * Count >> 8),
                                              static_cast<std::uint8_t>(2 * Count)};
  std::size_t at = 2;
  for (const std::uint16_t scheme : schemes) {
    out[at++] = static_cast<std::uint8_t>(scheme >> 8);
    out[at++] = static_cast<std::uint8_t>(scheme);
  }
  return out;
}

constexpr std::array<std::uint8_t, 5> kAnyOcspAnswer{1, 0, 0, 0,
                                                     0};  // RFC 6066 section 8: no responders, no extensions
constexpr auto kIssuersList = as_list(kIssuersSchemes);

struct Asked {
  unsigned type;  ///< IANA "TLS ExtensionType Values"
  ByteView data;
};
constexpr std::array<Asked, 3> kAsked{{
    {5, kAnyOcspAnswer},  // status_request
    {18, {}},             // signed_certificate_timestamp (RFC 6962 section 3.3.1)
    // signature_algorithms_cert: who issued the certificate is no part of the question, so that one of this kind by an
    // issuer of the other is sent too (RFC 8446 section 4.2.3).
    {50, kIssuersList},
}};

int say_asked(SSL* /*ssl*/, unsigned /*type*/, unsigned /*context*/, const unsigned char** out, std::size_t* size,
              X509* /*certificate*/, std::size_t /*index*/, int* /*alert*/, void* asked) {
  const ByteView data = static_cast<const Asked*>(asked)->data;
  *out = data.data();
  *size = data.size();
  return 1;
}

std::string schemes_for(tls::Authentication kind) {
  std::string schemes;
  if (kind != tls::Authentication::Rsa) schemes += kEllipticSchemes;
  if (kind == tls::Authentication::Any) schemes += ":";
  if (kind != tls::Authentication::Ecdsa) schemes += kRsaSchemes;
  return schemes.append(kForIssuers);
}

Bytes protocol_list(const std::vector<std::string>& names) {
  ByteWriter list;
  for (const std::string& name : names) list.prefixed(1, [&](ByteWriter& one) { one.append(view_of(name)); });
  return std::move(list).bytes();
}

}  // namespace

bool offer_tls13_only(SSL_CTX* context, const Tls13Only& asked) {
  for (const Asked& extension : kAsked) {
    // Without a function for it the answer is passed over here: it is read where the Certificate message is.
    if (SSL_CTX_add_custom_ext(context, extension.type, SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_CERTIFICATE, say_asked,
                               nullptr, const_cast<Asked*>(&extension), nullptr, nullptr) != 1)
      return false;
  }
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set1_sigalgs_list(context, schemes_for(asked.certificate).c_str()) != 1)
    return false;
  const Bytes protocols = protocol_list(asked.protocols);
  // 0 is success, here alone (SSL_CTX_set_alpn_protos(3)).
  return protocols.empty() ||
         SSL_CTX_set_alpn_protos(context, protocols.data(), static_cast<unsigned>(protocols.size())) == 0;
}

}  // namespace mailglass::handshake
