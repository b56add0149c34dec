#include "probe/questions.h"

#include <algorithm>
#include <array>

#include "probe/derivation.h"
#include "probe/hellos.h"
#include "probe/offers.h"

namespace mailglass::probe {
namespace {

using tls::Version;
// Weaknesses stand before completeness; a topic further down is reached when those above have nothing left to ask or
// wait for an answer.
constexpr std::array kTopics = {
    Topic{"topic.tls12", Lane::Suites, Depth::Quick, ask_first_contact},
    Topic{"topic.old-versions", Lane::OldVersions, Depth::Quick, ask_old_versions},
    Topic{"topic.weak-suites", Lane::Suites, Depth::Quick, ask_weak_suites},
    Topic{"topic.ssl2", Lane::Ssl2, Depth::Quick, ask_ssl2},
    Topic{"topic.suite-classes", Lane::Suites, Depth::Standard, ask_suite_classes},
    Topic{"topic.tls13", Lane::Tls13, Depth::Standard, ask_tls13},
    Topic{"topic.post-quantum", Lane::Tls13, Depth::Standard, ask_post_quantum},
    Topic{"topic.fallback", Lane::Fallback, Depth::Standard, ask_fallback},
    Topic{"topic.certificates-tls13", Lane::Certificates, Depth::Standard, ask_certificates_tls13},
    Topic{"topic.sha1", Lane::Signature, Depth::Standard, ask_sha1},
    Topic{"topic.oddities", Lane::Oddities, Depth::Standard, ask_oddities},
    Topic{"topic.missing-name", Lane::Oddities, Depth::Standard, ask_missing_name, Edition::Second},
    Topic{"topic.missing-name-tls13", Lane::Certificates, Depth::Standard, ask_missing_name_tls13, Edition::Second},
    Topic{"topic.old-weak-suites", Lane::OldSuites, Depth::Standard, ask_old_weak_suites},
    Topic{"topic.preference", Lane::Suites, Depth::Standard, ask_preference},
    Topic{"topic.chacha-first", Lane::Suites, Depth::Standard, ask_chacha_first, Edition::Second},
    Topic{"topic.dh-sizes", Lane::Suites, Depth::Standard, ask_dh_sizes, Edition::Second},
    Topic{"topic.old-dh-sizes", Lane::OldSuites, Depth::Standard, ask_old_dh_sizes, Edition::Second},
    Topic{"topic.session-id", Lane::Session, Depth::Standard, ask_session_id, Edition::Second},
    Topic{"topic.small-curves", Lane::Groups, Depth::Standard, ask_small_curves},
    Topic{"topic.rare-suites-tls13", Lane::Tls13, Depth::Standard, ask_every_tls13_suite},
    Topic{kResumption, Lane::Session, Depth::Standard, ask_resumption},
    Topic{"topic.every-suite", Lane::Suites, Depth::Standard, ask_every_suite},
    Topic{"topic.every-group-tls13", Lane::Tls13, Depth::Standard, ask_every_tls13_group},
    Topic{"topic.sizes", Lane::Oddities, Depth::Standard, ask_sizes},
    Topic{"topic.order-tls13", Lane::Tls13, Depth::Full, ask_tls13_order},
    Topic{"topic.old-suites", Lane::OldSuites, Depth::Full, ask_old_suites},
    Topic{"topic.every-group-tls12", Lane::Groups, Depth::Full, ask_every_tls12_group},
    Topic{"topic.old-groups", Lane::Groups, Depth::Full, ask_old_groups, Edition::Second},
    Topic{"topic.signature-schemes", Lane::Signature, Depth::Full, ask_signature_schemes, Edition::Second},
    Topic{"topic.alpn", Lane::Oddities, Depth::Full, ask_alpn},
    Topic{"topic.future-version", Lane::Oddities, Depth::Full, ask_future_version},
};

/// Some old load balancers swallow hellos of 256 to 511 bytes (the reason for RFC 7685).
HelloSpec larger(HelloSpec spec) {
  spec.pad_to = 640;
  return spec;
}

/// Where everything at once was closed on or not read: the strongest suites alone, so that two different hellos tell
/// whether closing is how the server refuses; then all of them in lists that it can read.
void add_others(std::vector<Hello>& hellos, const Facts& facts, const Scope& scope, const HelloSpec& everything) {
  const VersionFacts& known = facts.version(everything.legacy_version);
  if (known.fails) return;
  if (known.silent && everything.extensions) hellos.emplace_back(larger(everything));
  if (!known.closes && known.most_suites >= everything.suites.size()) return;
  HelloSpec part = everything;
  std::reverse(part.suites.begin(), part.suites.end());
  const std::vector<std::uint16_t> strongest_first = part.suites;
  part.suites.resize(std::min(part.suites.size(), kFewSuites));
  hellos.emplace_back(part);
  if (known.most_suites >= strongest_first.size()) return;
  // Where a list as long is answered in TLS 1.3, its length is no reason to close.
  const VersionFacts& tls13 = facts.version(Version::Tls13);
  if (known.closes && tls13.support.yes() && !tls13.accepted_groups().empty()) {
    std::vector<std::uint16_t> suites = tls13.accepted_suites();
    suites.insert(suites.end(), strongest_first.begin(), strongest_first.end());
    hellos.emplace_back(tls13_hello(scope.host, std::move(suites), tls13.accepted_groups()));
  }
  // Each is asked twice where it is closed on: too many for a small budget.
  if (known.closes && known.most_suites <= kFewSuites && scope.depth != Depth::Full) return;
  for (std::size_t from = 0; from < strongest_first.size(); from += known.most_suites) {
    const auto begin = strongest_first.begin() + static_cast<std::ptrdiff_t>(from);
    const std::size_t length = std::min(known.most_suites, strongest_first.size() - from);
    part.suites.assign(begin, begin + static_cast<std::ptrdiff_t>(length));
    hellos.emplace_back(part);
  }
}

/// By the certificate they need: where the server fails inside, each kind by itself tells whether any handshake can be
/// had. The first two are enough for a server with RSA alone.
void add_kinds(std::vector<Hello>& hellos, const HelloSpec& everything) {
  using tls::Authentication;
  const auto add = [&](const auto& wanted) {
    HelloSpec part = everything;
    std::erase_if(part.suites, [&](std::uint16_t suite) { return !wanted(certificate_kind(suite)); });
    hellos.emplace_back(std::move(part));
  };
  add([](Authentication kind) { return kind == Authentication::Rsa; });
  add([](Authentication kind) { return kind != Authentication::Rsa; });
  add([](Authentication kind) { return kind == Authentication::Ecdsa; });
  add([](Authentication kind) { return kind != Authentication::Rsa && kind != Authentication::Ecdsa; });
}

}  // namespace

std::span<const Topic> topics() {
  return kTopics;
}

std::vector<Hello> ask_first_contact(const Facts& facts, const Scope& scope) {
  if (!facts.version(Version::Tls12).support.unknown()) return {};
  const std::uint16_t version = number(Version::Tls12);
  // All that there is: a version is there also with fixed Diffie-Hellman keys alone.
  const std::vector<std::uint16_t>& suites = suites_for(version, scope.edition != Edition::First);
  const bool reads_versions = facts.version(Version::Tls13).support.yes();
  const HelloSpec everything =
      reads_versions ? older_versions_hello(version, scope.host, suites) : ordinary_hello(version, scope.host, suites);
  if (scope.edition == Edition::First) return {everything, larger(everything)};
  std::vector<Hello> hellos = {everything};
  add_others(hellos, facts, scope, everything);
  return hellos;
}

std::vector<Hello> ask_old_versions(const Facts& facts, const Scope& scope) {
  const bool reads_versions = facts.version(Version::Tls13).support.yes();
  std::vector<Hello> at_once, one_by_one;
  for (const Version version : {Version::Tls11, Version::Tls10, Version::Ssl3}) {
    if (!facts.version(version).support.unknown()) continue;
    const std::vector<std::uint16_t>& suites = suites_for(number(version), scope.edition != Edition::First);
    const bool stumbles = facts.version(Version::Tls11).fails && scope.edition != Edition::First;
    if (reads_versions && version != Version::Ssl3 && at_once.empty() && !stumbles) {
      at_once.emplace_back(older_versions_hello(number(version), scope.host, suites));
    }
    const HelloSpec everything = ordinary_hello(number(version), scope.host, suites);
    one_by_one.emplace_back(everything);
    if (scope.edition == Edition::First) continue;
    add_others(one_by_one, facts, scope, everything);
    if (facts.version(version).fails) add_kinds(one_by_one, everything);
  }
  at_once.insert(at_once.end(), one_by_one.begin(), one_by_one.end());
  return at_once;
}

std::vector<Hello> ask_ssl2(const Facts& facts, const Scope&) {
  if (!facts.ssl2.unknown()) return {};
  return {Ssl2HelloSpec{}};
}

std::vector<Hello> ask_resumption(const Facts& facts, const Scope& scope) {
  if (!facts.resumption.unknown() || !scope.session) return {};
  if (scope.edition == Edition::First) return {SessionHello{}};
  std::vector<Hello> hellos;
  for (unsigned attempt = 0; attempt < kSessionTries; ++attempt) hellos.emplace_back(SessionHello{attempt});
  return hellos;
}

std::vector<Hello> ask_fallback(const Facts& facts, const Scope& scope) {
  const auto top = facts.highest(number(Version::Tls13));
  if (!facts.fallback_scsv.unknown() || !top || *top == number(Version::Ssl3)) return {};
  const auto below = facts.highest(static_cast<std::uint16_t>(*top - 1));
  if (!below) return {};
  HelloSpec spec = ordinary_hello(*below, scope.host, facts.version(*below).accepted_suites());
  spec.fallback_scsv = true;
  return {spec};
}

std::string_view to_string(Depth depth) {
  switch (depth) {
    case Depth::Quick: return "quick";
    case Depth::Standard: return "standard";
    case Depth::Full: return "full";
  }
  return "";
}

}  // namespace mailglass::probe
