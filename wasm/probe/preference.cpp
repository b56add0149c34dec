// Whose order decides, and the server's order.

#include <algorithm>

#include "probe/derivation.h"
#include "probe/offers.h"

namespace mailglass::probe {
namespace {

struct Pick {
  const Observation* observation;
  const std::vector<std::uint16_t>* offered;
  std::uint16_t suite;
};

std::ptrdiff_t place_of(const std::vector<std::uint16_t>& list, std::uint16_t suite) {
  const auto found = std::find(list.begin(), list.end(), suite);
  return found == list.end() ? -1 : found - list.begin();
}

/// There may be something to choose beside suites with ChaCha20.
bool offers_another(const Offered& offered, std::uint16_t version, const VersionFacts& known) {
  return std::any_of(offered.suites.begin(), offered.suites.end(), [&](std::uint16_t suite) {
    return !is_chacha(suite) && usable_in(suite, version) && !known.suite(suite).no();
  });
}

/// Choices in this version between suites only. Where ChaCha20 stands first, servers with their own order may follow
/// the client for once (OpenSSL's SSL_OP_PRIORITIZE_CHACHA, Go), so such choices are looked at by themselves.
std::vector<Pick> picks_in(const Reading& reading, std::uint16_t version, const VersionFacts& known,
                           bool wanted_chacha) {
  std::vector<Pick> picks;
  for (const Observation& o : reading.all()) {
    const auto choice = choice_of(o.answer);
    if (!choice || choice->version != version || o.offered.suites.empty() || !reading.counts(o)) continue;
    const bool led_by_chacha = is_chacha(o.offered.suites.front()) && offers_another(o.offered, version, known);
    if (led_by_chacha == wanted_chacha && is_ordinary(o.offered, version))
      picks.push_back({&o, &o.offered.suites, choice->suite});
  }
  return picks;
}

/// Two choices that differ although both suites were offered both times: the order offered decided.
void find_client_preference(const std::vector<Pick>& picks, VersionFacts& facts) {
  for (const Pick& first : picks) {
    for (const Pick& second : picks) {
      if (first.suite == second.suite || is_chacha(first.suite) || is_chacha(second.suite)) continue;
      const auto first_in_second = place_of(*second.offered, first.suite);
      if (first_in_second < 0 || place_of(*second.offered, second.suite) > first_in_second) continue;
      if (place_of(*first.offered, second.suite) > place_of(*first.offered, first.suite)) {
        facts.preference = Preference::Client;
        facts.preference_evidence = {evidence_of(*first.observation), evidence_of(*second.observation)};
        return;
      }
    }
  }
}

/// A choice that passes over a suite which stood earlier and is accepted. Weak suites do not count as passed over: some
/// servers that follow their client take those only when there is nothing else (Java's legacy suites).
void find_server_preference(const std::vector<Pick>& picks, VersionFacts& facts) {
  for (const Pick& pick : picks) {
    if (is_chacha(pick.suite)) continue;
    for (const std::uint16_t passed : *pick.offered) {
      if (passed == pick.suite) break;
      const Known known = facts.suite(passed);
      if (!known.yes() || is_chacha(passed) || is_weak(class_of(passed))) continue;
      if (facts.preference == Preference::Client) {
        facts.preference = Preference::Mixed;
        facts.preference_evidence.push_back(evidence_of(*pick.observation));
      } else {
        facts.preference = Preference::Server;
        facts.preference_evidence = {evidence_of(*pick.observation), known.evidence};
      }
      return;
    }
  }
}

/// The next in order is the one chosen when everything that may come after it was offered too.
void find_order(const std::vector<Pick>& picks, std::uint16_t version, VersionFacts& facts) {
  std::vector<std::uint16_t> remaining;
  for (const std::uint16_t suite : suites_for(version, false)) {
    if (!facts.suite(suite).no()) remaining.push_back(suite);
  }
  for (const std::uint16_t suite : facts.accepted_suites()) {
    if (place_of(remaining, suite) < 0) remaining.push_back(suite);
  }
  if (!facts.own_order && remaining.size() != 1) return;
  while (!remaining.empty()) {
    const auto next = std::find_if(picks.begin(), picks.end(), [&](const Pick& pick) {
      return place_of(remaining, pick.suite) >= 0 &&
             std::all_of(remaining.begin(), remaining.end(),
                         [&](std::uint16_t suite) { return place_of(*pick.offered, suite) >= 0; });
    });
    if (next == picks.end()) return;
    facts.order.push_back(next->suite);
    std::erase(remaining, next->suite);
  }
  facts.order_complete = true;
}

/// A server with an order of its own is one throughout when it keeps to it before a client that has ChaCha20 first,
/// too. Where that was not tried, who decides stays open.
void look_for_exception(const std::vector<Pick>& picks, const std::vector<Pick>& led_by_chacha, std::uint16_t version,
                        VersionFacts& facts) {
  const auto& all = suites_for(version, false);
  // There is nothing to make an exception for.
  bool tried =
      std::all_of(all.begin(), all.end(), [&](std::uint16_t s) { return !is_chacha(s) || facts.suite(s).no(); });
  // Nor is it the server's own choice if it goes first only before clients that do not have AES-GCM first.
  const bool chosen_before_gcm =
      std::all_of(all.begin(), all.end(), [&](std::uint16_t s) { return !is_aes_gcm(s) || facts.suite(s).no(); }) ||
      std::any_of(picks.begin(), picks.end(), [&](const Pick& pick) {
        const std::uint16_t first = pick.offered->front();
        return is_chacha(pick.suite) && is_aes_gcm(first) && facts.suite(first).yes();
      });
  for (const Pick& pick : led_by_chacha) {
    const bool follows = is_chacha(pick.suite);
    // It passes over the same suite elsewhere, for one that was offered here as well.
    const auto passed = std::find_if(picks.begin(), picks.end(), [&](const Pick& other) {
      return other.suite != pick.suite && place_of(*other.offered, pick.suite) >= 0 &&
             place_of(*pick.offered, other.suite) >= 0;
    });
    if (follows && passed != picks.end()) {
      facts.preference = Preference::Mixed;
      facts.preference_evidence = {evidence_of(*pick.observation), evidence_of(*passed->observation)};
      return;
    }
    // Where ChaCha20 is the server's own first choice there is no exception to be seen, nor one that matters.
    const bool own_first = !facts.order.empty() && facts.order.front() == pick.suite && chosen_before_gcm;
    // What it does not take in this version it does not pass over; and who looks at the client's first suite does not
    // see one behind others.
    const auto others = std::find_if_not(pick.offered->begin(), pick.offered->end(), is_chacha);
    const bool keeps_to_its_own = !follows && std::any_of(pick.offered->begin(), others, [&](std::uint16_t suite) {
      return facts.suite(suite).yes();
    });
    tried = tried || keeps_to_its_own || own_first;
  }
  if (!tried) facts.preference = Preference::Unknown;
}

}  // namespace

void derive_preference(const Reading& reading, Asking asking, Facts& facts) {
  for (auto& [version, known] : facts.versions) {
    if (!known.support.yes()) continue;
    const std::vector<Pick> picks = picks_in(reading, version, known, false);
    find_client_preference(picks, known);
    find_server_preference(picks, known);
    known.own_order = known.preference == Preference::Server;
    find_order(picks, version, known);
    if (known.own_order && asking.edition != Edition::First)
      look_for_exception(picks, picks_in(reading, version, known, true), version, known);
  }
}

}  // namespace mailglass::probe
