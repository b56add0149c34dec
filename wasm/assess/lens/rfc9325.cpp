// RFC 9325, "Recommendations for Secure Use of Transport Layer Security (TLS) and Datagram Transport Layer Security
// (DTLS)", November 2022 (BCP 195). docs/lenses.md tells what is left out.

#include <array>

#include "assess/lens/requirements.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using tls::CipherSuite;

constexpr std::array<std::uint16_t, 4> kOldVersions = {0x0002, 0x0300, 0x0301, 0x0302};
constexpr std::array<std::uint16_t, 1> kTls12 = {0x0303};
constexpr std::array<std::uint16_t, 1> kTls13 = {0x0304};
constexpr std::array<std::uint16_t, 2> kGroups = {23, 29};
/// sect163*, sect193*, secp160*, secp192*.
constexpr std::array<std::uint16_t, 10> kBelow224Bits = {1, 2, 3, 4, 5, 15, 16, 17, 18, 19};

bool below_112_bits(const CipherSuite& s) {
  return tls::is_export(s) || tls::is_des(s);
}
/// The four of section 4.2.
bool recommended(const CipherSuite& s) {
  return s.key_exchange == tls::KeyExchange::Ecdhe && tls::is_aes(s) && s.mode == tls::CipherMode::Gcm;
}

constexpr std::array kRules = {
    Rule{"old-versions", "3.1.1", "SSL 2.0, SSL 3.0, TLS 1.0 and TLS 1.1 are not supported", Level::Required,
         versions_absent, kOldVersions},
    Rule{"tls12", "3.1.1", "TLS 1.2 is supported", Level::Required, versions_present, kTls12},
    Rule{"tls13", "3.1.1", "TLS 1.3 is supported", Level::Recommended, versions_present, kTls13},
    Rule{.code = "compression",
         .section = "3.3",
         .text = "TLS compression is off",
         .level = Level::Recommended,
         .judge = behaviour,
         .fact = compression},
    Rule{.code = "renegotiation",
         .section = "3.5",
         .text = "Secure renegotiation (RFC 5746) is supported",
         .level = Level::Required,
         .judge = behaviour,
         .amount = 1,
         .fact = secure_renegotiation},
    Rule{.code = "extended-master-secret",
         .section = "3.5",
         .text = "Extended master secret (RFC 7627) is supported",
         .level = Level::Required,
         .judge = behaviour,
         .amount = 1,
         .fact = extended_master_secret},
    Rule{"null", "4.1", "No cipher suite without encryption", Level::Required, suites_absent, {}, tls::is_null},
    Rule{"rc4", "4.1", "No cipher suite with RC4", Level::Required, suites_absent, {}, tls::is_rc4},
    Rule{"below-112-bits",
         "4.1",
         "No cipher suite with less than 112 bits of security (export grade, DES)",
         Level::Required,
         suites_absent,
         {},
         below_112_bits},
    Rule{"below-128-bits",
         "4.1",
         "No cipher suite with 112 to 127 bits of security (3DES)",
         Level::Recommended,
         suites_absent,
         {},
         tls::is_triple_des},
    Rule{"static-rsa",
         "4.1",
         "No cipher suite with static RSA key exchange",
         Level::Recommended,
         suites_absent,
         {},
         tls::is_static_rsa},
    Rule{"static-dh", "4.1", "No cipher suite with static (EC)DH key exchange", Level::Recommended, static_dh_absent},
    Rule{"forward-secrecy",
         "4.1",
         "Cipher suites with forward secrecy are supported",
         Level::Required,
         suites_present,
         {},
         tls::is_forward_secret},
    Rule{"dhe",
         "4.1",
         "No cipher suite with finite-field Diffie-Hellman (DHE)",
         Level::Recommended,
         suites_absent,
         {},
         tls::is_dhe},
    Rule{"recommended-suites",
         "4.2",
         "ECDHE with AES-GCM is supported in TLS 1.2",
         Level::Recommended,
         suites_present,
         {},
         recommended},
    Rule{"cbc", "4.2", "CBC suites are used with encrypt-then-MAC (RFC 7366) only", Level::Recommended,
         cbc_with_encrypt_then_mac},
    Rule{.code = "ecdsa-curve",
         .section = "4.2",
         .text = "An ECDSA certificate's key is on the curve P-256",
         .level = Level::Recommended,
         .judge = curve_names,
         .names = "P-256"},
    Rule{"groups", "4.2.1", "The groups secp256r1 (P-256) and x25519 are supported", Level::Recommended, groups_present,
         kGroups},
    Rule{.code = "dh-bits",
         .section = "4.5",
         .text = "DHE uses primes of at least 2048 bits",
         .level = Level::Required,
         .judge = dh_bits,
         .amount = 2048},
    Rule{"small-curves", "4.5", "No curve of less than 224 bits", Level::Required, groups_absent, kBelow224Bits},
    Rule{.code = "rsa-bits",
         .section = "4.5",
         .text = "An RSA certificate's key has at least 2048 bits",
         .level = Level::Required,
         .judge = rsa_bits,
         .amount = 2048},
    Rule{"certificate-signature", "4.5", "The certificate is not signed with SHA-1 or MD5", Level::Required,
         signature_not_sha1},
    Rule{.code = "sha1-signatures",
         .section = "4.5",
         .text = "The server does not sign with SHA-1 in TLS 1.2",
         .level = Level::Required,
         .judge = behaviour,
         .fact = sha1_signatures},
};

}  // namespace

const Lens kRfc9325 = {"rfc9325",
                       "RFC 9325",
                       "RFC 9325 (BCP 195), Recommendations for Secure Use of TLS and DTLS",
                       "November 2022",
                       "https://www.rfc-editor.org/rfc/rfc9325",
                       kRules};

}  // namespace mailglass::assess::lens
