#include "probe/applicability.h"

#include <algorithm>

namespace mailglass::probe {
namespace {

using tls::Version;

/// Every version from `from` to `to` was refused.
bool none(const Facts& facts, Version from, Version to) {
  return std::all_of(facts.versions.begin(), facts.versions.end(), [&](const auto& entry) {
    return entry.first < number(from) || entry.first > number(to) || entry.second.support.no();
  });
}

}  // namespace

std::string only_tls13(const Facts& facts) {
  if (!facts.version(Version::Tls13).support.yes() || !none(facts, Version::Ssl3, Version::Tls12)) return {};
  return "only TLS 1.3 is supported";
}

std::string nothing_to_fall_back_to(const Facts& facts) {
  const auto top = facts.highest(number(Version::Tls13));
  if (!top || !facts.ssl2.no()) return {};
  const bool alone = std::all_of(facts.versions.begin(), facts.versions.end(),
                                 [&](const auto& entry) { return entry.first == *top || entry.second.support.no(); });
  if (!alone) return {};
  return "only " + std::string(tls::to_string(static_cast<Version>(*top))) +
         " is supported, so there is no older version to fall back to";
}

std::string no_choice_of_signatures(const Facts& facts) {
  if (std::string only = only_tls13(facts); !only.empty()) return only;
  if (!none(facts, Version::Tls12, Version::Tls12)) return {};
  return "TLS 1.2 is not supported, and the client has no choice of signatures in older versions";
}

std::string no_downgrade_to_tls12(const Facts& facts) {
  if (none(facts, Version::Tls13, Version::Tls13)) return "TLS 1.3 is not supported";
  if (none(facts, Version::Tls12, Version::Tls12)) return "TLS 1.2 is not supported";
  return {};
}

std::string no_downgrade_to_tls11(const Facts& facts) {
  if (none(facts, Version::Tls12, Version::Tls13)) return "nothing newer than TLS 1.1 is supported";
  if (none(facts, Version::Ssl3, Version::Tls11)) return "nothing older than TLS 1.2 is supported";
  return {};
}

}  // namespace mailglass::probe
