// RFC 9325, "Recommendations for Secure Use of Transport Layer Security (TLS) and Datagram Transport Layer Security
// (DTLS)", November 2022 (BCP 195). docs/lenses.md tells what is left out.

#include <array>

#include "assess/lens/shared_rules.h"

namespace mailglass::assess::lens {
namespace {

using tls::CipherSuite;

constexpr std::array<std::uint16_t, 1> kTls12 = {0x0303};
constexpr std::array<std::uint16_t, 2> kGroups = {23, 29};
/// sect163*, sect193*, secp160*, secp192*.
constexpr std::array<std::uint16_t, 10> kBelow224Bits = {1, 2, 3, 4, 5, 15, 16, 17, 18, 19};

bool below_112_bits(const CipherSuite& s) {
  return tls::is_export(s) || tls::is_des(s);
}
/// TLS_DHE_*: anonymous Diffie-Hellman is not among them.
bool is_dhe(const CipherSuite& s) {
  return s.key_exchange == tls::KeyExchange::Dhe;
}
/// The four of section 4.2.
bool recommended(const CipherSuite& s) {
  return s.key_exchange == tls::KeyExchange::Ecdhe && tls::is_aes(s) && s.mode == tls::CipherMode::Gcm;
}

constexpr std::array kRules = {
    no_old_versions("3.1.1", kMust),
    about("tls12", "3.1.1", kMust, versions_present, kTls12, "tls12"),
    tls13("3.1.1", kShould),
    no_compression("3.3", kShould),
    has_secure_renegotiation("3.5", kMust),
    has_extended_master_secret("3.5", kMust),
    about("null", "4.1", kMust, suites_absent, tls::is_null, "null"),
    about("rc4", "4.1", kMust, suites_absent, tls::is_rc4, "rc4"),
    about("below-112-bits", "4.1", kMust, suites_absent, below_112_bits, "below-112-bits"),
    about("below-128-bits", "4.1", kShould, suites_absent, tls::is_triple_des, "below-128-bits"),
    about("static-rsa", "4.1", kShould, suites_absent, tls::is_static_rsa, "static-rsa"),
    no_static_dh("4.1", kShould),
    about("forward-secrecy", "4.1", kMust, suites_present, tls::is_forward_secret, "forward-secrecy"),
    about("dhe", "4.1", kShould, suites_absent, is_dhe, "dhe"),
    about("recommended-suites", "4.2", kShould, suites_present, recommended, "recommended-suites"),
    cbc_only_with_encrypt_then_mac("4.2", kShould),
    about("ecdsa-curve", "4.2", kShould, curve_names, "P-256", "ecdsa-curve-p256"),
    about("groups", "4.2.1", kShould, groups_present, kGroups, "groups.rfc9325"),
    dh_of_2048_bits("4.5", kMust),
    about("small-curves", "4.5", kMust, groups_absent, kBelow224Bits, "small-curves"),
    rsa_of_2048_bits("4.5", kMust),
    no_sha1_certificates("4.5", kMust),
    no_sha1_signatures("4.5", kMust),
};

}  // namespace

const Lens kRfc9325 = {"rfc9325",
                       "RFC 9325",
                       "RFC 9325 (BCP 195), Recommendations for Secure Use of TLS and DTLS",
                       "November 2022",
                       "https://www.rfc-editor.org/rfc/rfc9325",
                       kRules};

}  // namespace mailglass::assess::lens
