#include "probe/knowledge.h"

#include <algorithm>
#include <set>

#include "probe/derivation.h"
#include "probe/hello_spec.h"
#include "probe/offers.h"
#include "tls/extension.h"

namespace mailglass::probe {
namespace {

using tls::Version;

bool contains_all(const std::vector<std::uint16_t>& offered, const auto& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](std::uint16_t n) { return std::find(offered.begin(), offered.end(), n) != offered.end(); });
}

std::vector<std::uint16_t> yes_of(const std::map<std::uint16_t, Known>& known) {
  std::vector<std::uint16_t> found;
  for (const auto& [id, fact] : known) {
    if (fact.yes()) found.push_back(id);
  }
  return found;
}

Known look_up(const std::map<std::uint16_t, Known>& known, std::uint16_t id) {
  const auto found = known.find(id);
  return found == known.end() ? Known{} : found->second;
}

/// Nothing that a server could want in this version beside suites was left out.
bool leaves_choice(const Offered& offered, std::uint16_t version) {
  // There is no hello of SSL 3.0 with extensions to compare with.
  if (version == number(Version::Ssl3) && contains_all(offered.suites, suites_for(version, false))) return true;
  return is_ordinary(offered, version) &&
         (version < number(Version::Tls13) || contains_all(offered.groups, groups_tls13()));
}

/// Suites that need the same kind of certificate, or none.
enum class Kind : std::uint8_t { Rsa, Ecdsa, Other };
Kind kind_of(std::uint16_t suite) {
  switch (certificate_kind(suite)) {
    case tls::Authentication::Rsa: return Kind::Rsa;
    case tls::Authentication::Ecdsa: return Kind::Ecdsa;
    default: return Kind::Other;
  }
}

constexpr std::uint8_t kInternalError = 80;  // RFC 5246 section 7.2.2
bool failed_inside(const Observation& o) {
  const auto* alert = std::get_if<AlertAnswer>(&o.answer);
  return alert && alert->alert.description == kInternalError && !o.offered.ssl2 && !o.offered.versions.empty();
}

/// Closing does not tell whether the version or the suites were refused, unless the version is the highest offered.
bool may_be_about_versions(const Observation& o, std::uint16_t version) {
  return refusal_of(o.answer) == Refusal::Closed && o.offered.versions.front() != version;
}

}  // namespace

std::string_view to_string(Support support) {
  switch (support) {
    case Support::Yes: return "yes";
    case Support::No: return "no";
    case Support::Unknown: break;
  }
  return "unknown";
}

std::string_view to_string(SniEffect effect) {
  switch (effect) {
    case SniEffect::None: return "none";
    case SniEffect::OtherCertificate: return "other-certificate";
    case SniEffect::Refused: return "refused";
    case SniEffect::Unknown: break;
  }
  return "unknown";
}

std::string_view to_string(Preference preference) {
  switch (preference) {
    case Preference::Server: return "server";
    case Preference::Client: return "client";
    case Preference::Mixed: return "mixed";
    case Preference::Unknown: break;
  }
  return "unknown";
}

Known VersionFacts::suite(std::uint16_t id) const {
  return look_up(suites, id);
}
Known VersionFacts::group(std::uint16_t id) const {
  return look_up(groups, id);
}
std::vector<std::uint16_t> VersionFacts::accepted_suites() const {
  return yes_of(suites);
}
std::vector<std::uint16_t> VersionFacts::accepted_groups() const {
  return yes_of(groups);
}

Known Facts::extension(std::uint16_t type) const {
  return look_up(extensions, type);
}

std::optional<std::uint16_t> Facts::highest(std::uint16_t at_most) const {
  std::optional<std::uint16_t> highest;
  for (const auto& [version, known] : versions) {
    if (version <= at_most && known.support.yes()) highest = version;
  }
  return highest;
}

void settle(Known& fact, Support support, const Evidence& evidence) {
  if (fact.unknown()) fact = {support, evidence};
}

bool is_ordinary(const Offered& offered, std::uint16_t version) {
  if (offered.fallback_scsv) return false;
  if (version >= number(Version::Tls13)) return contains_all(offered.signature_algorithms, all_signature_algorithms());
  if (!offered.extensible) return version == number(Version::Ssl3);
  return contains_all(offered.groups, groups_tls12()) &&
         (version < number(Version::Tls12) || contains_all(offered.signature_algorithms, all_signature_algorithms()));
}

bool offers_accepted_suite(const Offered& offered, const VersionFacts& known) {
  return std::any_of(offered.suites.begin(), offered.suites.end(),
                     [&](std::uint16_t suite) { return known.suite(suite).yes(); });
}
bool offers_accepted_group(const Offered& offered, const VersionFacts& known) {
  return std::any_of(offered.groups.begin(), offered.groups.end(),
                     [&](std::uint16_t group) { return known.group(group).yes(); });
}

bool oddity_excused(const Offered& offered, std::uint16_t version, const Reading& reading) {
  constexpr std::size_t kOrdinarySize = 700;
  const auto answered = [&](const auto& same_oddity) {
    return std::any_of(reading.all().begin(), reading.all().end(), [&](const Observation& o) {
      const auto choice = choice_of(o.answer);
      return choice && choice->version == version && same_oddity(o.offered);
    });
  };
  if (offered.grease && !answered([](const Offered& o) { return o.grease; })) return false;
  if (offered.extensible && !offered.server_name && !answered([](const Offered& o) { return !o.server_name; }))
    return false;
  return offered.size <= kOrdinarySize || answered([&](const Offered& o) { return o.size >= offered.size; });
}

std::optional<std::uint16_t> effective_version(const Offered& offered, const Facts& facts) {
  if (offered.ssl2) return std::nullopt;
  for (const std::uint16_t version : offered.versions) {
    const auto found = facts.versions.find(version);
    if (found == facts.versions.end() || found->second.support.unknown()) return std::nullopt;
    if (found->second.support.yes()) return version;
  }
  return std::nullopt;
}

namespace {

using Refused = std::map<std::uint16_t, std::set<std::uint16_t>>;  // suites by version

/// Takes suites refused in a version; once they are all, the version is.
void add_refused(Refused& refused, const Observation& o, std::uint16_t version, Asking asking, Facts& facts) {
  std::set<std::uint16_t>& suites = refused[version];
  suites.insert(o.offered.suites.begin(), o.offered.suites.end());
  const auto& all = suites_for(version, asking.edition != Edition::First);
  if (std::all_of(all.begin(), all.end(), [&](std::uint16_t suite) { return suites.contains(suite); }))
    settle(facts.versions[version].support, Support::No, evidence_of(o));
}

/// OpenSSL 3 says internal_error where it finds a suite in common and may not sign as TLS 1.1 and older do (SHA-1, at
/// security level 1 and above), and handshake_failure where it finds none. So no handshake can be had when suites of
/// each kind of certificate by themselves get one or the other.
void derive_failing_versions(const Reading& reading, Refused refused, Asking asking, Facts& facts) {
  if (!facts.version(Version::Tls12).support.yes() && !facts.version(Version::Tls13).support.yes()) return;
  // Who fails in TLS 1.2 too has another reason: GnuTLS where it chooses DHE and has no group for it.
  const auto& all = reading.all();
  if (std::any_of(all.begin(), all.end(), [](const Observation& o) {
        return failed_inside(o) && o.offered.versions.front() >= number(Version::Tls12);
      }))
    return;
  bool settled = false;
  for (const Observation& o : reading.all()) {
    // Some fail at the list of versions instead.
    if (!failed_inside(o) || o.offered.offers_extension(tls::extension::kSupportedVersions)) continue;
    const std::uint16_t version = o.offered.versions.front();
    if (version >= number(Version::Tls12) || !facts.versions.contains(version) || !leaves_choice(o.offered, version))
      continue;
    VersionFacts& known = facts.versions[version];
    known.fails = true;
    if (!known.support.unknown()) continue;
    const auto& suites = o.offered.suites;
    if (std::all_of(suites.begin(), suites.end(), [&](std::uint16_t s) { return kind_of(s) == kind_of(suites[0]); }))
      add_refused(refused, o, version, asking, facts);
    settled = settled || known.support.no();
  }
  // TLS 1.0 and 1.1 sign alike.
  for (const Observation& o : reading.all()) {
    if (!settled || !failed_inside(o)) continue;
    const auto found = facts.versions.find(o.offered.versions.front());
    if (found != facts.versions.end() && found->second.fails && found->first > number(Version::Ssl3))
      settle(found->second.support, Support::No, evidence_of(o));
  }
}

void derive_refused_versions(const Reading& reading, Asking asking, Facts& facts) {
  Refused refused;
  for (const Observation& o : reading.all()) {
    const bool by_version = refusal_of(o.answer) == Refusal::Version && !o.offered.fallback_scsv;
    if (o.offered.ssl2 || !(by_version || reading.nothing_in_common(o))) continue;
    const auto& versions = o.offered.versions;
    if (std::any_of(versions.begin(), versions.end(), [&](std::uint16_t v) {
          return facts.versions.contains(v) && facts.versions.at(v).support.yes();
        })) {
      continue;
    }
    // "Nothing in common" is about every version offered: suites usable in an older one are usable in a newer one too.
    // protocol_version (or closing) is about legacy_version and above, and about the rest only where there was a list
    // and the server reads it: some servers with gaps in their versions refuse a legacy_version they lack although they
    // have an older one (GnuTLS).
    const bool read_list =
        o.offered.offers_extension(tls::extension::kSupportedVersions) && facts.version(Version::Tls13).support.yes();
    const bool whole_list = refusal_of(o.answer) == Refusal::NoCommon || read_list;
    for (const std::uint16_t version : versions) {
      if (!facts.versions.contains(version) || !(whole_list || version >= o.offered.legacy_version)) continue;
      if (by_version) {
        settle(facts.versions[version].support, Support::No, evidence_of(o));
      } else if (leaves_choice(o.offered, version)) {
        add_refused(refused, o, version, asking, facts);
      }
    }
  }
  derive_failing_versions(reading, std::move(refused), asking, facts);
}

}  // namespace

void derive_versions(const Reading& reading, Asking asking, Facts& facts) {
  for (const Observation& o : reading.all()) {
    if (const auto choice = choice_of(o.answer)) {
      const auto found = facts.versions.find(choice->version);
      if (found != facts.versions.end()) settle(found->second.support, Support::Yes, evidence_of(o));
    }
    if (!o.offered.ssl2) continue;
    if (const auto* answer = std::get_if<tls::Ssl2ServerHello>(&o.answer)) {
      settle(facts.ssl2, answer->cipher_kinds.empty() ? Support::No : Support::Yes, evidence_of(o));
      facts.ssl2_cipher_kinds = answer->cipher_kinds;
    } else if (reading.answered() &&
               (std::holds_alternative<AlertAnswer>(o.answer) || std::holds_alternative<ClosedAnswer>(o.answer))) {
      settle(facts.ssl2, Support::No, evidence_of(o));
    }
  }
  // A server chooses the highest version both have (RFC 8446 section 4.2.1, RFC 5246 appendix E.1).
  for (const Observation& o : reading.all()) {
    const auto choice = choice_of(o.answer);
    if (!choice) continue;
    for (const std::uint16_t version : o.offered.versions) {
      const bool possible = std::any_of(o.offered.suites.begin(), o.offered.suites.end(),
                                        [&](std::uint16_t suite) { return usable_in(suite, version); });
      if (version > choice->version && possible && facts.versions.contains(version)) {
        settle(facts.versions[version].support, Support::No, evidence_of(o));
      }
    }
  }
  if (reading.answered()) derive_refused_versions(reading, asking, facts);
}

void derive_suites(const Reading& reading, Facts& facts) {
  for (const Observation& o : reading.all()) {
    const auto choice = choice_of(o.answer);
    if (choice && reading.counts(o) && facts.versions.contains(choice->version)) {
      settle(facts.versions[choice->version].suites[choice->suite], Support::Yes, evidence_of(o));
    }
  }
  for (const Observation& o : reading.all()) {
    if (!reading.nothing_in_common(o)) continue;
    const auto version = effective_version(o.offered, facts);
    if (!version || may_be_about_versions(o, *version) || !is_ordinary(o.offered, *version) ||
        !oddity_excused(o.offered, *version, reading))
      continue;
    VersionFacts& known = facts.versions[*version];
    if (*version == number(Version::Tls13) && !offers_accepted_group(o.offered, known)) continue;
    // A refusal of something once accepted is no rule but a change, or another machine behind the same address.
    if (offers_accepted_suite(o.offered, known)) continue;
    for (const std::uint16_t suite : o.offered.suites) {
      if (usable_in(suite, *version)) settle(known.suites[suite], Support::No, evidence_of(o));
    }
  }
}

void derive_groups(const Reading& reading, Facts& facts) {
  for (const Observation& o : reading.all()) {
    const auto choice = choice_of(o.answer);
    if (choice && choice->group && facts.versions.contains(choice->version)) {
      settle(facts.versions[choice->version].groups[*choice->group], Support::Yes, evidence_of(o));
    }
  }
  for (const Observation& o : reading.all()) {
    if (!reading.nothing_in_common(o) || o.offered.fallback_scsv) continue;
    const auto version = effective_version(o.offered, facts);
    if (!version || may_be_about_versions(o, *version) || !oddity_excused(o.offered, *version, reading)) continue;
    VersionFacts& known = facts.versions[*version];
    if (!offers_accepted_suite(o.offered, known)) continue;
    if (*version < number(Version::Tls13)) {
      // An ECDSA certificate's own curve must be among the groups too (RFC 8422 section 5.1), so only RSA's suites
      // speak about groups alone.
      const bool only_curves = std::all_of(o.offered.suites.begin(), o.offered.suites.end(), [](std::uint16_t s) {
        const tls::CipherSuite* suite = tls::find_cipher_suite(s);
        return uses_curve(s) && suite->authentication != tls::Authentication::Ecdsa;
      });
      // Before TLS 1.2 nobody asks for signature algorithms.
      const bool any_signature =
          *version < number(Version::Tls12) || contains_all(o.offered.signature_algorithms, all_signature_algorithms());
      if (!only_curves || !any_signature) continue;
    }
    if (offers_accepted_group(o.offered, known)) continue;
    for (const std::uint16_t group : o.offered.groups) settle(known.groups[group], Support::No, evidence_of(o));
  }
}

Facts derive(const std::vector<Observation>& observations, Asking asking) {
  Facts facts;
  for (const Version version : {Version::Ssl3, Version::Tls10, Version::Tls11, Version::Tls12, Version::Tls13}) {
    facts.versions[number(version)];
  }
  const Reading reading(observations);
  for (auto& [version, known] : facts.versions) {
    known.most_suites = reading.most_suites(version);
    known.closes = reading.met(Refusal::Closed, version);
    known.silent = reading.met(Refusal::Silent, version);
  }
  derive_versions(reading, asking, facts);
  // In TLS 1.3 groups are needed to judge a refusal of suites, and the other way round: what is accepted is known
  // before either.
  derive_groups(reading, facts);
  derive_suites(reading, facts);
  derive_groups(reading, facts);
  derive_preference(reading, asking, facts);
  derive_session(reading, facts);
  derive_signatures(reading, facts);
  derive_resumption(observations, asking, facts);
  derive_carried(observations, facts);
  compare_server_name(observations, asking, facts);
  derive_tolerance(reading, facts);
  return facts;
}

}  // namespace mailglass::probe
