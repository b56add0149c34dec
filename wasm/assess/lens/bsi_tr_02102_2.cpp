// BSI, technical guideline TR-02102-2, "Cryptographic Mechanisms: Recommendations and Key Lengths, Part 2 – Use of
// Transport Layer Security (TLS)", edition 2025-01. It recommends; what it does not list it does not call insecure.
// docs/lenses.md tells what is left out.

#include <array>

#include "assess/lens/requirements.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using tls::CipherSuite;

constexpr std::array<std::uint16_t, 4> kOldVersions = {0x0002, 0x0300, 0x0301, 0x0302};
constexpr std::array<std::uint16_t, 1> kTls13 = {0x0304};
/// secp256r1, secp384r1, secp521r1, Brainpool of TLS 1.2 and of 1.3, ffdhe3072, ffdhe4096; and the post-quantum groups,
/// which that table is not about.
constexpr std::array<std::uint16_t, 18> kGroups = {23,  24,  25,   26,   27,   28,  31,  32,  33,
                                                   257, 258, 4587, 4588, 4589, 512, 513, 514, 25497};

/// Table of suites with forward secrecy in TLS 1.2: (EC)DHE with AES in CBC with SHA-2, GCM or CCM; and those without,
/// static (EC)DH, in section 3.3.1.2.
bool outside_list(const CipherSuite& s) {
  const bool exchange = tls::is_forward_secret(s) || tls::is_static_dh(s);
  return !(exchange && tls::is_aes(s) && tls::has_strong_integrity(s));
}
bool outside_tls13_list(const CipherSuite& s) {
  return !tls::is_aes(s) || s.mode == tls::CipherMode::Ccm8;
}

constexpr std::array kRules = {
    Rule{"old-versions", "3.2", "SSL 2.0, SSL 3.0, TLS 1.0 and TLS 1.1 are not supported", Level::Recommended,
         versions_absent, kOldVersions},
    Rule{"tls13", "3.2", "TLS 1.3 is supported", Level::Recommended, versions_present, kTls13},
    Rule{"suites",
         "3.3.1",
         "In TLS 1.2 no cipher suite but (EC)DHE with AES in GCM, in CCM, or in CBC with SHA-2",
         Level::Recommended,
         suites_absent,
         {},
         outside_list},
    Rule{"groups", "3.3.2 and 3.4.2",
         "No classical key exchange group but P-256, P-384, P-521, Brainpool, ffdhe3072 and ffdhe4096",
         Level::Recommended, groups_only, kGroups},
    Rule{.code = "dh-bits",
         .section = "3.6",
         .text = "DHE uses primes of at least 3000 bits",
         .level = Level::Recommended,
         .judge = dh_bits,
         .amount = 3000},
    Rule{.code = "sha1-signatures",
         .section = "3.3.3",
         .text = "The server does not sign with SHA-1 in TLS 1.2",
         .level = Level::Recommended,
         .judge = behaviour,
         .fact = sha1_signatures},
    Rule{.code = "renegotiation",
         .section = "3.3.4.1",
         .text = "Secure renegotiation (RFC 5746) is supported",
         .level = Level::Recommended,
         .judge = behaviour,
         .amount = 1,
         .fact = secure_renegotiation},
    Rule{.code = "compression",
         .section = "3.3.4.3",
         .text = "TLS compression is off",
         .level = Level::Recommended,
         .judge = behaviour,
         .fact = compression},
    Rule{"cbc", "3.3.4.5", "CBC suites are used with encrypt-then-MAC (RFC 7366) only", Level::Recommended,
         cbc_with_encrypt_then_mac},
    Rule{.code = "heartbeat",
         .section = "3.3.4.6",
         .text = "The heartbeat extension (RFC 6520) is off",
         .level = Level::Recommended,
         .judge = behaviour,
         .fact = heartbeat},
    Rule{.code = "extended-master-secret",
         .section = "3.3.4.7",
         .text = "Extended master secret (RFC 7627) is supported",
         .level = Level::Recommended,
         .judge = behaviour,
         .amount = 1,
         .fact = extended_master_secret},
    Rule{"tls13-suites",
         "3.4.4",
         "In TLS 1.3 no cipher suite but AES-GCM and AES-CCM",
         Level::Recommended,
         suites_absent_tls13,
         {},
         outside_tls13_list},
    Rule{.code = "rsa-bits",
         .section = "3.6",
         .text = "An RSA certificate's key has at least 3000 bits",
         .level = Level::Recommended,
         .judge = rsa_bits,
         .amount = 3000},
    Rule{.code = "curve-bits",
         .section = "3.6",
         .text = "An ECDSA certificate's key has at least 250 bits",
         .level = Level::Recommended,
         .judge = curve_bits,
         .amount = 250},
};

}  // namespace

const Lens kBsiTr021022 = {"bsi-tr-02102-2",
                           "BSI TR-02102-2",
                           "BSI TR-02102-2, Cryptographic Mechanisms: Use of Transport Layer Security (TLS)",
                           "2025-01",
                           "https://www.bsi.bund.de/SharedDocs/Downloads/DE/BSI/Publikationen/TechnischeRichtlinien/"
                           "TR02102/BSI-TR-02102-2.html",
                           kRules};

}  // namespace mailglass::assess::lens
