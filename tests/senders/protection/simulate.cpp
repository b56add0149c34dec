// JSON in: [{ domain, attack }]; JSON out: for each, { profile: { result, proof, why, server, to_attacker } }.
// A domain: { policy, servers: [{ preference, name_from, tlsa, in_policy, certificate: { chain, host, domain, policy },
// addresses: [meets] }] }.

#include "senders/simulation.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

using namespace mailglass::senders;
using nlohmann::json;

namespace {

/// In the order of the enumerators.
constexpr std::array kMeets{"unknown", "encryption",       "no-offer", "refused-for-now",
                            "refused", "failed-handshake", "nothing"};
constexpr std::array kKnown{"unknown", "no", "yes"};
constexpr std::array kNameFrom{"unknown", "signed", "unsigned"};
constexpr std::array kTlsa{"unknown", "insecure", "none", "matches", "mismatches", "unusable", "lookup-failed"};
constexpr std::array kPolicies{"unknown", "none", "testing", "enforce", "unreachable"};

template <class Enum, class Words>
Enum of(const Words& words, const json& value) {
  const auto word = value.get<std::string>();
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) throw std::invalid_argument("no such word: " + word);
  return static_cast<Enum>(found - words.begin());
}

Server server_of(const json& value) {
  const json& certificate = value.at("certificate");
  Server server{.preference = value.at("preference").get<unsigned>(),
                .name_from = of<NameFrom>(kNameFrom, value.at("name_from")),
                .tlsa = of<Tlsa>(kTlsa, value.at("tlsa")),
                .in_policy = of<Known>(kKnown, value.at("in_policy")),
                .certificate = {.chain = of<Known>(kKnown, certificate.at("chain")),
                                .host = of<Known>(kKnown, certificate.at("host")),
                                .domain = of<Known>(kKnown, certificate.at("domain")),
                                .policy = of<Known>(kKnown, certificate.at("policy"))},
                .addresses = {}};
  for (const json& meets : value.at("addresses")) server.addresses.emplace_back().meets.fill(of<Meets>(kMeets, meets));
  return server;
}

json outcomes(const json& asked) {
  Domain domain{.policy = of<Policy>(kPolicies, asked.at("domain").at("policy")), .servers = {}};
  for (const json& server : asked.at("domain").at("servers")) domain.servers.push_back(server_of(server));
  const auto code = asked.at("attack").get<std::string>();
  const auto* made =
      std::find_if(kAttacks.begin(), kAttacks.end(), [&](const Attack& one) { return one.code == code; });
  if (made == kAttacks.end()) throw std::invalid_argument("no such attack: " + code);
  json all = json::object();
  for (const Profile& profile : profiles()) {
    const Outcome outcome = simulate(profile, domain, *made);
    all[std::string(profile.code)] = {{"result", to_string(outcome.result)},
                                      {"proof", to_string(outcome.proof)},
                                      {"why", to_string(outcome.why)},
                                      {"server", outcome.server ? json(*outcome.server) : json()},
                                      {"to_attacker", outcome.to_attacker}};
  }
  return all;
}

}  // namespace

int main() {
  try {
    json all = json::array();
    for (const json& asked : json::parse(std::cin)) all.push_back(outcomes(asked));
    std::cout << all << "\n";
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return EXIT_FAILURE;
  }
}
