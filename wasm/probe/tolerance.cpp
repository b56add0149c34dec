// Whether a server bears what it does not know: GREASE values, large hellos, a missing name, a version of the future.

#include <algorithm>

#include "probe/derivation.h"

namespace mailglass::probe {
namespace {

constexpr std::size_t kSizeSlack = 40;

bool near(std::size_t size, std::size_t wanted) {
  return size + kSizeSlack >= wanted && size <= wanted + kSizeSlack;
}

/// The hello differs from an answered one by its oddities alone: it offers something known to be accepted.
bool should_be_answered(const Offered& offered, const Facts& facts) {
  const auto version = effective_version(offered, facts);
  if (!version) return false;
  // A version above that is not there may be why it was refused: some do so although they have an older one (GnuTLS).
  if (version != offered.versions.front() || !is_ordinary(offered, *version)) return false;
  const VersionFacts& known = facts.versions.at(*version);
  return offers_accepted_suite(offered, known) &&
         (*version <= number(tls::Version::Tls12) || offers_accepted_group(offered, known));
}

struct Oddities {
  bool grease, nameless, large;
  [[nodiscard]] int count() const { return int{grease} + int{nameless} + int{large}; }
};
Oddities oddities_of(const Offered& offered) {
  return {offered.grease, !offered.server_name, offered.size > 700};
}

/// Failing once may be chance, an alert is not.
bool fails_for_sure(const Observation& o, const Reading& reading) {
  const Refusal refusal = refusal_of(o.answer);
  if (refusal == Refusal::NoCommon || refusal == Refusal::Unclear) return std::holds_alternative<AlertAnswer>(o.answer);
  if (refusal != Refusal::Closed && refusal != Refusal::Silent) return false;
  return std::any_of(reading.all().begin(), reading.all().end(), [&](const Observation& other) {
    return other.probe != o.probe && other.offered == o.offered && refusal_of(other.answer) == refusal;
  });
}

/// Another host's certificate may go with suites that a hello without a name lacks, and long lists of suites may be why
/// it was refused.
bool is_about_name(const Observation& o, const Reading& reading, const Facts& facts) {
  if (is_about_name(o.answer)) return true;
  const auto version = effective_version(o.offered, facts);
  if (!version || (*version <= number(tls::Version::Tls12) && !offers_every_certificate(o.offered, *version)))
    return false;
  return reading.nothing_in_common(o) ||
         std::any_of(reading.all().begin(), reading.all().end(), [&](const Observation& twin) {
           return twin.offered.server_name && twin.offered.suites == o.offered.suites && choice_of(twin.answer);
         });
}

}  // namespace

bool is_about_name(const ServerAnswer& answer) {
  constexpr std::uint8_t kMissingExtension = 109, kUnrecognizedName = 112;
  const auto* refused = std::get_if<AlertAnswer>(&answer);
  return refused &&
         (refused->alert.description == kMissingExtension || refused->alert.description == kUnrecognizedName);
}

void derive_tolerance(const Reading& reading, Facts& facts) {
  for (const std::size_t size : kSizes) facts.sizes.push_back({size, {}});
  for (const Observation& o : reading.all()) {
    if (!choice_of(o.answer)) continue;
    if (o.offered.grease) settle(facts.grease, Support::Yes, evidence_of(o));
    for (SizeFact& fact : facts.sizes) {
      if (near(o.offered.size, fact.size)) settle(fact.tolerated, Support::Yes, evidence_of(o));
    }
    if (o.offered.legacy_version > number(tls::Version::Tls12))
      settle(facts.future_version, Support::Yes, evidence_of(o));
  }
  for (const Observation& o : reading.all()) {
    if (o.offered.ssl2 || choice_of(o.answer) || !should_be_answered(o.offered, facts) || !fails_for_sure(o, reading) ||
        !reading.length_excused(o))
      continue;
    const Oddities odd = oddities_of(o.offered);
    if (o.offered.legacy_version > number(tls::Version::Tls12) && odd.count() == 0)
      settle(facts.future_version, Support::No, evidence_of(o));
    if (odd.grease && odd.count() == 1) settle(facts.grease, Support::No, evidence_of(o));
    for (SizeFact& fact : facts.sizes) {
      const bool alone = odd.count() == (odd.large ? 1 : 0);
      if (alone && o.offered.legacy_version <= number(tls::Version::Tls12) && near(o.offered.size, fact.size))
        settle(fact.tolerated, Support::No, evidence_of(o));
    }
    if (odd.nameless && odd.count() == 1 && o.offered.extensible && is_about_name(o, reading, facts) &&
        facts.sni == SniEffect::Unknown) {
      facts.sni = SniEffect::Refused;
      facts.sni_evidence = evidence_of(o);
    }
  }
}

}  // namespace mailglass::probe
