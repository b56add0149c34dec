// Questions about TLS 1.3. One HelloRetryRequest names a suite and a group, so suites and groups are asked for together
// while both are open.

#include <algorithm>
#include <set>

#include "probe/hellos.h"
#include "probe/offers.h"
#include "probe/questions.h"

namespace mailglass::probe {
namespace {

using tls::Version;

const VersionFacts& tls13(const Facts& facts) {
  return facts.version(Version::Tls13);
}

bool is_rare(std::uint16_t id) {
  const tls::CipherSuite* suite = tls::find_cipher_suite(id);
  const bool aes = suite->cipher == tls::BulkCipher::Aes128 || suite->cipher == tls::BulkCipher::Aes256;
  return !(aes && suite->mode == tls::CipherMode::Gcm) && suite->cipher != tls::BulkCipher::ChaCha20;
}

std::vector<std::uint16_t> unknown_suites(const Facts& facts) {
  std::vector<std::uint16_t> suites = suites_for(number(Version::Tls13), false);
  std::erase_if(suites, [&](std::uint16_t s) { return !tls13(facts).suite(s).unknown(); });
  // AES-GCM and ChaCha20 first: hardly a server has another one.
  std::stable_partition(suites.begin(), suites.end(), [](std::uint16_t s) { return !is_rare(s); });
  return suites;
}

template <class Wanted>
std::vector<std::uint16_t> unknown_groups(const Facts& facts, Wanted&& wanted) {
  std::vector<std::uint16_t> groups;
  for (const std::uint16_t group : groups_tls13()) {
    if (tls13(facts).group(group).unknown() && wanted(group_class_of(group))) groups.push_back(group);
  }
  return groups;
}

std::set<GroupClass> accepted_classes(const Facts& facts) {
  std::set<GroupClass> classes;
  for (const std::uint16_t group : tls13(facts).accepted_groups()) classes.insert(group_class_of(group));
  return classes;
}

/// Suites by themselves and groups by themselves, each beside something known to be accepted.
void add_separately(std::vector<Hello>& hellos, const Facts& facts, const Scope& scope,
                    const std::vector<std::uint16_t>& suites, const std::vector<std::uint16_t>& groups) {
  const std::vector<std::uint16_t> good_suites = tls13(facts).accepted_suites(),
                                   good_groups = tls13(facts).accepted_groups();
  if (!suites.empty() && !good_groups.empty()) hellos.emplace_back(tls13_hello(scope.host, suites, good_groups));
  if (!groups.empty() && !good_suites.empty()) hellos.emplace_back(tls13_hello(scope.host, good_suites, groups));
}

}  // namespace

std::vector<Hello> ask_tls13(const Facts& facts, const Scope& scope) {
  const Known support = tls13(facts).support;
  if (support.no()) return {};
  if (support.unknown()) {
    std::vector<Hello> hellos = {tls13_hello(scope.host, suites_for(number(Version::Tls13), false),
                                             {groups_tls13().begin(), groups_tls13().end()})};
    // As most clients say it, for servers that close: a second hello tells whether that is how they refuse.
    if (scope.edition != Edition::First && tls13(facts).closes)
      hellos.emplace_back(tls13_hello(scope.host, {0x1301, 0x1302, 0x1303}, {0x001d, 0x0017, 0x0018}));
    return hellos;
  }
  std::vector<std::uint16_t> suites = unknown_suites(facts);
  if (std::all_of(suites.begin(), suites.end(), is_rare)) suites.clear();
  const std::set<GroupClass> accepted = accepted_classes(facts);
  const std::vector<std::uint16_t> groups =
      unknown_groups(facts, [&](GroupClass kind) { return !accepted.contains(kind); });
  std::vector<Hello> hellos;
  if (!suites.empty() && !groups.empty()) hellos.emplace_back(tls13_hello(scope.host, suites, groups));
  add_separately(hellos, facts, scope, suites, groups);
  return hellos;
}

std::vector<Hello> ask_post_quantum(const Facts& facts, const Scope& scope) {
  if (!tls13(facts).support.yes() || !accepted_classes(facts).contains(GroupClass::PostQuantum)) return {};
  std::vector<Hello> hellos;
  add_separately(hellos, facts, scope, {},
                 unknown_groups(facts, [](GroupClass kind) { return kind == GroupClass::PostQuantum; }));
  return hellos;
}

std::vector<Hello> ask_every_tls13_suite(const Facts& facts, const Scope& scope) {
  if (!tls13(facts).support.yes()) return {};
  std::vector<Hello> hellos;
  add_separately(hellos, facts, scope, unknown_suites(facts), {});
  return hellos;
}

std::vector<Hello> ask_every_tls13_group(const Facts& facts, const Scope& scope) {
  if (!tls13(facts).support.yes()) return {};
  std::vector<Hello> hellos;
  add_separately(hellos, facts, scope, {}, unknown_groups(facts, [](GroupClass) { return true; }));
  return hellos;
}

std::vector<Hello> ask_tls13_order(const Facts& facts, const Scope& scope) {
  const VersionFacts& known = tls13(facts);
  const std::vector<std::uint16_t> groups = known.accepted_groups();
  if (!known.support.yes() || groups.empty()) return {};
  std::vector<Hello> hellos;
  std::vector<std::uint16_t> accepted = known.accepted_suites();
  if (known.preference == Preference::Unknown && !known.own_order) {
    std::erase_if(accepted, is_chacha);
    if (accepted.size() < 2) return {};
    hellos.emplace_back(tls13_hello(scope.host, {accepted[0], accepted[1]}, groups));
    hellos.emplace_back(tls13_hello(scope.host, {accepted[1], accepted[0]}, groups));
  } else if (known.own_order && !known.order_complete) {
    std::erase_if(accepted, [&](std::uint16_t s) {
      return std::find(known.order.begin(), known.order.end(), s) != known.order.end();
    });
    std::stable_partition(accepted.begin(), accepted.end(), [](std::uint16_t s) { return !is_chacha(s); });
    if (!accepted.empty()) hellos.emplace_back(tls13_hello(scope.host, accepted, groups));
  }
  return hellos;
}

}  // namespace mailglass::probe
