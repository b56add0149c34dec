// Mozilla, "Server Side TLS" guidelines, version 6.0: the configurations "intermediate" and "modern" as published in
// JSON. They have no sections; a rule cites the member it comes from. docs/lenses.md tells what is left out.

#include <array>

#include "assess/lens/requirements.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using tls::CipherSuite;

constexpr std::string_view kDocument = "Mozilla Server Side TLS guidelines";
constexpr std::string_view kEdition = "6.0 (April 2026)";
constexpr std::string_view kLink = "https://ssl-config.mozilla.org/guidelines/6.0.json";

constexpr std::array<std::uint16_t, 4> kBelowTls12 = {0x0002, 0x0300, 0x0301, 0x0302};
constexpr std::array<std::uint16_t, 5> kBelowTls13 = {0x0002, 0x0300, 0x0301, 0x0302, 0x0303};
constexpr std::array<std::uint16_t, 2> kBoth = {0x0303, 0x0304};
constexpr std::array<std::uint16_t, 1> kTls13 = {0x0304};
/// X25519MLKEM768, X25519, prime256v1, secp384r1.
constexpr std::array<std::uint16_t, 4> kGroups = {0x11ec, 29, 23, 24};

bool outside_list(const CipherSuite& s) {
  const bool listed = s.key_exchange == tls::KeyExchange::Ecdhe &&
                      ((tls::is_aes(s) && s.mode == tls::CipherMode::Gcm) || s.cipher == tls::BulkCipher::ChaCha20) &&
                      (s.authentication == tls::Authentication::Rsa || s.authentication == tls::Authentication::Ecdsa);
  return !listed;
}
bool outside_tls13_list(const CipherSuite& s) {
  return !(tls::is_aes(s) && s.mode == tls::CipherMode::Gcm) && s.cipher != tls::BulkCipher::ChaCha20;
}

constexpr std::string_view kCurves = "P-256 P-384";
constexpr std::string_view kEcdsa = "ecdsa-with-SHA256 ecdsa-with-SHA384 ecdsa-with-SHA512";

// What both configurations ask for.
constexpr Rule kTls13Suites{
    "tls13-suites",    "ciphersuites",      "In TLS 1.3 no cipher suite but AES-GCM and ChaCha20-Poly1305",
    Level::Required,   suites_absent_tls13, {},
    outside_tls13_list};
constexpr Rule kTlsCurves{
    "groups",        "tls_curves", "No key exchange group but X25519MLKEM768, x25519, P-256 and P-384",
    Level::Required, groups_only,  kGroups};
constexpr Rule kKeyCurve{.code = "ecdsa-curve",
                         .section = "certificate_curves",
                         .text = "An ECDSA certificate's key is on P-256 or P-384",
                         .level = Level::Required,
                         .judge = curve_names,
                         .names = kCurves};
constexpr Rule kShortLived{.code = "short-lived",
                           .section = "recommended_certificate_lifespan",
                           .text = "Certificates are valid for at most 90 days",
                           .level = Level::Recommended,
                           .judge = lifetime,
                           .amount = 90};
constexpr Rule kStaple{"ocsp-staple", "ocsp_staple", "OCSP answers are stapled", Level::Recommended, ocsp_staple};

constexpr std::array kIntermediate = {
    Rule{"old-versions", "tls_versions", "No version older than TLS 1.2 is supported", Level::Required, versions_absent,
         kBelowTls12},
    Rule{"versions", "tls_versions", "TLS 1.2 and TLS 1.3 are supported", Level::Required, versions_present, kBoth},
    Rule{"suites",
         "ciphers",
         "In TLS 1.2 no cipher suite but ECDHE with AES-GCM or ChaCha20-Poly1305",
         Level::Required,
         suites_absent,
         {},
         outside_list},
    Rule{"static-dh", "ciphers", "No cipher suite with static (EC)DH key exchange", Level::Required, static_dh_absent},
    kTls13Suites,
    kTlsCurves,
    Rule{.code = "dh-bits",
         .section = "dh_param_size",
         .text = "DHE uses primes of at least 2048 bits",
         .level = Level::Required,
         .judge = dh_bits,
         .amount = 2048},
    Rule{.code = "client-order",
         .section = "server_preferred_order",
         .text = "The client's order of cipher suites decides in TLS 1.2",
         .level = Level::Recommended,
         .judge = client_order,
         .amount = 0x0303},
    Rule{.code = "rsa-bits",
         .section = "rsa_key_size",
         .text = "An RSA certificate's key has at least 2048 bits",
         .level = Level::Required,
         .judge = rsa_bits,
         .amount = 2048},
    kKeyCurve,
    Rule{.code = "certificate-signature",
         .section = "certificate_signatures",
         .text = "Certificates are signed with SHA-256 and RSA, or with SHA-2 and ECDSA",
         .level = Level::Recommended,
         .judge = signature_names,
         .names = "sha256WithRSAEncryption ecdsa-with-SHA256 ecdsa-with-SHA384 ecdsa-with-SHA512"},
    Rule{.code = "lifetime",
         .section = "maximum_certificate_lifespan",
         .text = "Certificates are valid for at most 366 days",
         .level = Level::Required,
         .judge = lifetime,
         .amount = 366},
    kShortLived,
    kStaple,
};

constexpr std::array kModern = {
    Rule{"old-versions", "tls_versions", "No version older than TLS 1.3 is supported", Level::Required, versions_absent,
         kBelowTls13},
    Rule{"versions", "tls_versions", "TLS 1.3 is supported", Level::Required, versions_present, kTls13},
    kTls13Suites,
    kTlsCurves,
    Rule{.code = "client-order",
         .section = "server_preferred_order",
         .text = "The client's order of cipher suites decides in TLS 1.3",
         .level = Level::Recommended,
         .judge = client_order,
         .amount = 0x0304},
    Rule{"certificate-type", "certificate_types", "Certificates are for ECDSA keys", Level::Required,
         no_rsa_certificate},
    kKeyCurve,
    Rule{.code = "certificate-signature",
         .section = "certificate_signatures",
         .text = "Certificates are signed with ECDSA and SHA-2",
         .level = Level::Recommended,
         .judge = signature_names,
         .names = kEcdsa},
    Rule{.code = "lifetime",
         .section = "maximum_certificate_lifespan",
         .text = "Certificates are valid for at most 90 days",
         .level = Level::Required,
         .judge = lifetime,
         .amount = 90},
    kStaple,
};

}  // namespace

const Lens kMozillaIntermediate = {"mozilla-intermediate", "Mozilla intermediate", kDocument, kEdition, kLink,
                                   kIntermediate};
const Lens kMozillaModern = {"mozilla-modern", "Mozilla modern", kDocument, kEdition, kLink, kModern};

}  // namespace mailglass::assess::lens
