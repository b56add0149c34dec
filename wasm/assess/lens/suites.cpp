// Requirements on cipher suites.

#include "assess/lens/requirements.h"
#include "assess/lens/tally.h"
#include "probe/hello_spec.h"
#include "tls/record.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using probe::Support;
using tls::CipherSuite;

constexpr auto kTls13 = static_cast<std::uint16_t>(tls::Version::Tls13);
constexpr std::string_view kOnlyTls13 = "only TLS 1.3 is supported";

/// What one version shows of the suites a rule is about.
struct Found {
  Names accepted, untold;
  probe::Evidence proof{};  ///< of one accepted
  probe::Evidence refusal{};
};
using SuiteTest = bool (*)(const CipherSuite& suite);
/// `everything`: static (EC)DH, which is asked for at full depth alone, counts among the suites without an answer.
Found find(const VersionSeen& version, SuiteTest wanted, bool everything = false) {
  Found found;
  for (const SuiteSeen& seen : version.suites) {
    if (!wanted(*seen.suite)) continue;
    switch (seen.accepted.support) {
      case Support::Yes:
        found.accepted.add(seen.suite->name);
        found.proof = seen.accepted.evidence;
        break;
      case Support::No: found.refusal = seen.accepted.evidence; break;
      case Support::Unknown:
        if (everything || !tls::is_static_dh(*seen.suite)) found.untold.add(seen.suite->name);
        break;
    }
  }
  return found;
}

std::string without_answer(const Found& found, const VersionSeen& version) {
  if (version.support.unknown()) return "whether " + version_name(version.version) + " is supported";
  return "not asked for, or without a clear answer in " + version_name(version.version) + ": " + found.untold.text();
}

Judgement none_accepted(const Subject& subject, SuiteTest unwanted, bool tls13, bool everything = false) {
  Tally tally;
  bool concerned = false, left_out = false;
  for (const VersionSeen& version : subject.versions()) {
    if ((version.version == kTls13) != tls13) continue;
    concerned = true;
    const Found found = find(version, unwanted, everything);
    if (!found.accepted.empty()) {
      tally.against("accepts " + found.accepted.text() + " in " + version_name(version.version), found.proof);
    } else if (version.support.unknown() || !found.untold.empty()) {
      tally.open(without_answer(found, version));
    }
    for (const SuiteSeen& seen : version.suites) {
      if (!unwanted(*seen.suite)) continue;
      if (seen.accepted.no()) tally.support(seen.accepted.evidence);
      left_out = left_out || seen.accepted.unknown();
    }
  }
  if (!concerned) return not_applicable(std::string(tls13 ? "TLS 1.3 is not supported" : kOnlyTls13));
  return std::move(tally).judgement(left_out ? "every such suite was refused; static (EC)DH was not asked for"
                                             : "every such suite was refused");
}

}  // namespace

Judgement suites_absent(const Subject& subject, const Rule& rule) {
  return none_accepted(subject, rule.suite, false);
}
Judgement suites_absent_tls13(const Subject& subject, const Rule& rule) {
  return none_accepted(subject, rule.suite, true);
}
Judgement static_dh_absent(const Subject& subject, const Rule&) {
  return none_accepted(subject, tls::is_static_dh, false, true);
}

Judgement suites_present(const Subject& subject, const Rule& rule) {
  if (subject.older_than_tls13() == Support::No) return not_applicable(std::string(kOnlyTls13));
  Tally tally;
  probe::Evidence refusal{};
  bool open = false;
  for (const VersionSeen& version : subject.versions()) {
    if (version.version == kTls13) continue;
    const Found found = find(version, rule.suite);
    if (!found.accepted.empty()) {
      tally.support(found.proof);
      return std::move(tally).judgement("accepts " + found.accepted.text());
    }
    open = open || version.support.unknown() || !found.untold.empty();
    refusal = found.refusal;
  }
  if (open) return not_established("none was seen, and not all were asked for");
  tally.against("none of them is accepted", refusal);
  return std::move(tally).judgement({});
}

Judgement cbc_with_encrypt_then_mac(const Subject& subject, const Rule&) {
  if (subject.older_than_tls13() == Support::No) return not_applicable(std::string(kOnlyTls13));
  const probe::Known known = subject.facts().extension(probe::extension::kEncryptThenMac);
  Tally tally;
  for (const VersionSeen& version : subject.versions()) {
    if (version.version == kTls13) continue;
    const Found found = find(version, tls::is_cbc);
    if (found.accepted.empty()) {
      if (version.support.unknown() || !found.untold.empty()) tally.open(without_answer(found, version));
      continue;
    }
    if (known.yes()) {
      tally.support(known.evidence);
    } else if (known.no()) {
      tally.against(
          "accepts " + found.accepted.text() + " in " + version_name(version.version) + ", and not encrypt-then-MAC",
          known.evidence);
    } else {
      tally.open("whether it has encrypt-then-MAC");
    }
  }
  return std::move(tally).judgement(known.yes() ? "supports encrypt-then-MAC" : "no CBC suite is accepted");
}

Judgement client_order(const Subject& subject, const Rule& rule) {
  const auto version = static_cast<std::uint16_t>(rule.amount);
  const probe::VersionFacts& known = subject.facts().version(version);
  const std::string name = version_name(version);
  if (known.support.no()) return not_applicable(name + " is not supported");
  const auto conclude = [&](Status status, std::string why) {
    return Judgement{status, std::move(why), known.preference_evidence};
  };
  switch (known.preference) {
    case probe::Preference::Client: return conclude(Status::Met, "the client's order decides");
    case probe::Preference::Server: return conclude(Status::Violated, "the server's own order decides");
    case probe::Preference::Mixed: return conclude(Status::Violated, "sometimes the server's own order decides");
    case probe::Preference::Unknown: break;
  }
  return not_established("whose order decides in " + name + " was not asked, or nothing showed it");
}

}  // namespace mailglass::assess::lens
