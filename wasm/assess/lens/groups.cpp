// Requirements on key exchange: groups, and the primes of DHE.

#include <algorithm>

#include "assess/lens/requirements.h"
#include "assess/lens/tally.h"
#include "probe/offers.h"
#include "tls/record.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using probe::Known;
using probe::Support;

constexpr auto kTls13 = static_cast<std::uint16_t>(tls::Version::Tls13);
constexpr std::string_view kNoGroups = "no key exchange with such a group is accepted";

/// The versions whose groups count: TLS 1.3, and the newest before it in which a suite with a curve may be accepted.
struct Concerned {
  std::vector<const VersionSeen*> versions;
  bool open = false;  ///< whether there is another one is not known
};
Concerned concerned(const Subject& subject) {
  Concerned found;
  const VersionSeen* older = nullptr;
  for (const VersionSeen& version : subject.versions()) {
    const bool curves = version.version == kTls13 ||
                        std::any_of(version.suites.begin(), version.suites.end(), [](const SuiteSeen& seen) {
                          return probe::uses_curve(seen.suite->id) && !seen.accepted.no();
                        });
    if (version.support.unknown()) found.open = true;
    if (!curves || !version.support.yes()) continue;
    if (version.version == kTls13) {
      found.versions.push_back(&version);
    } else {
      older = &version;
    }
  }
  if (older) found.versions.push_back(older);
  return found;
}

bool named(const Rule& rule, std::uint16_t group) {
  return std::find(rule.numbers.begin(), rule.numbers.end(), group) != rule.numbers.end();
}

Judgement unwanted(const Subject& subject, const Rule& rule, bool wanted_if_named) {
  const Concerned where = concerned(subject);
  Tally tally;
  for (const VersionSeen* version : where.versions) {
    Names accepted, untold;
    probe::Evidence proof{};
    for (const std::uint16_t group : version->groups) {
      const Known known = subject.facts().version(version->version).group(group);
      if (known.yes() && wanted_if_named) tally.support(known.evidence);
      if (named(rule, group) == wanted_if_named) continue;
      if (known.yes()) {
        accepted.add(tls::named_group_text(group));
        proof = known.evidence;
      } else if (known.unknown()) {
        untold.add(tls::named_group_text(group));
      }
    }
    const std::string in = " in " + version_name(version->version);
    if (!accepted.empty()) tally.against("accepts " + accepted.text() + in, proof);
    if (!untold.empty()) tally.open("not asked for, or without a clear answer" + in + ": " + untold.text());
  }
  if (where.open) tally.open("not every version gave a clear answer");
  if (where.versions.empty() && !where.open) return not_applicable(std::string(kNoGroups));
  return std::move(tally).judgement("no other was accepted");
}

/// A group's support over the versions concerned: yes in any of them, no in all of them.
Known in_any(const Subject& subject, const Concerned& where, std::uint16_t group) {
  Known all{Support::No, {}};
  if (where.open) all.support = Support::Unknown;
  for (const VersionSeen* version : where.versions) {
    const Known known = subject.facts().version(version->version).group(group);
    if (known.yes()) return known;
    if (known.unknown()) all.support = Support::Unknown;
    all.evidence = known.evidence;
  }
  return all;
}

Judgement wanted(const Subject& subject, const Rule& rule, bool one_is_enough) {
  const Concerned where = concerned(subject);
  if (where.versions.empty() && !where.open) return not_applicable(std::string(kNoGroups));
  Tally each, any;
  Names accepted, untold;
  for (const std::uint16_t group : rule.numbers) {
    const Known known = in_any(subject, where, group);
    const std::string name = tls::named_group_text(group);
    if (known.yes()) {
      accepted.add(name);
      each.support(known.evidence);
      any.support(known.evidence);
    } else if (known.no()) {
      each.against("does not accept " + name, known.evidence);
    } else {
      untold.add(name);
    }
  }
  const std::string seen = "accepts " + accepted.text();
  if (one_is_enough && !accepted.empty()) return std::move(any).judgement(seen);
  if (!untold.empty()) each.open("not asked for, or without a clear answer: " + untold.text());
  if (one_is_enough && !untold.empty()) return not_established("none was seen, and not all were asked for");
  return std::move(each).judgement(seen);
}

/// The primes seen, if that is every prime there is.
Judgement primes(const Subject& subject, const Rule& rule,
                 bool (*good)(const probe::FiniteFieldExchange& exchange, const Rule& rule)) {
  Tally tally;
  bool offered = false;
  for (const VersionSeen& version : subject.versions()) {
    Names untold;
    for (const SuiteSeen& seen : version.suites) {
      if (!tls::is_dhe(*seen.suite) || seen.accepted.no()) continue;
      offered = true;
      if (seen.accepted.unknown()) untold.add(seen.suite->name);
    }
    if (!untold.empty())
      tally.open("not asked for, or without a clear answer in " + version_name(version.version) + ": " + untold.text());
  }
  Names sizes;
  for (const probe::DhFact& dh : subject.facts().dh) {
    const probe::FiniteFieldExchange& exchange = dh.parameters;
    const std::string seen = std::to_string(exchange.prime_bits) + " bits" +
                             (exchange.known_prime.empty() ? "" : " (" + std::string(exchange.known_prime) + ")");
    sizes.add(seen);
    if (good(exchange, rule)) {
      tally.support(dh.evidence);
    } else {
      tally.against("uses " + seen, dh.evidence);
    }
  }
  if (!offered && sizes.empty()) return not_applicable("no DHE suite is accepted");
  if (sizes.empty()) tally.open("no DHE prime was seen");
  return std::move(tally).judgement("uses " + sizes.text());
}

}  // namespace

Judgement groups_absent(const Subject& subject, const Rule& rule) {
  return unwanted(subject, rule, false);
}
Judgement groups_only(const Subject& subject, const Rule& rule) {
  return unwanted(subject, rule, true);
}
Judgement groups_present(const Subject& subject, const Rule& rule) {
  return wanted(subject, rule, false);
}
Judgement groups_any(const Subject& subject, const Rule& rule) {
  return wanted(subject, rule, true);
}

Judgement dh_bits(const Subject& subject, const Rule& rule) {
  return primes(subject, rule, [](const probe::FiniteFieldExchange& exchange, const Rule& by) {
    return exchange.prime_bits >= by.amount;
  });
}
Judgement dh_standard_groups(const Subject& subject, const Rule& rule) {
  return primes(subject, rule, [](const probe::FiniteFieldExchange& exchange, const Rule& by) {
    return exchange.prime_bits >= by.amount && exchange.known_prime.substr(0, 8) == "RFC 7919";
  });
}

}  // namespace mailglass::assess::lens
