#pragma once
// Rules as the documents' tables write them: one message for what several documents ask for, short forms for the rest.

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
  return about("old-versions", section, level, versions_absent, kBelowTls12, "old-versions");
}
constexpr Rule tls12_and_tls13(Text section, Level level) {
  return about("versions", section, level, versions_present, kTls12AndTls13, "versions");
}
constexpr Rule tls13(Text section, Level level) {
  return about("tls13", section, level, versions_present, kTls13Alone, "tls13");
}
constexpr Rule no_compression(Text section, Level level) {
  return behaves("compression", section, level, {compression, false}, "compression");
}
constexpr Rule has_secure_renegotiation(Text section, Level level) {
  return behaves("renegotiation", section, level, {secure_renegotiation, true}, "renegotiation");
}
constexpr Rule has_extended_master_secret(Text section, Level level) {
  return behaves("extended-master-secret", section, level, {extended_master_secret, true}, "extended-master-secret");
}
constexpr Rule no_sha1_signatures(Text section, Level level) {
  return behaves("sha1-signatures", section, level, {sha1_signatures, false, probe::no_choice_of_signatures},
                 "sha1-signatures");
}
constexpr Rule no_static_dh(Text section, Level level) {
  return about("static-dh", section, level, static_dh_absent, "static-dh");
}
constexpr Rule cbc_only_with_encrypt_then_mac(Text section, Level level) {
  return about("cbc", section, level, cbc_with_encrypt_then_mac, "cbc");
}
constexpr Rule dh_of_2048_bits(Text section, Level level) {
  return about("dh-bits", section, level, dh_bits, 2048, "dh-bits-2048");
}
constexpr Rule rsa_of_2048_bits(Text section, Level level) {
  return about("rsa-bits", section, level, rsa_bits, 2048, "rsa-bits-2048");
}
constexpr Rule ecdsa_on_p256_or_p384(Text section, Level level) {
  return about("ecdsa-curve", section, level, curve_names, "P-256 P-384", "ecdsa-curve-p256-p384");
}
constexpr Rule no_sha1_certificates(Text section, Level level) {
  return about("certificate-signature", section, level, signature_not_sha1, "certificate-signature");
}
constexpr Rule staples_ocsp(Text section, Level level) {
  return about("ocsp-staple", section, level, ocsp_staple, "ocsp-staple");
}

}  // namespace mailglass::assess::lens
