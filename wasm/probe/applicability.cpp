#include "probe/applicability.h"

#include <algorithm>

namespace mailglass::probe {
namespace {

using tls::Version;
using words::Phrase;

/// Every version from `from` to `to` was refused.
bool none(const Facts& facts, Version from, Version to) {
  return std::all_of(facts.versions.begin(), facts.versions.end(), [&](const auto& entry) {
    return entry.first < number(from) || entry.first > number(to) || entry.second.support.no();
  });
}

}  // namespace

words::Value only_tls13(const Facts& facts) {
  if (!facts.version(Version::Tls13).support.yes() || !none(facts, Version::Ssl3, Version::Tls12)) return {};
  return Phrase{"impossible.only-tls13"};
}

words::Value nothing_to_fall_back_to(const Facts& facts) {
  const auto top = facts.highest(number(Version::Tls13));
  if (!top || !facts.ssl2.no()) return {};
  const bool alone = std::all_of(facts.versions.begin(), facts.versions.end(),
                                 [&](const auto& entry) { return entry.first == *top || entry.second.support.no(); });
  if (!alone) return {};
  return Phrase{"impossible.no-fallback", {{"version", tls::to_string(static_cast<Version>(*top))}}};
}

words::Value no_choice_of_signatures(const Facts& facts) {
  if (words::Value only = only_tls13(facts); !only.empty()) return only;
  if (!none(facts, Version::Tls12, Version::Tls12)) return {};
  return Phrase{"impossible.no-choice-of-signatures"};
}

words::Value no_downgrade_to_tls12(const Facts& facts) {
  if (none(facts, Version::Tls13, Version::Tls13)) return Phrase{"impossible.no-tls13"};
  if (none(facts, Version::Tls12, Version::Tls12)) return Phrase{"impossible.no-tls12"};
  return {};
}

words::Value no_downgrade_to_tls11(const Facts& facts) {
  if (none(facts, Version::Tls12, Version::Tls13)) return Phrase{"impossible.nothing-newer"};
  if (none(facts, Version::Ssl3, Version::Tls11)) return Phrase{"impossible.nothing-older"};
  return {};
}

}  // namespace mailglass::probe
