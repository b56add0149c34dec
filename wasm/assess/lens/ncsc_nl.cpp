// NCSC-NL, "ICT-beveiligingsrichtlijnen voor Transport Layer Security", edition 2025-05. Its levels are good,
// sufficient, to be phased out and insufficient: what is insufficient must not be there, what is to be phased out
// should not. docs/lenses.md tells what is left out.

#include <array>

#include "assess/lens/requirements.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using tls::Authentication;
using tls::BulkCipher;
using tls::CipherSuite;

constexpr std::array<std::uint16_t, 4> kInsufficientVersions = {0x0002, 0x0300, 0x0301, 0x0302};
/// secp256r1, secp384r1, secp521r1, x25519, x448, Brainpool of TLS 1.2 and of 1.3, the three hybrids; secp224r1 and
/// ffdhe3072 to 8192 (to be phased out); ML-KEM alone and Kyber's draft, of which the guidelines say nothing.
constexpr std::array<std::uint16_t, 23> kNotInsufficient = {
    23, 24, 25, 29, 30, 26, 27, 28, 31, 32, 33, 4587, 4588, 4589, 21, 257, 258, 259, 260, 512, 513, 514, 25497};
constexpr std::array<std::uint16_t, 5> kGroupsToPhaseOut = {21, 257, 258, 259, 260};

/// Good or sufficient in TLS 1.2: ECDHE with AES-GCM, AES-CCM or ChaCha20-Poly1305.
bool sufficient(const CipherSuite& s) {
  return s.key_exchange == tls::KeyExchange::Ecdhe && s.mac == tls::Mac::Aead && s.mode != tls::CipherMode::Ccm8 &&
         (tls::is_aes(s) || s.cipher == BulkCipher::ChaCha20);
}
/// Appendix B's list to be phased out, by what its members have in common.
bool to_phase_out(const CipherSuite& s) {
  const bool certified = s.authentication == Authentication::Rsa || s.authentication == Authentication::Ecdsa;
  const bool cipher = tls::is_aes(s) || s.cipher == BulkCipher::Camellia || s.cipher == BulkCipher::Aria ||
                      s.cipher == BulkCipher::ChaCha20;
  return tls::is_forward_secret(s) && certified && cipher && tls::has_strong_integrity(s) && !sufficient(s);
}
bool insufficient(const CipherSuite& s) {
  return !sufficient(s) && !to_phase_out(s);
}
bool insufficient_tls13(const CipherSuite& s) {
  return !(tls::is_aes(s) && s.mode != tls::CipherMode::Ccm8) && s.cipher != BulkCipher::ChaCha20;
}

constexpr std::array kRules = {
    Rule{"versions", "3.3.1", "SSL 2.0, SSL 3.0, TLS 1.0 and TLS 1.1 (insufficient) are not supported", Level::Required,
         versions_absent, kInsufficientVersions},
    Rule{"suites",
         "3.3.2 to 3.3.5, appendix B",
         "No cipher suite that is insufficient in TLS 1.2 and older",
         Level::Required,
         suites_absent,
         {},
         insufficient},
    Rule{"suites-phase-out",
         "3.3.2 to 3.3.5, appendix B",
         "No cipher suite that is to be phased out (DHE, CBC with SHA-2, Camellia, ARIA)",
         Level::Recommended,
         suites_absent,
         {},
         to_phase_out},
    Rule{"static-dh", "3.3.3", "No cipher suite with static (EC)DH key exchange", Level::Required, static_dh_absent},
    Rule{"tls13-suites",
         "appendix B",
         "In TLS 1.3 no cipher suite that is insufficient (CCM_8)",
         Level::Required,
         suites_absent_tls13,
         {},
         insufficient_tls13},
    Rule{"groups", "3.3.3", "No key exchange group that is insufficient", Level::Required, groups_only,
         kNotInsufficient},
    Rule{"groups-phase-out", "3.3.3", "No key exchange group that is to be phased out (secp224r1, FFDHE)",
         Level::Recommended, groups_absent, kGroupsToPhaseOut},
    Rule{.code = "dh-groups",
         .section = "3.3.3",
         .text = "DHE uses a group of RFC 7919 of at least 3072 bits",
         .level = Level::Required,
         .judge = dh_standard_groups,
         .amount = 3072},
    Rule{.code = "rsa-bits",
         .section = "3.3.2",
         .text = "RSA keys of certificates have at least 2048 bits",
         .level = Level::Required,
         .judge = rsa_bits,
         .amount = 2048,
         .whole_chain = true},
    Rule{.code = "rsa-bits-phase-out",
         .section = "3.3.2",
         .text = "RSA keys of certificates have at least 3072 bits (less is to be phased out)",
         .level = Level::Recommended,
         .judge = rsa_bits,
         .amount = 3072,
         .whole_chain = true},
    Rule{.code = "curves",
         .section = "3.3.2",
         .text = "Elliptic keys of certificates are on a curve that is not insufficient",
         .level = Level::Required,
         .judge = curve_names,
         .names = "P-256 P-384 P-521 P-224 brainpoolP256r1 brainpoolP384r1 brainpoolP512r1",
         .whole_chain = true},
    Rule{.code = "certificate-signature",
         .section = "3.3.5",
         .text = "Certificates are not signed with SHA-1 or MD5",
         .level = Level::Required,
         .judge = signature_not_sha1,
         .whole_chain = true},
    Rule{.code = "sha1-signatures",
         .section = "3.3.5",
         .text = "The server does not sign with SHA-1 in TLS 1.2",
         .level = Level::Required,
         .judge = behaviour,
         .fact = sha1_signatures},
    Rule{.code = "compression",
         .section = "3.4.1",
         .text = "TLS compression is off",
         .level = Level::Required,
         .judge = behaviour,
         .fact = compression},
    Rule{.code = "renegotiation",
         .section = "3.4.2",
         .text = "Secure renegotiation (RFC 5746) is supported",
         .level = Level::Required,
         .judge = behaviour,
         .amount = 1,
         .fact = secure_renegotiation},
    Rule{.code = "extended-master-secret",
         .section = "4.1",
         .text = "Extended master secret (RFC 7627) is supported",
         .level = Level::Required,
         .judge = behaviour,
         .amount = 1,
         .fact = extended_master_secret},
};

}  // namespace

const Lens kNcscNl = {
    "ncsc-nl",
    "NCSC-NL",
    "NCSC-NL, ICT security guidelines for TLS (ICT-beveiligingsrichtlijnen voor Transport Layer Security)",
    "2025-05",
    "https://www.ncsc.nl/en/transport-layer-security/ICT-beveiligingsrichtlijnen-voor-TLS",
    kRules};

}  // namespace mailglass::assess::lens
