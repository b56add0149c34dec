// BSI, technical guideline TR-02102-2, "Cryptographic Mechanisms: Recommendations and Key Lengths, Part 2 – Use of
// Transport Layer Security (TLS)", edition 2025-01. It recommends; what it does not list it does not call insecure.
// docs/lenses.md tells what is left out.

#include <array>

#include "assess/lens/shared_rules.h"

namespace mailglass::assess::lens {
namespace {

using tls::CipherSuite;

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
    no_old_versions("3.2", kShould),
    tls13("3.2", kShould),
    about("suites", "3.3.1", kShould, suites_absent, outside_list, "suites.bsi"),
    about("groups", "3.3.2 and 3.4.2", kShould, groups_only, kGroups, "groups.bsi"),
    no_sha1_signatures("3.3.3", kShould),
    has_secure_renegotiation("3.3.4.1", kShould),
    no_compression("3.3.4.3", kShould),
    cbc_only_with_encrypt_then_mac("3.3.4.5", kShould),
    behaves("heartbeat", "3.3.4.6", kShould, {heartbeat, false}, "heartbeat"),
    has_extended_master_secret("3.3.4.7", kShould),
    about("tls13-suites", "3.4.4", kShould, suites_absent_tls13, outside_tls13_list, "tls13-suites.bsi"),
    about("dh-bits", "3.6", kShould, dh_bits, 3000, "dh-bits-3000"),
    about("rsa-bits", "3.6", kShould, rsa_bits, 3000, "rsa-bits-3000"),
    about("curve-bits", "3.6", kShould, curve_bits, 250, "curve-bits-250"),
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
