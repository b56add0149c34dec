// NCSC-NL, "ICT-beveiligingsrichtlijnen voor Transport Layer Security", edition 2025-05. Its levels are good,
// sufficient, to be phased out and insufficient: what is insufficient must not be there, what is to be phased out
// should not. docs/lenses.md tells what is left out.

#include <array>

#include "assess/lens/shared_rules.h"

namespace mailglass::assess::lens {
namespace {

using tls::Authentication;
using tls::BulkCipher;
using tls::CipherSuite;

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
    no_old_versions("3.3.1", kMust),
    about("suites", "3.3.2 to 3.3.5, appendix B", kMust, suites_absent, insufficient, "suites.ncsc"),
    about("suites-phase-out", "3.3.2 to 3.3.5, appendix B", kShould, suites_absent, to_phase_out, "suites-phase-out"),
    no_static_dh("3.3.3", kMust),
    about("tls13-suites", "appendix B", kMust, suites_absent_tls13, insufficient_tls13, "tls13-suites.ncsc"),
    about("groups", "3.3.3", kMust, groups_only, kNotInsufficient, "groups.ncsc"),
    about("groups-phase-out", "3.3.3", kShould, groups_absent, kGroupsToPhaseOut, "groups-phase-out"),
    about("dh-groups", "3.3.3", kMust, dh_standard_groups, 3072, "dh-groups"),
    with_chain(rsa_of_2048_bits("3.3.2", kMust)),
    with_chain(about("rsa-bits-phase-out", "3.3.2", kShould, rsa_bits, 3072, "rsa-bits-3072")),
    with_chain(about("curves", "3.3.2", kMust, curve_names,
                     "P-256 P-384 P-521 P-224 brainpoolP256r1 brainpoolP384r1 brainpoolP512r1", "curves.ncsc")),
    with_chain(no_sha1_certificates("3.3.5", kMust)),
    no_sha1_signatures("3.3.5", kMust),
    no_compression("3.4.1", kMust),
    has_secure_renegotiation("3.4.2", kMust),
    has_extended_master_secret("4.1", kMust),
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
