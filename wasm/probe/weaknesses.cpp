#include "probe/weaknesses.h"

#include <algorithm>
#include <array>

#include "probe/applicability.h"
#include "probe/dh_classes.h"
#include "probe/hello_spec.h"
#include "probe/offers.h"
#include "tls/extension.h"
#include "tls/registry.h"
#include "tls/suite_kinds.h"

namespace mailglass::probe {
namespace {

using tls::CipherSuite;
using tls::KeyExchange;
using tls::Version;
using words::Phrase;

std::string_view version_name(std::uint16_t version) {
  return tls::to_string(static_cast<Version>(version));
}

struct Judgement {
  Verdict verdict;
  words::Value because;
  std::vector<Evidence> evidence;
  std::vector<AcceptedIn> suites = {};
  std::vector<AcceptedIn> groups = {};
};

/// "TLS_A in TLS 1.2", "DHE in TLS 1.0"
words::Value in_version(const char* id, words::Value what, std::uint16_t version) {
  const char* const name = std::string_view(id) == "seen.in-version" ? "name" : "n";
  return Phrase{id, {{name, std::move(what)}, {"version", version_name(version)}}};
}

Phrase accepts(const std::vector<AcceptedIn>& all, std::string (*name)(std::uint16_t id)) {
  words::List what;
  for (const auto& [version, id] : all) what.push_back(in_version("seen.in-version", name(id), version));
  return {"seen.accepts", {{"what", std::move(what)}}};
}

// ── by suites ─────────────────────────────────────────────────────────────────────────────────

struct SuiteWeakness {
  std::string_view code, reference;
  bool (*is)(const CipherSuite& suite);
  std::uint16_t up_to;  ///< the newest version it counts in
};

bool is_export_rsa(const CipherSuite& s) {
  return s.exportable && s.key_exchange == KeyExchange::Rsa;
}
bool is_export_dh(const CipherSuite& s) {
  return s.exportable && s.key_exchange == KeyExchange::Dhe;
}

constexpr std::array kSuiteWeaknesses = {
    SuiteWeakness{"tls.suites.export", "RFC 9325 section 4.1", tls::is_export, 0x0303},
    SuiteWeakness{"tls.suites.null", "RFC 9325 section 4.1", tls::is_null, 0x0303},
    SuiteWeakness{"tls.suites.anonymous", "RFC 5246 appendix F.1.1.1", tls::is_anonymous, 0x0303},
    SuiteWeakness{"tls.suites.rc4", "RFC 7465", tls::is_rc4, 0x0303},
    SuiteWeakness{"tls.suites.des", "RFC 5469", tls::is_des, 0x0303},
    SuiteWeakness{"tls.suites.sweet32", "CVE-2016-2183", tls::is_block64, 0x0303},
    SuiteWeakness{"tls.suites.static-rsa", "RFC 9325 section 4.1", tls::is_static_rsa, 0x0303},
    SuiteWeakness{"tls.freak", "CVE-2015-0204", is_export_rsa, 0x0303},
    SuiteWeakness{"tls.logjam.export", "CVE-2015-4000", is_export_dh, 0x0303},
    SuiteWeakness{"tls.cbc.tls10", "CVE-2011-3389", tls::is_cbc, 0x0301},
    SuiteWeakness{"tls.cbc", "RFC 9325 section 4.2", tls::is_cbc, 0x0303},
    SuiteWeakness{"tls.poodle", "RFC 7568, CVE-2014-3566", tls::is_cbc, 0x0300},
};

/// A server whose certificate is for fixed Diffie-Hellman: suites of that kind count too, asked for or not.
bool has_fixed_diffie_hellman(const Facts& facts) {
  return std::any_of(facts.versions.begin(), facts.versions.end(), [](const auto& version) {
    const std::vector<std::uint16_t> accepted = version.second.accepted_suites();
    return std::any_of(accepted.begin(), accepted.end(),
                       [](std::uint16_t suite) { return class_of(suite) == SuiteClass::StaticDh; });
  });
}

Judgement judge_suites(const Facts& facts, const SuiteWeakness& weakness) {
  Judgement judgement{Verdict::Absent, {}, {}};
  const bool everything = has_fixed_diffie_hellman(facts);
  words::List open, skipped;
  for (const auto& [version, known] : facts.versions) {
    if (version > weakness.up_to || known.support.no()) continue;
    std::size_t untold = 0;
    for (const std::uint16_t id : suites_for(version, everything)) {
      const CipherSuite* suite = tls::find_cipher_suite(id);
      if (!weakness.is(*suite)) continue;
      const Known fact = known.suite(id);
      if (fact.unknown()) ++untold;
      if (!fact.yes()) continue;
      judgement.suites.push_back({version, id});
      judgement.evidence.push_back(fact.evidence);
    }
    if (untold > 0 && is_between(facts, version, weakness.up_to)) {
      skipped.emplace_back(version_name(version));
      untold = 0;
    }
    if (untold > 0) open.push_back(in_version("seen.count-in-version", untold, version));
  }
  if (!judgement.suites.empty()) {
    judgement.verdict = Verdict::Present;
    judgement.because = accepts(judgement.suites, tls::cipher_suite_text);
    return judgement;
  }
  if (!open.empty()) return {Verdict::Open, Phrase{"seen.kind-open", {{"what", std::move(open)}}}, {}};
  const bool all_asked = skipped.empty();
  judgement.because = words::sentences(
      {Phrase{"seen.kind-refused"},
       all_asked ? words::Value() : Phrase{"seen.not-asked-separately", {{"versions", std::move(skipped)}}}});
  return judgement;
}

// ── by other facts ────────────────────────────────────────────────────────────────────────────

Judgement by_known(const Known& known, const char* present, const char* absent) {
  switch (known.support) {
    case Support::Yes: return {Verdict::Present, Phrase{present}, {known.evidence}};
    case Support::No: return {Verdict::Absent, Phrase{absent}, {known.evidence}};
    case Support::Unknown: break;
  }
  return {Verdict::Open, Phrase{"seen.open"}, {}};
}

Judgement inverted(Judgement judgement) {
  if (judgement.verdict == Verdict::Open) return judgement;
  judgement.verdict = judgement.verdict == Verdict::Present ? Verdict::Absent : Verdict::Present;
  return judgement;
}

Judgement judge_old_versions(const Facts& facts) {
  Judgement judgement{Verdict::Absent, Phrase{"seen.no-old-versions"}, {}};
  bool open = false;
  words::List present;
  for (const Version version : {Version::Ssl3, Version::Tls10, Version::Tls11}) {
    const Known& known = facts.version(version).support;
    open = open || known.unknown();
    if (!known.unknown()) judgement.evidence.push_back(known.evidence);
    if (known.yes()) present.emplace_back(tls::to_string(version));
  }
  if (!present.empty())
    return {Verdict::Present, Phrase{"seen.supports", {{"what", std::move(present)}}}, judgement.evidence};
  if (open) return {Verdict::Open, Phrase{"seen.old-versions-open"}, {}};
  return judgement;
}

/// Whether DHE was completely asked for.
bool dh_settled(const Facts& facts) {
  return std::all_of(facts.versions.begin(), facts.versions.end(), [](const auto& entry) {
    const std::uint16_t version = entry.first;
    const VersionFacts& known = entry.second;
    if (version >= number(Version::Tls13) || known.support.no()) return true;
    const auto& suites = suites_for(version, false);
    return !known.support.unknown() && std::all_of(suites.begin(), suites.end(), [&](std::uint16_t id) {
      const KeyExchange exchange = tls::find_cipher_suite(id)->key_exchange;
      return (exchange != KeyExchange::Dhe && exchange != KeyExchange::DhAnon) || known.suite(id).no();
    });
  });
}

/// Where a prime may come that was not seen: "export DHE in TLS 1.0", …
words::List other_primes(const Facts& facts) {
  words::List found;
  for (const auto& [version, known] : facts.versions) {
    if (version >= number(Version::Tls13) || known.support.no() || is_between(facts, version, number(Version::Tls12)))
      continue;
    for (const DhClass kind : kDhClasses) {
      if (dh_to_ask(facts, version, kind).empty()) continue;
      found.push_back(in_version("seen.in-version", to_string(kind), version));
    }
  }
  return found;
}

Judgement judge_dh(const Facts& facts, bool common) {
  constexpr std::size_t kSmall = 2048;          // RFC 9325 section 4.5: at least 2048 bits
  constexpr std::size_t kPrecomputable = 1024;  // Adrian et al. 2015: within a state's reach
  Judgement found{Verdict::Absent, {}, {}};
  words::List bad_ones;
  for (const DhFact& dh : facts.dh) {
    const tls::FiniteFieldExchange& p = dh.parameters;
    const bool bad = common ? !dh.known_prime.empty() && p.prime_bits <= kPrecomputable : p.prime_bits < kSmall;
    if (!bad) continue;
    found.verdict = Verdict::Present;
    bad_ones.emplace_back(dh.known_prime.empty()
                              ? Phrase{"seen.bits", {{"bits", p.prime_bits}}}
                              : Phrase{"seen.bits-known", {{"bits", p.prime_bits}, {"prime", dh.known_prime}}});
    found.evidence.push_back(dh.evidence);
  }
  if (found.verdict == Verdict::Present) {
    found.because = Phrase{"seen.uses", {{"what", std::move(bad_ones)}}};
    return found;
  }
  words::List sizes;
  for (const DhFact& dh : facts.dh) {
    sizes.emplace_back(Phrase{"seen.bits", {{"bits", dh.parameters.prime_bits}}});
    found.evidence.push_back(dh.evidence);
  }
  if (!sizes.empty()) found.because = Phrase{"seen.uses", {{"what", std::move(sizes)}}};
  words::List elsewhere = facts.dh.empty() ? words::List() : other_primes(facts);
  if (!elsewhere.empty()) {
    found.verdict = Verdict::Open;
    found.because =
        words::sentences({std::move(found.because), Phrase{"seen.other-primes", {{"what", std::move(elsewhere)}}}});
  }
  if (!facts.dh.empty()) return found;
  if (dh_settled(facts)) return {Verdict::Absent, Phrase{"seen.no-dhe"}, {}};
  return {Verdict::Open, Phrase{"seen.dhe-open"}, {}};
}

Judgement judge_small_curves(const Facts& facts) {
  Judgement found{Verdict::Absent, {}, {}};
  bool open = false;
  for (const auto& entry : facts.versions) {
    const std::uint16_t version = entry.first;
    const VersionFacts& known = entry.second;
    if (version >= number(Version::Tls13) || known.support.no()) continue;
    const auto& suites = suites_for(version, false);
    const bool no_curves = std::all_of(suites.begin(), suites.end(),
                                       [&](std::uint16_t s) { return !uses_curve(s) || known.suite(s).no(); });
    // One version speaks for the others: libraries have one list of curves.
    const bool decisive = version == facts.highest(number(Version::Tls12)).value_or(version);
    for (const std::uint16_t group : groups_tls12()) {
      if (group_class_of(group) != GroupClass::Small) continue;
      const Known fact = known.group(group);
      open = open || (decisive && !no_curves && fact.unknown());
      if (!fact.yes()) continue;
      found.groups.push_back({version, group});
      found.evidence.push_back(fact.evidence);
    }
  }
  if (!found.groups.empty()) {
    found.verdict = Verdict::Present;
    found.because = accepts(found.groups, tls::named_group_text);
    return found;
  }
  if (open) return {Verdict::Open, Phrase{"seen.open"}, {}};
  found.because = Phrase{"seen.none-accepted"};
  return found;
}

/// Where it cannot be there, that is why it is absent.
Judgement unless(words::Value impossible, Judgement judgement) {
  return impossible.empty() ? std::move(judgement) : Judgement{Verdict::Absent, std::move(impossible), {}};
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::Present: return "present";
    case Verdict::Absent: return "absent";
    case Verdict::Open: break;
  }
  return "open";
}

std::string title_of(const Weakness& weakness) {
  return std::string("weakness.").append(weakness.code);
}

std::vector<Weakness> weaknesses(const Facts& facts) {
  std::vector<Weakness> all;
  const auto add = [&](std::string_view code, std::string_view reference, Judgement judgement) {
    all.push_back({code, reference, judgement.verdict, std::move(judgement.because), std::move(judgement.evidence),
                   std::move(judgement.suites), std::move(judgement.groups)});
  };
  const auto below_tls13 = [&](Judgement judgement) { return unless(only_tls13(facts), std::move(judgement)); };
  add("tls.ssl2", "RFC 6176", by_known(facts.ssl2, "seen.ssl2", "seen.no-ssl2"));
  add("tls.drown", "CVE-2016-0800", by_known(facts.ssl2, "seen.drown", "seen.no-drown"));
  add("tls.old-versions", "RFC 8996, RFC 7568", judge_old_versions(facts));
  for (const SuiteWeakness& weakness : kSuiteWeaknesses)
    add(weakness.code, weakness.reference, judge_suites(facts, weakness));
  add("tls.dh.small", "RFC 9325 section 4.5, CVE-2015-4000", below_tls13(judge_dh(facts, false)));
  add("tls.dh.common", "CVE-2015-4000", below_tls13(judge_dh(facts, true)));
  add("tls.curves.small", "RFC 8422 section 5.1.1", below_tls13(judge_small_curves(facts)));
  add("tls.signatures.sha1", "RFC 9155",
      unless(no_choice_of_signatures(facts), by_known(facts.sha1_signatures, "seen.sha1", "seen.no-sha1")));
  add("tls.compression", "RFC 9325 section 3.3",
      below_tls13(by_known(facts.compression, "seen.compresses", "seen.compresses-not")));
  add("tls.renegotiation", "RFC 5746",
      below_tls13(inverted(by_known(facts.extension(tls::extension::kRenegotiationInfo), "seen.renegotiation",
                                    "seen.no-renegotiation"))));
  add("tls.fallback", "RFC 7507",
      unless(nothing_to_fall_back_to(facts),
             inverted(by_known(facts.fallback_scsv, "seen.fallback-refused", "seen.fallback-accepted"))));
  add("tls.extended-master-secret", "RFC 7627",
      below_tls13(inverted(by_known(facts.extension(tls::extension::kExtendedMasterSecret),
                                    "seen.extended-master-secret", "seen.no-extended-master-secret"))));
  return all;
}

}  // namespace mailglass::probe
