#include "cli/not_asked.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "cli/text/members.h"
#include "cli/transport/one_family.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

using Place = std::pair<std::string, std::string>;  ///< host and address
using NotAsked = std::map<Place, std::string>;      ///< with the option

Place place_of(const ordered_json& object) {
  return {text_of_member(object, "host"), text_of_member(object, "address")};
}

ordered_json phrase(const char* id, ordered_json args) {
  return {{"phrase", id}, {"args", std::move(args)}};
}

bool is_phrase(const ordered_json& value, const char* id) {
  return member(value, "phrase") == id;
}

bool is_not_asked(const ordered_json& probe) {
  return member(probe, "end") == "no-route" && text_of_member(probe, "why").starts_with(kNotAsked);
}

/// By the connections that were not asked for, which are taken out of the count.
NotAsked find(ordered_json& report) {
  NotAsked found;
  std::uint64_t count = 0;
  for (const ordered_json& probe : member(report, "probes")) {
    if (!is_not_asked(probe)) continue;
    found.emplace(place_of(probe), text_of_member(probe, "why").substr(kNotAsked.size()));
    ++count;
  }
  if (count > 0) {
    ordered_json& connections = report.at("usage").at("connections");
    connections = connections.get<std::uint64_t>() - count;
  }
  return found;
}

/// Addresses without a way, of servers that were seen at another one.
struct Away {
  std::uint64_t all = 0, not_asked = 0;
};

Away tell_addresses(ordered_json& report, const NotAsked& not_asked) {
  Away away;
  for (ordered_json& server : report.at("servers")) {
    Away here;
    bool seen = false;
    for (ordered_json& address : server.at("addresses")) {
      const bool without_way = member(address, "outcome") == "no-route";
      seen = seen || !without_way;
      if (!without_way) continue;
      ++here.all;
      const auto found = not_asked.find({text_of_member(server, "host"), text_of_member(address, "address")});
      if (found == not_asked.end()) continue;
      ++here.not_asked;
      address["sentence"] = phrase("cli.address.not-asked", {{"option", found->second}});
    }
    if (!seen) continue;
    away.all += here.all;
    away.not_asked += here.not_asked;
  }
  return away;
}

/// The phrase with this message, wherever it stands within; null if it does not.
ordered_json* find_phrase(ordered_json& value, const char* id) {
  if (is_phrase(value, id)) return &value;
  if (!value.is_structured()) return nullptr;
  for (ordered_json& inner : value) {
    if (ordered_json* found = find_phrase(inner, id)) return found;
  }
  return nullptr;
}

ordered_json both(ordered_json first, ordered_json then) {
  return phrase("sentences", {{"first", std::move(first)}, {"then", std::move(then)}});
}

/// In the place of "could not be reached from where the check ran", as far as that is said of them.
void tell_verdict(ordered_json& sentence, const Away& away, ordered_json said) {
  ordered_json* unreached = find_phrase(sentence, "verdict.unseen.away");
  if (!unreached) {
    sentence = both(std::move(sentence), std::move(said));
  } else if (away.all == away.not_asked) {
    *unreached = std::move(said);
  } else {
    ordered_json rest = phrase("verdict.unseen.away", {{"n", away.all - away.not_asked}});
    *unreached = both(std::move(rest), std::move(said));
  }
}

}  // namespace

bool has_not_asked(const ordered_json& report) {
  const ordered_json& probes = member(report, "probes");
  return std::any_of(probes.begin(), probes.end(), is_not_asked);
}

void tell_not_asked(ordered_json& report) {
  const NotAsked not_asked = find(report);
  if (not_asked.empty()) return;
  const std::string option = not_asked.begin()->second;
  const Away away = tell_addresses(report, not_asked);
  tell_verdict(report.at("verdict").at("sentence"), away,
               phrase("cli.verdict.not-asked", {{"n", not_asked.size()}, {"option", option}}));
  ordered_json* others = find_phrase(report.at("axes").at("passive").at("sentence"), "passive.others-unreached");
  if (others && away.all == away.not_asked) *others = phrase("cli.passive.not-asked", ordered_json::object());
  for (ordered_json& open : report.at("not_established")) {
    const auto found = not_asked.find(place_of(member(open, "subject")));
    if (found != not_asked.end() && is_phrase(member(open, "why"), "end.no-route"))
      open["why"] = phrase("cli.address.not-asked", {{"option", found->second}});
  }
}

}  // namespace mailglass::cli
