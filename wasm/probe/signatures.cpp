// Which schemes the server signs TLS 1.2's key exchange with.

#include <algorithm>

#include "probe/derivation.h"
#include "probe/offers.h"

namespace mailglass::probe {
namespace {

using tls::Version;

/// It offers nothing but suites that are signed, one of them known to be accepted, and leaves only schemes to refuse.
bool is_about_schemes(const Offered& offered, const Facts& facts) {
  const VersionFacts& known = facts.version(Version::Tls12);
  return effective_version(offered, facts) == number(Version::Tls12) && !offered.signature_algorithms.empty() &&
         std::all_of(offered.suites.begin(), offered.suites.end(), is_signed) &&
         std::all_of(offered.suites.begin(), offered.suites.end(),
                     [&](std::uint16_t suite) { return known.suite(suite).yes(); }) &&
         std::all_of(groups_tls12().begin(), groups_tls12().end(), [&](std::uint16_t group) {
           return std::find(offered.groups.begin(), offered.groups.end(), group) != offered.groups.end();
         });
}

}  // namespace

void derive_signatures(const Reading& reading, Facts& facts) {
  const auto scheme_of = [](const Observation& o) -> std::optional<std::uint16_t> {
    const HelloAnswer* hello = standing_hello(o.answer);
    return hello && hello->key_exchange ? hello->key_exchange->signature_scheme : std::nullopt;
  };
  for (const Observation& o : reading.all()) {
    if (const auto scheme = scheme_of(o)) settle(facts.signs_with[*scheme], Support::Yes, evidence_of(o));
  }
  for (const Observation& o : reading.all()) {
    const auto scheme = scheme_of(o);
    const auto& offered = o.offered.signature_algorithms;
    const bool another = scheme && std::find(offered.begin(), offered.end(), *scheme) == offered.end();
    if (!(another || reading.nothing_in_common(o)) || !is_about_schemes(o.offered, facts)) continue;
    for (const std::uint16_t refused : offered) settle(facts.signs_with[refused], Support::No, evidence_of(o));
  }
}

}  // namespace mailglass::probe
