// Requirements on cipher suites.

#include "assess/lens/found.h"
#include "assess/lens/requirements.h"
#include "probe/hello_spec.h"
#include "probe/offers.h"
#include "tls/extension.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess::lens {
namespace {

using probe::Known;
using probe::Support;
using tls::CipherSuite;

std::string accepts(const Found& found, std::uint16_t version) {
  return say({"accepts ", found.accepted.text(), " in ", version_name(version)});
}
std::string unsupported_or_not(std::uint16_t version) {
  return say({"whether ", version_name(version), " is supported"});
}

Judgement none_accepted(const Subject& subject, SuiteTest unwanted, bool tls13, bool static_dh_counts = false) {
  Tally tally;
  bool concerned = false, left_out = false;
  for (const auto& [version, facts] : subject.facts.versions) {
    if ((version == kTls13) != tls13 || facts.support.no()) continue;
    concerned = true;
    const Found found = find(facts, version, unwanted, &tally);
    left_out = left_out || found.static_dh_untold;
    if (!found.accepted.empty()) {
      tally.against(accepts(found, version), found.last_accepted.evidence);
    } else if (facts.support.unknown()) {
      tally.open(unsupported_or_not(version));
    } else if (!found.untold.empty()) {
      tally.open(without_answer(version, found.untold));
    }
  }
  if (!concerned) return not_applicable(tls13 ? "TLS 1.3 is not supported" : kOnlyTls13);
  constexpr std::string_view kStaticDh = "static (EC)DH was not asked for, or without a clear answer";
  if (left_out && static_dh_counts) tally.open(kStaticDh);
  return std::move(tally).judgement(
      say({"every such suite was refused", left_out ? "; " : "", left_out ? kStaticDh : ""}));
}

}  // namespace

Found find(const probe::VersionFacts& facts, std::uint16_t version, SuiteTest wanted, Tally* refusals) {
  Found found;
  for (const std::uint16_t id : probe::suites_for(version, true)) {
    const CipherSuite& suite = *tls::find_cipher_suite(id);
    if (!wanted(suite)) continue;
    const Known known = facts.suite(id);
    if (known.yes()) {
      found.accepted.add(suite.name);
      found.last_accepted = known;
    } else if (known.no()) {
      found.last_refused = known;
      if (refusals) refusals->support(known.evidence);
    } else if (tls::is_static_dh(suite)) {
      found.static_dh_untold = true;
    } else {
      found.untold.add(suite.name);
    }
  }
  return found;
}

Judgement suites_absent(const Subject& subject, const Rule& rule) {
  return none_accepted(subject, rule.get<SuiteTest>(), false);
}
Judgement suites_absent_tls13(const Subject& subject, const Rule& rule) {
  return none_accepted(subject, rule.get<SuiteTest>(), true);
}
Judgement static_dh_absent(const Subject& subject, const Rule&) {
  return none_accepted(subject, tls::is_static_dh, false, true);
}

Judgement suites_present(const Subject& subject, const Rule& rule) {
  if (subject.older_than_tls13() == Support::No) return not_applicable(kOnlyTls13);
  Tally tally;
  Known refused{};
  bool open = false;
  for (const auto& [version, facts] : subject.facts.versions) {
    if (version == kTls13 || facts.support.no()) continue;
    const Found found = find(facts, version, rule.get<SuiteTest>());
    if (!found.accepted.empty()) {
      tally.support(found.last_accepted.evidence);
      return std::move(tally).judgement(accepts(found, version));
    }
    open = open || facts.support.unknown() || !found.untold.empty();
    refused = found.last_refused;
  }
  if (open) return not_established("none was seen, and not all were asked for");
  tally.against("none of them is accepted", refused.evidence);
  return std::move(tally).judgement({});
}

Judgement cbc_with_encrypt_then_mac(const Subject& subject, const Rule&) {
  if (subject.older_than_tls13() == Support::No) return not_applicable(kOnlyTls13);
  const Known extension = subject.facts.extension(tls::extension::kEncryptThenMac);
  Tally tally;
  for (const auto& [version, facts] : subject.facts.versions) {
    if (version == kTls13 || facts.support.no()) continue;
    const Found found = find(facts, version, tls::is_cbc);
    if (found.accepted.empty()) {
      if (facts.support.unknown()) tally.open(unsupported_or_not(version));
      if (!found.untold.empty()) tally.open(without_answer(version, found.untold));
    } else if (extension.yes()) {
      tally.support(extension.evidence);
    } else if (extension.no()) {
      tally.against(say({accepts(found, version), ", and not encrypt-then-MAC"}), extension.evidence);
    } else {
      tally.open("whether it has encrypt-then-MAC");
    }
  }
  return std::move(tally).judgement(extension.yes() ? "supports encrypt-then-MAC" : "no CBC suite is accepted");
}

Judgement client_order(const Subject& subject, const Rule& rule) {
  const auto version = static_cast<std::uint16_t>(rule.get<unsigned>());
  const probe::VersionFacts& known = subject.facts.version(version);
  if (known.support.no()) return not_applicable(say({version_name(version), " is not supported"}));
  if (known.preference == probe::Preference::Unknown)
    return not_established("whose order decides was not asked, or nothing showed it");
  const bool met = known.preference == probe::Preference::Client;
  return {met ? Status::Met : Status::Violated, say({"whose order decides: ", to_string(known.preference)}),
          known.preference_evidence};
}

}  // namespace mailglass::assess::lens
