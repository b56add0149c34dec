// NIST Special Publication 800-52 revision 2, "Guidelines for the Selection, Configuration, and Use of Transport Layer
// Security (TLS) Implementations", August 2019: the minimum requirements for servers (section 3). docs/lenses.md tells
// what is left out.

#include <array>

#include "assess/lens/shared_rules.h"

namespace mailglass::assess::lens {
namespace {

using tls::CipherSuite;

constexpr std::array<std::uint16_t, 2> kSsl = {0x0002, 0x0300};
constexpr std::array<std::uint16_t, 2> kOldTls = {0x0301, 0x0302};
constexpr std::array<std::uint16_t, 2> kCurves = {23, 24};

/// Everything that is not made of approved algorithms alone: AES, with a certificate.
bool not_approved(const CipherSuite& s) {
  return !tls::is_aes(s) || tls::is_anonymous(s);
}

constexpr std::array kRules = {
    tls12_and_tls13("3.1", kMust),
    about("ssl", "3.1", kMust, versions_absent, kSsl, "ssl"),
    about("old-tls", "3.1", kShould, versions_absent, kOldTls, "old-tls"),
    rsa_of_2048_bits("3.2", kMust),
    about("curve-bits", "3.2", kMust, curve_bits, 224, "curve-bits-224"),
    ecdsa_on_p256_or_p384("3.2", kShould),
    with_chain(no_sha1_certificates("3.2", kMust)),
    about("lifetime", "3.2.1", kShould, lifetime, 1096, "lifetime-3-years"),
    about("suites", "3.3.1", kMust, suites_absent, not_approved, "suites.nist"),
    about("tls13-suites", "3.3.1", kMust, suites_absent_tls13, not_approved, "tls13-suites.nist"),
    has_secure_renegotiation("3.4.1", kMust),
    has_extended_master_secret("3.4.1", kMust),
    staples_ocsp("3.4.1", kMust),
    about("curves", "3.4.2", kMust, groups_any, kCurves, "curves.nist"),
    cbc_only_with_encrypt_then_mac("3.4.2", kMust),
    no_compression("3.7", kMust),
};

}  // namespace

const Lens kNistSp80052 = {"nist-sp-800-52r2",
                           "NIST SP 800-52r2",
                           "NIST SP 800-52 Rev. 2, Guidelines for the Selection, Configuration, and Use of TLS",
                           "August 2019",
                           "https://doi.org/10.6028/NIST.SP.800-52r2",
                           kRules};

}  // namespace mailglass::assess::lens
