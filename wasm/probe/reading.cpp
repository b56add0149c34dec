// What a server's refusals mean, by the way it refuses.

#include <algorithm>

#include "probe/derivation.h"
#include "probe/offers.h"
#include "tls/extension.h"

namespace mailglass::probe {
namespace {

bool said_yes(const Observation& o) {
  return choice_of(o.answer) || std::holds_alternative<tls::Ssl2ServerHello>(o.answer);
}

bool ended(const Observation& o, Refusal refusal, std::uint16_t version) {
  return refusal_of(o.answer) == refusal && !o.offered.versions.empty() && o.offered.versions.front() == version;
}
bool is_closed_on(const Observation& o, std::uint16_t version) {
  return ended(o, Refusal::Closed, version);
}

/// There is no oddity in it that could be why it was closed on.
bool is_plain(const Offered& offered, std::uint16_t version) {
  return is_ordinary(offered, version) && !offered.grease && (offered.server_name || !offered.extensible) &&
         !offered.offers_extension(tls::extension::kAlpn);
}

/// Whether they differ in what a server may refuse.
bool differ(const Offered& a, const Offered& b) {
  return a.suites != b.suites || a.groups != b.groups ||
         a.offers_extension(tls::extension::kSupportedVersions) !=
             b.offers_extension(tls::extension::kSupportedVersions);
}

/// An alert that says that the hello could not be read, or not borne.
bool could_not_read(const ServerAnswer& answer) {
  constexpr std::uint8_t kInternalError = 80;
  const auto* alert = std::get_if<AlertAnswer>(&answer);
  return alert && refusal_of(answer) == Refusal::Unclear && alert->alert.description != kInternalError;
}

}  // namespace

Reading::Reading(const std::vector<Observation>& observations) {
  for (const Observation& o : observations) {
    if (o.offered.session || o.carried) continue;
    observations_.emplace_back(o);
    answered_ = answered_ || said_yes(o);
    named_ = named_ || (said_yes(o) && o.offered.server_name);
    if (choice_of(o.answer) || refusal_of(o.answer) == Refusal::NoCommon)
      longest_answered_ = std::max(longest_answered_, o.offered.suites.size());
  }
  for (std::uint16_t version = number(tls::Version::Ssl3); version <= number(tls::Version::Tls13); ++version)
    learn_closing(version);
}

void Reading::learn_closing(std::uint16_t version) {
  if (!answered_) return;
  const Observation* twice = nullptr;
  for (const Observation& o : observations_) {
    const bool here = !o.offered.versions.empty() && o.offered.versions.front() == version;
    if (here && refusal_of(o.answer) == Refusal::NoCommon) return;
    if (is_closed_on(o, version) && is_plain(o.offered, version) && closed_twice(o)) twice = &o;
  }
  const auto another = [&](const Observation& o) {
    return is_closed_on(o, version) && is_plain(o.offered, version) && differ(o.offered, twice->offered);
  };
  if (twice && std::any_of(observations_.begin(), observations_.end(), another)) closes_to_refuse_.push_back(version);
}

bool Reading::counts(const Observation& observation) const {
  return observation.offered.server_name || !observation.offered.extensible || !named_;
}

bool Reading::closed_twice(const Observation& observation) const {
  return std::any_of(observations_.begin(), observations_.end(), [&](const Observation& other) {
    return other.probe != observation.probe && other.offered == observation.offered &&
           refusal_of(other.answer) == Refusal::Closed;
  });
}

bool Reading::length_excused(const Observation& observation) const {
  return observation.offered.suites.size() <= std::max(longest_answered_, kFewSuites);
}

bool Reading::nothing_in_common(const Observation& observation) const {
  switch (refusal_of(observation.answer)) {
    case Refusal::NoCommon: return answered_;
    case Refusal::Closed: break;
    default: return false;
  }
  const auto& versions = observation.offered.versions;
  return !versions.empty() &&
         std::find(closes_to_refuse_.begin(), closes_to_refuse_.end(), versions.front()) != closes_to_refuse_.end() &&
         length_excused(observation);
}

bool Reading::met(Refusal refusal, std::uint16_t version) const {
  return std::any_of(observations_.begin(), observations_.end(),
                     [&](const Observation& o) { return ended(o, refusal, version); });
}

std::size_t Reading::most_suites(std::uint16_t version) const {
  std::size_t most = std::numeric_limits<std::size_t>::max();
  for (const Observation& o : observations_) {
    const std::size_t length = o.offered.suites.size();
    if (o.offered.versions.empty() || o.offered.versions.front() != version || length <= longest_answered_) continue;
    if (!could_not_read(o.answer) && !(is_closed_on(o, version) && closed_twice(o) && !nothing_in_common(o))) continue;
    if (length > kFewSuites) most = std::min(most, length > kManySuites ? kManySuites : kFewSuites);
  }
  return most;
}

}  // namespace mailglass::probe
