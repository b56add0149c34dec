// NIST Special Publication 800-52 revision 2, "Guidelines for the Selection, Configuration, and Use of Transport Layer
// Security (TLS) Implementations", August 2019: the minimum requirements for servers (section 3). docs/lenses.md tells
// what is left out.

#include <array>

#include "assess/lens/requirements.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using tls::CipherSuite;

constexpr std::array<std::uint16_t, 2> kVersions = {0x0303, 0x0304};
constexpr std::array<std::uint16_t, 2> kSsl = {0x0002, 0x0300};
constexpr std::array<std::uint16_t, 2> kOldTls = {0x0301, 0x0302};
constexpr std::array<std::uint16_t, 2> kCurves = {23, 24};

/// Everything that is not made of approved algorithms alone: AES, with a certificate.
bool not_approved(const CipherSuite& s) {
  return !tls::is_aes(s) || tls::is_anonymous(s);
}

constexpr std::array kRules = {
    Rule{"versions", "3.1", "TLS 1.2 and TLS 1.3 are supported", Level::Required, versions_present, kVersions},
    Rule{"ssl", "3.1", "SSL 2.0 and SSL 3.0 are not supported", Level::Required, versions_absent, kSsl},
    Rule{"old-tls", "3.1", "TLS 1.0 and TLS 1.1 are not supported", Level::Recommended, versions_absent, kOldTls},
    Rule{.code = "rsa-bits",
         .section = "3.2",
         .text = "RSA keys of certificates have at least 2048 bits",
         .level = Level::Required,
         .judge = rsa_bits,
         .amount = 2048},
    Rule{.code = "curve-bits",
         .section = "3.2",
         .text = "Elliptic keys of certificates have at least 224 bits",
         .level = Level::Required,
         .judge = curve_bits,
         .amount = 224},
    Rule{.code = "ecdsa-curve",
         .section = "3.2",
         .text = "An ECDSA certificate's key is on P-256 or P-384",
         .level = Level::Recommended,
         .judge = curve_names,
         .names = "P-256 P-384"},
    Rule{.code = "certificate-signature",
         .section = "3.2",
         .text = "Certificates are not signed with SHA-1 or MD5",
         .level = Level::Required,
         .judge = signature_not_sha1,
         .whole_chain = true},
    Rule{.code = "lifetime",
         .section = "3.2.1",
         .text = "Certificates are valid for at most 3 years",
         .level = Level::Recommended,
         .judge = lifetime,
         .amount = 1096},
    Rule{"suites",
         "3.3.1",
         "In TLS 1.2 and older no cipher suite but AES with a certificate",
         Level::Required,
         suites_absent,
         {},
         not_approved},
    Rule{"tls13-suites",
         "3.3.1",
         "In TLS 1.3 no cipher suite but those with AES",
         Level::Required,
         suites_absent_tls13,
         {},
         not_approved},
    Rule{.code = "renegotiation",
         .section = "3.4.1",
         .text = "Secure renegotiation (RFC 5746) is supported",
         .level = Level::Required,
         .judge = behaviour,
         .amount = 1,
         .fact = secure_renegotiation},
    Rule{.code = "extended-master-secret",
         .section = "3.4.1",
         .text = "Extended master secret (RFC 7627) is supported",
         .level = Level::Required,
         .judge = behaviour,
         .amount = 1,
         .fact = extended_master_secret},
    Rule{"ocsp-staple", "3.4.1", "OCSP answers are stapled", Level::Required, ocsp_staple},
    Rule{"curves", "3.4.2", "The group P-256 or P-384 is supported", Level::Required, groups_any, kCurves},
    Rule{"cbc", "3.4.2", "CBC suites are used with encrypt-then-MAC (RFC 7366) only", Level::Required,
         cbc_with_encrypt_then_mac},
    Rule{.code = "compression",
         .section = "3.7",
         .text = "TLS compression is off",
         .level = Level::Required,
         .judge = behaviour,
         .fact = compression},
};

}  // namespace

const Lens kNistSp80052 = {"nist-sp-800-52r2",
                           "NIST SP 800-52r2",
                           "NIST SP 800-52 Rev. 2, Guidelines for the Selection, Configuration, and Use of TLS",
                           "August 2019",
                           "https://doi.org/10.6028/NIST.SP.800-52r2",
                           kRules};

}  // namespace mailglass::assess::lens
