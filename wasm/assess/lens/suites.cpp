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
using words::Phrase;

Judgement none_accepted(const Subject& subject, SuiteTest unwanted, bool tls13, bool static_dh_counts = false) {
  Tally tally;
  bool concerned = false, left_out = false;
  for (const auto& [version, facts] : subject.facts.versions) {
    if ((version == kTls13) != tls13 || facts.support.no()) continue;
    concerned = true;
    const Found found = find(facts, version, unwanted, &tally);
    left_out = left_out || found.static_dh_untold;
    if (!found.accepted.empty()) {
      tally.against(accepts(found.accepted, version), found.last_accepted.evidence);
    } else if (facts.support.unknown()) {
      tally.open(support_open(version));
    } else if (!found.untold.empty()) {
      tally.open(without_answer(version, found.untold));
    }
  }
  if (!concerned) return not_applicable(tls13 ? not_supported(kTls13) : only_tls13());
  const Phrase open{"seen.static-dh-open"};
  if (left_out && static_dh_counts) tally.open(open);
  return std::move(tally).judgement(
      words::sentences({Phrase{"seen.all-refused"}, left_out ? words::Value(open) : words::Value()}));
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
  if (subject.older_than_tls13() == Support::No) return not_applicable(only_tls13());
  Tally tally;
  Known refused{};
  bool open = false;
  for (const auto& [version, facts] : subject.facts.versions) {
    if (version == kTls13 || facts.support.no()) continue;
    const Found found = find(facts, version, rule.get<SuiteTest>());
    if (!found.accepted.empty()) {
      tally.support(found.last_accepted.evidence);
      return std::move(tally).judgement(accepts(found.accepted, version));
    }
    open = open || facts.support.unknown() || !found.untold.empty();
    refused = found.last_refused;
  }
  if (open) return not_established({"seen.none-seen"});
  tally.against({"seen.none-accepted"}, refused.evidence);
  return std::move(tally).judgement({});
}

Judgement cbc_with_encrypt_then_mac(const Subject& subject, const Rule&) {
  if (subject.older_than_tls13() == Support::No) return not_applicable(only_tls13());
  const Known extension = subject.facts.extension(tls::extension::kEncryptThenMac);
  Tally tally;
  for (const auto& [version, facts] : subject.facts.versions) {
    if (version == kTls13 || facts.support.no()) continue;
    const Found found = find(facts, version, tls::is_cbc);
    if (found.accepted.empty()) {
      if (facts.support.unknown()) tally.open(support_open(version));
      if (!found.untold.empty()) tally.open(without_answer(version, found.untold));
    } else if (extension.yes()) {
      tally.support(extension.evidence);
    } else if (extension.no()) {
      tally.against(
          {"seen.accepts-in-without-etm", {{"what", found.accepted.text()}, {"version", version_name(version)}}},
          extension.evidence);
    } else {
      tally.open({"seen.etm-open"});
    }
  }
  return std::move(tally).judgement(Phrase{extension.yes() ? "seen.etm" : "seen.no-cbc"});
}

Judgement client_order(const Subject& subject, const Rule& rule) {
  const auto version = static_cast<std::uint16_t>(rule.get<unsigned>());
  const probe::VersionFacts& known = subject.facts.version(version);
  if (known.support.no()) return not_applicable(not_supported(version));
  if (known.preference == probe::Preference::Unknown) return not_established({"seen.order-open"});
  const bool met = known.preference == probe::Preference::Client;
  return {met ? Status::Met : Status::Violated, Phrase{std::string("seen.order-").append(to_string(known.preference))},
          known.preference_evidence};
}

}  // namespace mailglass::assess::lens
