// Questions about the suites of TLS 1.2 and older.

#include <algorithm>
#include <set>

#include "probe/dh_classes.h"
#include "probe/hellos.h"
#include "probe/offers.h"
#include "probe/questions.h"
#include "tls/extension.h"

namespace mailglass::probe {
namespace {

using tls::Version;
std::vector<std::uint16_t> unknown_suites(const VersionFacts& known, std::uint16_t version, Depth depth) {
  std::vector<std::uint16_t> unknown = suites_for(version, depth == Depth::Full);
  std::erase_if(unknown, [&](std::uint16_t suite) { return !known.suite(suite).unknown(); });
  return unknown;
}

/// Suites of which not even a relative is known to be accepted.
std::vector<std::uint16_t> unknown_classes(const VersionFacts& known, std::uint16_t version, bool weak_only) {
  std::set<SuiteClass> accepted;
  for (const std::uint16_t suite : known.accepted_suites()) accepted.insert(class_of(suite));
  std::vector<std::uint16_t> unknown = unknown_suites(known, version, Depth::Standard);
  std::erase_if(unknown, [&](std::uint16_t suite) {
    const SuiteClass kind = class_of(suite);
    return accepted.contains(kind) || (weak_only && !is_weak(kind));
  });
  return unknown;
}

std::vector<std::uint16_t> without_chacha(std::vector<std::uint16_t> suites) {
  std::erase_if(suites, is_chacha);
  return suites;
}

std::optional<std::uint16_t> top_version(const Facts& facts) {
  return facts.highest(number(Version::Tls12));
}

/// The oldest version in use, when there is a newer one up to TLS 1.2.
std::optional<std::uint16_t> oldest_version(const Facts& facts) {
  for (const auto& [version, known] : facts.versions) {
    if (known.support.yes()) return version < top_version(facts).value_or(0) ? std::optional(version) : std::nullopt;
  }
  return std::nullopt;
}

std::vector<Hello> hello_for(std::uint16_t version, const Facts& facts, const Scope& scope,
                             std::vector<std::uint16_t> suites) {
  if (suites.empty()) return {};
  suites.resize(std::min(suites.size(), facts.version(version).most_suites));
  HelloSpec spec = ordinary_hello(version, scope.host, std::move(suites));
  // Whoever gets a ticket is given no session identifier (RFC 5077 section 3.4).
  const bool ticket_open = facts.extension(tls::extension::kSessionTicket).unknown();
  if (scope.edition != Edition::First && spec.extensions) spec.session_ticket = ticket_open;
  return {std::move(spec)};
}

}  // namespace

std::vector<Hello> ask_weak_suites(const Facts& facts, const Scope& scope) {
  const auto version = top_version(facts);
  if (!version) return {};
  const VersionFacts& known = facts.version(*version);
  // A server following its client shows its weakest suite whenever everything is offered: no need for a question of its
  // own. One that chose a weak suite, offered first, may be of that kind; the question about the other classes shows
  // it.
  const std::vector<std::uint16_t> accepted = known.accepted_suites();
  const bool chose_weak =
      std::all_of(accepted.begin(), accepted.end(), [](std::uint16_t s) { return is_weak(class_of(s)); });
  const bool follows_client = known.preference == Preference::Client ||
                              (known.preference == Preference::Unknown && !known.own_order && chose_weak);
  if (follows_client && scope.depth == Depth::Standard) return {};
  return hello_for(*version, facts, scope, unknown_classes(known, *version, true));
}

std::vector<Hello> ask_suite_classes(const Facts& facts, const Scope& scope) {
  const auto version = top_version(facts);
  if (!version || scope.depth == Depth::Full) return {};  // at full depth every suite is asked for by itself
  const VersionFacts& known = facts.version(*version);
  std::vector<std::uint16_t> rest = unknown_classes(known, *version, false);
  std::vector<Hello> hellos;
  // An accepted suite at the end costs nothing with a server that follows its client, and shows which kind of server it
  // is.
  const std::vector<std::uint16_t> accepted = without_chacha(known.accepted_suites());
  if (known.preference == Preference::Unknown && !known.own_order && !rest.empty() && !accepted.empty()) {
    std::vector<std::uint16_t> with_known = rest;
    with_known.push_back(accepted.front());
    hellos.push_back(hello_for(*version, facts, scope, std::move(with_known)).front());
  }
  if (!rest.empty()) hellos.push_back(hello_for(*version, facts, scope, std::move(rest)).front());
  return hellos;
}

std::vector<Hello> ask_every_suite(const Facts& facts, const Scope& scope) {
  const auto version = top_version(facts);
  if (!version) return {};
  const VersionFacts& known = facts.version(*version);
  std::vector<std::uint16_t> unknown = unknown_suites(known, *version, scope.depth);
  // The strongest first: a budget may end before a server with many was asked for all.
  if (scope.edition != Edition::First) std::reverse(unknown.begin(), unknown.end());
  std::vector<Hello> hellos;
  if (scope.depth == Depth::Full &&
      (known.own_order || (known.preference != Preference::Client && known.preference != Preference::Mixed))) {
    // Everything whose place in the server's order is open: each answer is the next in order.
    std::vector<std::uint16_t> open = suites_for(*version, true);
    std::erase_if(open, [&](std::uint16_t suite) {
      return known.suite(suite).no() || std::find(known.order.begin(), known.order.end(), suite) != known.order.end();
    });
    if (!open.empty() && !known.order_complete)
      hellos.push_back(hello_for(*version, facts, scope, std::move(open)).front());
  }
  if (!unknown.empty()) hellos.push_back(hello_for(*version, facts, scope, std::move(unknown)).front());
  return hellos;
}

std::vector<Hello> ask_preference(const Facts& facts, const Scope& scope) {
  const auto version = top_version(facts);
  if (!version || facts.version(*version).preference != Preference::Unknown || facts.version(*version).own_order)
    return {};
  std::vector<std::uint16_t> accepted = without_chacha(facts.version(*version).accepted_suites());
  std::stable_sort(accepted.begin(), accepted.end(),
                   [](std::uint16_t a, std::uint16_t b) { return is_weak(class_of(a)) < is_weak(class_of(b)); });
  if (accepted.size() < 2) return {};
  return {ordinary_hello(*version, scope.host, {accepted[0], accepted[1]}),
          ordinary_hello(*version, scope.host, {accepted[1], accepted[0]})};
}

/// Each class of Diffie-Hellman suites of which no prime was seen.
std::vector<Hello> dh_question(std::uint16_t version, const Facts& facts, const Scope& scope) {
  std::vector<Hello> hellos;
  for (const DhClass kind : kDhClasses) {
    // Each anonymous suite may have a prime of its own: too many questions.
    if (kind == DhClass::Anonymous) continue;
    for (Hello& hello : hello_for(version, facts, scope, dh_to_ask(facts, version, kind)))
      hellos.emplace_back(std::move(hello));
  }
  return hellos;
}

/// What there may be with ChaCha20 first and what the server would choose behind it; then, where ChaCha20 is that, the
/// other way round. Few suites, for as long as that is open they stay the same.
std::vector<HelloSpec> chacha_first(const VersionFacts& known, std::uint16_t version, const HelloSpec& spec) {
  if (!known.own_order || known.preference != Preference::Unknown) return {};
  std::vector<std::uint16_t> chacha;
  for (const std::uint16_t suite : suites_for(version, false)) {
    if (is_chacha(suite) && !known.suite(suite).no()) chacha.push_back(suite);
  }
  const std::vector<std::uint16_t> accepted = without_chacha(known.accepted_suites());
  if (chacha.empty() || accepted.empty()) return {};
  const auto gcm = std::find_if(accepted.begin(), accepted.end(), is_aes_gcm);
  const bool chacha_is_own = !known.order.empty() && is_chacha(known.order.front());
  std::vector<std::uint16_t> others;
  if (gcm != accepted.end()) others.push_back(*gcm);
  if (!known.order.empty() && !chacha_is_own && known.order.front() != (others.empty() ? 0 : others.front()))
    others.push_back(known.order.front());
  if (others.empty()) others.push_back(accepted.front());
  const auto hello = [&](std::vector<std::uint16_t> first, const std::vector<std::uint16_t>& behind) {
    HelloSpec asked = spec;
    asked.suites = std::move(first);
    asked.suites.insert(asked.suites.end(), behind.begin(), behind.end());
    return asked;
  };
  std::vector<HelloSpec> hellos = {hello(chacha, others)};
  if (chacha_is_own && gcm != accepted.end()) hellos.push_back(hello(others, chacha));
  return hellos;
}

std::vector<Hello> ask_chacha_first(const Facts& facts, const Scope& scope) {
  std::vector<Hello> hellos;
  if (const auto version = top_version(facts)) {
    for (HelloSpec& hello : chacha_first(facts.version(*version), *version, ordinary_hello(*version, scope.host, {})))
      hellos.emplace_back(std::move(hello));
  }
  const VersionFacts& tls13 = facts.version(Version::Tls13);
  for (HelloSpec& hello :
       chacha_first(tls13, number(Version::Tls13), tls13_hello(scope.host, {}, tls13.accepted_groups())))
    hellos.emplace_back(std::move(hello));
  return hellos;
}

std::vector<Hello> ask_dh_sizes(const Facts& facts, const Scope& scope) {
  const auto version = top_version(facts);
  // At full depth every suite is asked for by itself.
  return version && scope.depth != Depth::Full ? dh_question(*version, facts, scope) : std::vector<Hello>{};
}

std::vector<Hello> ask_old_dh_sizes(const Facts& facts, const Scope& scope) {
  std::vector<Hello> hellos;
  for (const auto& [version, known] : facts.versions) {
    const bool other = known.support.yes() && version < top_version(facts).value_or(0);
    if (!other || (scope.depth != Depth::Full && is_between(facts, version, number(Version::Tls12)))) continue;
    for (Hello& hello : dh_question(version, facts, scope)) hellos.emplace_back(std::move(hello));
  }
  return hellos;
}

std::vector<Hello> ask_old_weak_suites(const Facts& facts, const Scope& scope) {
  const auto version = oldest_version(facts);
  if (!version) return {};
  return hello_for(*version, facts, scope, unknown_classes(facts.version(*version), *version, true));
}

std::vector<Hello> ask_old_suites(const Facts& facts, const Scope& scope) {
  std::vector<Hello> hellos;
  for (const Version version : {Version::Tls11, Version::Tls10, Version::Ssl3}) {
    const VersionFacts& known = facts.version(version);
    if (!known.support.yes() || top_version(facts) == number(version)) continue;
    std::vector<std::uint16_t> unknown = unknown_suites(known, number(version), scope.depth);
    if (!unknown.empty()) hellos.push_back(hello_for(number(version), facts, scope, std::move(unknown)).front());
  }
  return hellos;
}

}  // namespace mailglass::probe
