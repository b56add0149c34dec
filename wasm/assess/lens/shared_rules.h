#pragma once
// Rules as the documents' tables write them: one text for what several documents ask for, short forms for the rest.

#include <array>

#include "assess/lens/requirements.h"
#include "probe/applicability.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {

inline constexpr Level kMust = Level::Required, kShould = Level::Recommended;

using Judge = Judgement (*)(const Subject& subject, const Rule& rule);

constexpr Rule about(Text code, Text section, Level level, Judge judge, Text text) {
  return {code, section, text, level, false, judge, {}};
}
/// With the parameter that the judge reads.
constexpr Rule about(Text code, Text section, Level level, Judge judge, Parameter parameter, Text text) {
  return {code, section, text, level, false, judge, parameter};
}
constexpr Rule about(Text code, Text section, Level level, Judge judge, unsigned amount, Text text) {
  return {code, section, text, level, false, judge, amount};
}
/// About intermediate certificates, too.
constexpr Rule with_chain(Rule rule) {
  rule.whole_chain = true;
  return rule;
}
constexpr Rule behaves(Text code, Text section, Level level, Behaviour wanted, Text text) {
  return {code, section, text, level, false, behaviour, wanted};
}

// What several documents ask for.

inline constexpr std::array<std::uint16_t, 4> kBelowTls12 = {0x0002, 0x0300, 0x0301, 0x0302};
inline constexpr std::array<std::uint16_t, 2> kTls12AndTls13 = {0x0303, 0x0304};
inline constexpr std::array<std::uint16_t, 1> kTls13Alone = {0x0304};

constexpr Rule no_old_versions(Text section, Level level) {
  return about("old-versions", section, level, versions_absent, kBelowTls12,
               "SSL 2.0, SSL 3.0, TLS 1.0 and TLS 1.1 are not supported");
}
constexpr Rule tls12_and_tls13(Text section, Level level) {
  return about("versions", section, level, versions_present, kTls12AndTls13, "TLS 1.2 and TLS 1.3 are supported");
}
constexpr Rule tls13(Text section, Level level) {
  return about("tls13", section, level, versions_present, kTls13Alone, "TLS 1.3 is supported");
}
constexpr Rule no_compression(Text section, Level level) {
  return behaves("compression", section, level, {compression, false}, "TLS compression is off");
}
constexpr Rule has_secure_renegotiation(Text section, Level level) {
  return behaves("renegotiation", section, level, {secure_renegotiation, true},
                 "Secure renegotiation (RFC 5746) is supported");
}
constexpr Rule has_extended_master_secret(Text section, Level level) {
  return behaves("extended-master-secret", section, level, {extended_master_secret, true},
                 "Extended master secret (RFC 7627) is supported");
}
constexpr Rule no_sha1_signatures(Text section, Level level) {
  return behaves("sha1-signatures", section, level, {sha1_signatures, false, probe::no_choice_of_signatures},
                 "The server does not sign with SHA-1 in TLS 1.2");
}
constexpr Rule no_static_dh(Text section, Level level) {
  return about("static-dh", section, level, static_dh_absent, "No cipher suite with static (EC)DH key exchange");
}
constexpr Rule cbc_only_with_encrypt_then_mac(Text section, Level level) {
  return about("cbc", section, level, cbc_with_encrypt_then_mac,
               "CBC suites are used with encrypt-then-MAC (RFC 7366) only");
}
constexpr Rule dh_of_2048_bits(Text section, Level level) {
  return about("dh-bits", section, level, dh_bits, 2048,
               "Finite-field Diffie-Hellman uses primes of at least 2048 bits");
}
constexpr Rule rsa_of_2048_bits(Text section, Level level) {
  return about("rsa-bits", section, level, rsa_bits, 2048, "RSA keys of certificates have at least 2048 bits");
}
constexpr Rule ecdsa_on_p256_or_p384(Text section, Level level) {
  return about("ecdsa-curve", section, level, curve_names, "P-256 P-384",
               "An ECDSA certificate's key is on P-256 or P-384");
}
constexpr Rule no_sha1_certificates(Text section, Level level) {
  return about("certificate-signature", section, level, signature_not_sha1,
               "Certificates are not signed with SHA-1 or MD5");
}
constexpr Rule staples_ocsp(Text section, Level level) {
  return about("ocsp-staple", section, level, ocsp_staple, "OCSP answers are stapled");
}

}  // namespace mailglass::assess::lens
