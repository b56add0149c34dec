// Mozilla, "Server Side TLS" guidelines, version 6.0: the configurations "intermediate" and "modern" as published in
// JSON. They have no sections; a rule cites the member it comes from. docs/lenses.md tells what is left out.

#include <array>

#include "assess/lens/shared_rules.h"

namespace mailglass::assess::lens {
namespace {

using tls::CipherSuite;

constexpr std::string_view kDocument = "Mozilla Server Side TLS guidelines";
constexpr std::string_view kEdition = "6.0 (April 2026)";
constexpr std::string_view kLink = "https://ssl-config.mozilla.org/guidelines/6.0.json";

constexpr std::array<std::uint16_t, 5> kBelowTls13 = {0x0002, 0x0300, 0x0301, 0x0302, 0x0303};
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

// What both configurations ask for.
constexpr Rule kTls13Suites =
    about("tls13-suites", "ciphersuites", kMust, suites_absent_tls13, outside_tls13_list, "tls13-suites.mozilla");
constexpr Rule kTlsCurves = about("groups", "tls_curves", kMust, groups_only, kGroups, "groups.mozilla");

constexpr std::array kIntermediate = {
    no_old_versions("tls_versions", kMust),
    tls12_and_tls13("tls_versions", kMust),
    about("suites", "ciphers", kMust, suites_absent, outside_list, "suites.mozilla"),
    no_static_dh("ciphers", kMust),
    kTls13Suites,
    kTlsCurves,
    dh_of_2048_bits("dh_param_size", kMust),
    about("client-order", "server_preferred_order", kShould, client_order, 0x0303, "client-order.tls12"),
    rsa_of_2048_bits("rsa_key_size", kMust),
    ecdsa_on_p256_or_p384("certificate_curves", kMust),
    about("certificate-signature", "certificate_signatures", kShould, signature_names,
          "sha256WithRSAEncryption ecdsa-with-SHA256 ecdsa-with-SHA384 ecdsa-with-SHA512",
          "certificate-signature.intermediate"),
    about("lifetime", "maximum_certificate_lifespan", kMust, lifetime, 366, "lifetime-366"),
    about("short-lived", "recommended_certificate_lifespan", kShould, lifetime, 90, "lifetime-90"),
    staples_ocsp("ocsp_staple", kShould),
};

constexpr std::array kModern = {
    about("old-versions", "tls_versions", kMust, versions_absent, kBelowTls13, "below-tls13"),
    tls13("tls_versions", kMust),
    kTls13Suites,
    kTlsCurves,
    about("client-order", "server_preferred_order", kShould, client_order, 0x0304, "client-order.tls13"),
    about("certificate-type", "certificate_types", kMust, no_rsa_certificate, "certificate-type"),
    ecdsa_on_p256_or_p384("certificate_curves", kMust),
    about("certificate-signature", "certificate_signatures", kShould, signature_names,
          "ecdsa-with-SHA256 ecdsa-with-SHA384 ecdsa-with-SHA512", "certificate-signature.modern"),
    about("lifetime", "maximum_certificate_lifespan", kMust, lifetime, 90, "lifetime-90"),
    staples_ocsp("ocsp_staple", kShould),
};

}  // namespace

const Lens kMozillaIntermediate = {"mozilla-intermediate", "Mozilla intermediate", kDocument, kEdition, kLink,
                                   kIntermediate};
const Lens kMozillaModern = {"mozilla-modern", "Mozilla modern", kDocument, kEdition, kLink, kModern};

}  // namespace mailglass::assess::lens
