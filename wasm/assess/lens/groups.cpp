// Requirements on key exchange: groups, and the primes of DHE.

#include <algorithm>
#include <array>

#include "assess/lens/found.h"
#include "assess/lens/requirements.h"
#include "probe/offers.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using probe::Known;
using probe::Support;
using words::Phrase;

/// The versions whose groups count: TLS 1.3, and the newest before it in which a suite with a curve may be accepted.
struct Concerned {
  std::uint16_t older = 0, tls13 = 0;  ///< 0: none
  bool open = false;                   ///< whether there is another one is not known
  [[nodiscard]] std::array<std::uint16_t, 2> versions() const { return {older, tls13}; }
  [[nodiscard]] bool none() const { return older == 0 && tls13 == 0 && !open; }
};
Concerned concerned(const probe::Facts& facts) {
  Concerned found;
  for (const auto& entry : facts.versions) {
    const std::uint16_t version = entry.first;
    const probe::VersionFacts& known = entry.second;
    found.open = found.open || known.support.unknown();
    if (!known.support.yes()) continue;
    const auto& suites = probe::suites_for(version, false);
    if (version == kTls13) {
      found.tls13 = version;
    } else if (std::any_of(suites.begin(), suites.end(),
                           [&](std::uint16_t id) { return probe::uses_curve(id) && !known.suite(id).no(); })) {
      found.older = version;
    }
  }
  return found;
}

Judgement without_groups() {
  return not_applicable(Phrase{"seen.no-group-exchange"});
}

Judgement unwanted(const Subject& subject, const Rule& rule, bool wanted_if_named) {
  const Concerned where = concerned(subject.facts);
  if (where.none()) return without_groups();
  const Numbers numbers = rule.get<Numbers>();
  Tally tally;
  for (const std::uint16_t version : where.versions()) {
    if (version == 0) continue;
    Names accepted, untold;
    Known last{};
    for (const std::uint16_t group : version == kTls13 ? probe::groups_tls13() : probe::groups_tls12()) {
      const bool named = std::find(numbers.begin(), numbers.end(), group) != numbers.end();
      const Known known = subject.facts.version(version).group(group);
      if (named == wanted_if_named) {
        if (known.yes() && named) tally.support(known.evidence);
      } else if (known.yes()) {
        accepted.add(tls::find_named_group(group)->name);
        last = known;
      } else if (known.unknown()) {
        untold.add(tls::find_named_group(group)->name);
      }
    }
    if (!accepted.empty()) tally.against(accepts(accepted, version), last.evidence);
    if (!untold.empty()) tally.open(without_answer(version, untold));
  }
  if (where.open) tally.open({"seen.versions-open"});
  return std::move(tally).judgement(Phrase{"seen.no-other-group"});
}

/// A group's support over the versions concerned: yes in any of them, no in all of them.
Known in_any(const probe::Facts& facts, const Concerned& where, std::uint16_t group) {
  Known all{where.open ? Support::Unknown : Support::No, {}};
  for (const std::uint16_t version : where.versions()) {
    if (version == 0) continue;
    const Known known = facts.version(version).group(group);
    if (known.yes()) return known;
    if (known.unknown()) all.support = Support::Unknown;
    all.evidence = known.evidence;
  }
  return all;
}

Judgement wanted(const Subject& subject, const Rule& rule, bool one_is_enough) {
  const Concerned where = concerned(subject.facts);
  if (where.none()) return without_groups();
  Tally tally;
  Names accepted, refused, untold;
  Known last_refused{};
  for (const std::uint16_t group : rule.get<Numbers>()) {
    const Known known = in_any(subject.facts, where, group);
    (known.yes() ? accepted : known.no() ? refused : untold).add(tls::find_named_group(group)->name);
    if (known.yes()) tally.support(known.evidence);
    if (known.no()) last_refused = known;
  }
  if (!one_is_enough || accepted.empty()) {
    if (!untold.empty()) tally.open({"seen.open-names", {{"what", untold.text()}}});
    if (!refused.empty() && (!one_is_enough || untold.empty()))
      tally.against({"seen.accepts-none", {{"what", refused.text()}}}, last_refused.evidence);
  }
  return std::move(tally).judgement(Phrase{"seen.accepts-names", {{"what", accepted.text()}}});
}

/// The primes seen, if that is every prime there is.
Judgement primes(const Subject& subject, const Rule& rule, bool standard_group) {
  Tally tally;
  bool offered = false;
  for (const auto& [version, facts] : subject.facts.versions) {
    if (version == kTls13 || facts.support.no()) continue;
    const Found found = find(facts, version, tls::is_dhe);
    offered = offered || !found.accepted.empty() || !found.untold.empty();
    if (!found.untold.empty()) tally.open(without_answer(version, found.untold));
  }
  Names sizes;
  for (const probe::DhFact& dh : subject.facts.dh) {
    const std::string_view known = dh.known_prime;
    const std::size_t bits = dh.parameters.prime_bits;
    const Phrase seen = known.empty() ? Phrase{"seen.bits", {{"bits", bits}}}
                                      : Phrase{"seen.bits-known", {{"bits", bits}, {"prime", known}}};
    sizes.add(seen);
    if (dh.parameters.prime_bits >= rule.get<unsigned>() && (!standard_group || known.starts_with("RFC 7919"))) {
      tally.support(dh.evidence);
    } else {
      tally.against({"seen.uses", {{"what", seen}}}, dh.evidence);
    }
  }
  if (!offered && sizes.empty()) return not_applicable(Phrase{"seen.no-such-dhe"});
  if (sizes.empty()) tally.open({"seen.no-prime"});
  return std::move(tally).judgement(Phrase{"seen.uses", {{"what", sizes.text()}}});
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
  return primes(subject, rule, false);
}
Judgement dh_standard_groups(const Subject& subject, const Rule& rule) {
  return primes(subject, rule, true);
}

}  // namespace mailglass::assess::lens
