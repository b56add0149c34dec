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

std::string version_name(std::uint16_t version) {
  return std::string(tls::to_string(static_cast<Version>(version)));
}

struct Judgement {
  Verdict verdict;
  std::string because;
  std::vector<Evidence> evidence;
  std::vector<AcceptedIn> suites = {};
  std::vector<AcceptedIn> groups = {};
};

/// "accepts TLS_A in TLS 1.2, TLS_B in TLS 1.0"
std::string accepts(const std::vector<AcceptedIn>& all, std::string (*name)(std::uint16_t id)) {
  std::string words;
  for (const auto& [version, id] : all)
    words += (words.empty() ? "accepts " : ", ") + name(id) + " in " + version_name(version);
  return words;
}

// ── by suites ─────────────────────────────────────────────────────────────────────────────────

struct SuiteWeakness {
  std::string_view code, title, reference;
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
    SuiteWeakness{"tls.suites.export", "Export-grade encryption", "RFC 9325 section 4.1", tls::is_export, 0x0303},
    SuiteWeakness{"tls.suites.null", "Suites without encryption", "RFC 9325 section 4.1", tls::is_null, 0x0303},
    SuiteWeakness{"tls.suites.anonymous", "Suites without a certificate", "RFC 5246 appendix F.1.1.1",
                  tls::is_anonymous, 0x0303},
    SuiteWeakness{"tls.suites.rc4", "RC4", "RFC 7465", tls::is_rc4, 0x0303},
    SuiteWeakness{"tls.suites.des", "DES and RC2", "RFC 5469", tls::is_des, 0x0303},
    SuiteWeakness{"tls.suites.sweet32", "Ciphers with 64-bit blocks (Sweet32)", "CVE-2016-2183", tls::is_block64,
                  0x0303},
    SuiteWeakness{"tls.suites.static-rsa", "Static RSA: no forward secrecy", "RFC 9325 section 4.1", tls::is_static_rsa,
                  0x0303},
    SuiteWeakness{"tls.freak", "FREAK: export RSA", "CVE-2015-0204", is_export_rsa, 0x0303},
    SuiteWeakness{"tls.logjam.export", "Logjam: export DHE", "CVE-2015-4000", is_export_dh, 0x0303},
    SuiteWeakness{"tls.cbc.tls10", "CBC in TLS 1.0 and older (the ground of BEAST)", "CVE-2011-3389", tls::is_cbc,
                  0x0301},
    SuiteWeakness{"tls.cbc", "CBC suites (the ground of timing attacks such as Lucky Thirteen)", "RFC 9325 section 4.2",
                  tls::is_cbc, 0x0303},
    SuiteWeakness{"tls.poodle", "POODLE: CBC in SSL 3.0", "RFC 7568, CVE-2014-3566", tls::is_cbc, 0x0300},
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
  std::string open, skipped;
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
      skipped += (skipped.empty() ? " (not asked for separately: " : ", ") + version_name(version);
      untold = 0;
    }
    if (untold > 0) open += (open.empty() ? "" : ", ") + std::to_string(untold) + " in " + version_name(version);
  }
  if (!judgement.suites.empty()) {
    judgement.verdict = Verdict::Present;
    judgement.because = accepts(judgement.suites, tls::cipher_suite_text);
    return judgement;
  }
  if (!open.empty())
    return {Verdict::Open, "suites of this kind not asked for, or without a clear answer: " + open, {}};
  judgement.because = "every suite of this kind was refused" + skipped + (skipped.empty() ? "" : ")");
  return judgement;
}

// ── by other facts ────────────────────────────────────────────────────────────────────────────

Judgement by_known(const Known& known, std::string present, std::string absent) {
  switch (known.support) {
    case Support::Yes: return {Verdict::Present, std::move(present), {known.evidence}};
    case Support::No: return {Verdict::Absent, std::move(absent), {known.evidence}};
    case Support::Unknown: break;
  }
  return {Verdict::Open, "not asked, or without a clear answer", {}};
}

Judgement inverted(Judgement judgement) {
  if (judgement.verdict == Verdict::Open) return judgement;
  judgement.verdict = judgement.verdict == Verdict::Present ? Verdict::Absent : Verdict::Present;
  return judgement;
}

Judgement judge_old_versions(const Facts& facts) {
  Judgement judgement{Verdict::Absent, "SSL 3.0, TLS 1.0 and TLS 1.1 were refused", {}};
  bool open = false;
  std::string present;
  for (const Version version : {Version::Ssl3, Version::Tls10, Version::Tls11}) {
    const Known& known = facts.version(version).support;
    open = open || known.unknown();
    if (!known.unknown()) judgement.evidence.push_back(known.evidence);
    if (known.yes()) present += (present.empty() ? "supports " : ", ") + std::string(tls::to_string(version));
  }
  if (!present.empty()) return {Verdict::Present, present, judgement.evidence};
  if (open) return {Verdict::Open, "not every old version gave a clear answer", {}};
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

/// Where a prime may come that was not seen: "export DHE in TLS 1.0, …".
std::string other_primes(const Facts& facts) {
  std::string words;
  for (const auto& [version, known] : facts.versions) {
    if (version >= number(Version::Tls13) || known.support.no() || is_between(facts, version, number(Version::Tls12)))
      continue;
    for (const DhClass kind : kDhClasses) {
      if (dh_to_ask(facts, version, kind).empty()) continue;
      words += (words.empty() ? "" : ", ") + std::string(to_string(kind)) + " in " + version_name(version);
    }
  }
  return words;
}

Judgement judge_dh(const Facts& facts, bool common) {
  constexpr std::size_t kSmall = 2048;          // RFC 9325 section 4.5: at least 2048 bits
  constexpr std::size_t kPrecomputable = 1024;  // Adrian et al. 2015: within a state's reach
  Judgement found{Verdict::Absent, {}, {}};
  for (const DhFact& dh : facts.dh) {
    const tls::FiniteFieldExchange& p = dh.parameters;
    const bool bad = common ? !dh.known_prime.empty() && p.prime_bits <= kPrecomputable : p.prime_bits < kSmall;
    if (!bad) continue;
    found.verdict = Verdict::Present;
    found.because += (found.because.empty() ? "" : "; ") + std::to_string(p.prime_bits) + " bits" +
                     (dh.known_prime.empty() ? std::string() : " (" + std::string(dh.known_prime) + ")");
    found.evidence.push_back(dh.evidence);
  }
  if (found.verdict == Verdict::Present) return found;
  for (const DhFact& dh : facts.dh) {
    found.because += (found.because.empty() ? "uses " : ", ") + std::to_string(dh.parameters.prime_bits) + " bits";
    found.evidence.push_back(dh.evidence);
  }
  const std::string elsewhere = facts.dh.empty() ? std::string() : other_primes(facts);
  if (!elsewhere.empty()) {
    found.verdict = Verdict::Open;
    found.because += "; there may be another where it was not asked for: " + elsewhere;
  }
  if (!facts.dh.empty()) return found;
  if (dh_settled(facts)) return {Verdict::Absent, "no DHE suite is accepted", {}};
  return {Verdict::Open, "no DHE suite was seen, and not all were asked for", {}};
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
  if (open) return {Verdict::Open, "not asked for, or without a clear answer", {}};
  found.because = "none of them is accepted";
  return found;
}

/// Where it cannot be there, that is why it is absent.
Judgement unless(std::string impossible, Judgement judgement) {
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

std::vector<Weakness> weaknesses(const Facts& facts) {
  std::vector<Weakness> all;
  const auto add = [&](std::string_view code, std::string_view title, std::string_view reference, Judgement judgement) {
    all.push_back({code, title, reference, judgement.verdict, std::move(judgement.because),
                   std::move(judgement.evidence), std::move(judgement.suites), std::move(judgement.groups)});
  };
  const auto below_tls13 = [&](Judgement judgement) { return unless(only_tls13(facts), std::move(judgement)); };
  add("tls.ssl2", "SSL 2.0", "RFC 6176", by_known(facts.ssl2, "answers in SSL 2.0", "refuses SSL 2.0"));
  add("tls.drown", "DROWN: SSL 2.0 exposes every session with the same key", "CVE-2016-0800",
      by_known(facts.ssl2, "answers in SSL 2.0; every server with the same key is exposed",
               "refuses SSL 2.0 at this address; another server with the same key could still expose it"));
  add("tls.old-versions", "Old protocol versions", "RFC 8996, RFC 7568", judge_old_versions(facts));
  for (const SuiteWeakness& weakness : kSuiteWeaknesses)
    add(weakness.code, weakness.title, weakness.reference, judge_suites(facts, weakness));
  add("tls.dh.small", "Small Diffie-Hellman prime (Logjam)", "RFC 9325 section 4.5, CVE-2015-4000",
      below_tls13(judge_dh(facts, false)));
  add("tls.dh.common", "Common Diffie-Hellman prime within reach of precomputation (Logjam)", "CVE-2015-4000",
      below_tls13(judge_dh(facts, true)));
  add("tls.curves.small", "Small or binary curves", "RFC 8422 section 5.1.1", below_tls13(judge_small_curves(facts)));
  add("tls.signatures.sha1", "SHA-1 signatures in TLS 1.2", "RFC 9155",
      unless(no_choice_of_signatures(facts),
             by_known(facts.sha1_signatures, "signs with SHA-1 when that is all the client offers",
                      "does not sign with SHA-1")));
  add("tls.compression", "TLS compression (the ground of CRIME)", "RFC 9325 section 3.3",
      below_tls13(by_known(facts.compression, "compresses", "does not compress")));
  add("tls.renegotiation", "No secure renegotiation", "RFC 5746",
      below_tls13(inverted(by_known(facts.extension(tls::extension::kRenegotiationInfo), "supports RFC 5746",
                                    "does not support RFC 5746"))));
  add("tls.fallback", "No protection against forced fallback", "RFC 7507",
      unless(nothing_to_fall_back_to(facts),
             inverted(by_known(facts.fallback_scsv, "refuses a needless fallback", "accepts a needless fallback"))));
  add("tls.extended-master-secret", "No extended master secret (the ground of the triple handshake attack)", "RFC 7627",
      below_tls13(inverted(
          by_known(facts.extension(tls::extension::kExtendedMasterSecret), "supports it", "does not support it"))));
  return all;
}

}  // namespace mailglass::probe
