#include "cli/text/exploration_text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/text/members.h"
#include "cli/text/place.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;
using NameOf = std::function<std::string(const ordered_json&)>;

std::string named(const ordered_json& item) {
  return text_of_member(item, "name");
}

/// The names of what has this support: "yes", "no" or "unknown".
std::vector<std::string> supported(const ordered_json& list, std::string_view support, const NameOf& name) {
  std::vector<std::string> names;
  for (const ordered_json& item : list) {
    if (member(item, "support") == support) names.push_back(name(item));
  }
  return names;
}

std::string joined(const std::vector<std::string>& names, std::string_view separator = ", ") {
  std::string all;
  for (const std::string& name : names) append(all, name, separator);
  return all;
}

/// Parts of a line, set apart as the language does it.
std::string clauses(const std::vector<std::string>& parts, const Words& words) {
  std::string all;
  for (const std::string& part : parts)
    all = all.empty() ? part : words.say("clauses", {{"first", std::move(all)}, {"then", part}});
  return all;
}

/// What has the same reason stands together: "one; another (the reason)".
std::vector<std::string> by_reason(const ordered_json& list, const NameOf& name, const NameOf& reason,
                                   const Words& words) {
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  for (const ordered_json& item : list) {
    const std::string why = reason(item);
    const auto known = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == why; });
    (known != all.end() ? known->second : all.emplace_back(why, std::vector<std::string>()).second)
        .push_back(name(item));
  }
  std::vector<std::string> rows;
  rows.reserve(all.size());
  for (const auto& [why, names] : all)
    rows.push_back(words.say("cli.with-reason", {{"what", clauses(names, words)}, {"why", why}}));
  return rows;
}

const ordered_json& property(const ordered_json& exploration, std::string_view code) {
  for (const ordered_json& item : member(exploration, "properties")) {
    if (member(item, "code") == code) return item;
  }
  return member(exploration, "");
}

constexpr std::string_view kSsl2 = "ssl2";  // a property in the report; a version to a reader

void write_versions(const ordered_json& exploration, const Place& place) {
  const auto version = [](const ordered_json& item) { return text_of_member(item, "version"); };
  const auto names = [&](std::string_view support) {
    std::string all = joined(supported(member(exploration, "versions"), support, version));
    const ordered_json& ssl2 = property(exploration, kSsl2);
    if (member(ssl2, "support") == support) append(all, text_of_member(ssl2, "label"));
    return all;
  };
  place.row(place.label("versions"), names("yes"));
  place.row(place.detail("refused"), names("no"));
  place.row(place.detail("not-established"), names("unknown"), Ink::Quiet);
}

/// The accepted suites, those whose place is known first and numbered.
std::vector<std::string> accepted_suites(const ordered_json& version, const Words& words) {
  const ordered_json& suites = member(version, "suites");
  std::vector<std::string> lines;
  std::vector<std::string> ids;
  for (const ordered_json& id : member(version, "order")) {
    for (const ordered_json& suite : suites) {
      if (member(suite, "id") != id) continue;
      ids.push_back(id.get<std::string>());
      lines.push_back(words.say("cli.place", {{"place", std::to_string(ids.size())}, {"name", named(suite)}}));
    }
  }
  for (const ordered_json& suite : suites) {
    const bool ordered = std::find(ids.begin(), ids.end(), text_of_member(suite, "id")) != ids.end();
    if (member(suite, "support") == "yes" && !ordered) lines.push_back(named(suite));
  }
  return lines;
}

std::string order_words(const ordered_json& version, const Words& words) {
  std::string said;
  if (const std::string preference = text_of_member(version, "preference");
      preference == "server" || preference == "client" || preference == "mixed")
    said = words.say("cli.order." + preference);
  if (!member(version, "order").empty() && !is_true(version, "order_complete"))
    append(said, words.say("cli.order.partly"));
  return said;
}

void write_suites(const ordered_json& exploration, const Place& place) {
  for (const ordered_json& version : member(exploration, "versions")) {
    const ordered_json& suites = member(version, "suites");
    const ordered_json& groups = member(version, "groups");
    if (member(version, "support") != "yes" || (suites.empty() && groups.empty())) continue;
    const Words& words = place.words();
    place.rows(words.say("cli.label.suites", {{"version", text_of_member(version, "version")}}),
               accepted_suites(version, words));
    place.row(place.detail("order"), order_words(version, words));
    const std::size_t refused = supported(suites, "no", named).size();
    if (refused > 0)
      place.row(place.detail("refused"), words.say("cli.suites-refused", {{"n", static_cast<std::int64_t>(refused)}}));
    place.row(place.detail("groups"), joined(supported(groups, "yes", named)));
    place.row(place.detail("groups-refused"), joined(supported(groups, "no", named)));
  }
}

/// A common prime within reach is a small one as well: one prime is told once, as it counts once.
bool is_told_already(const ordered_json& weakness, const ordered_json& all) {
  return member(weakness, "code") == "tls.dh.common" &&
         std::any_of(all.begin(), all.end(), [&](const ordered_json& other) {
           return member(other, "code") == "tls.dh.small" && member(other, "verdict") == member(weakness, "verdict");
         });
}

void write_weaknesses(const ordered_json& exploration, const Place& place) {
  if (member(exploration, "weaknesses").empty()) return;
  const Words& words = place.words();
  std::map<std::string, std::vector<std::string>> by_verdict;
  for (const ordered_json& weakness : member(exploration, "weaknesses")) {
    if (is_told_already(weakness, member(exploration, "weaknesses"))) continue;
    const std::string verdict = text_of_member(weakness, "verdict");
    const std::string title = text_of_member(weakness, "title"), because = text_of_member(weakness, "because");
    by_verdict[verdict].push_back(
        verdict == "present"
            ? words.say("cli.weakness-cited",
                        {{"title", title}, {"because", because}, {"reference", text_of_member(weakness, "reference")}})
        : verdict == "absent" || because.empty() ? title
                                                 : words.say("cli.weakness", {{"title", title}, {"because", because}}));
  }
  const bool none = by_verdict["present"].empty();
  if (none) {
    place.row(place.label("weaknesses"),
              words.say(by_verdict["open"].empty() ? "cli.weaknesses.none" : "cli.weaknesses.none-found"), Ink::Good);
  } else {
    place.rows(place.label("weaknesses"), by_verdict["present"], Ink::Warning);
  }
  place.row(place.detail("absent"), clauses(by_verdict["absent"], words));
  place.rows(place.detail("not-established"), by_verdict["open"], Ink::Quiet);
}

void write_dh(const ordered_json& exploration, const Place& place) {
  std::vector<std::string> primes;
  for (const ordered_json& dh : member(exploration, "dh")) {
    const std::string prime = text_of_member(dh, "known_prime");
    primes.push_back(place.words().say(
        prime.empty() ? "cli.dh" : "cli.dh-known",
        {{"bits", text_of_member(dh, "bits")}, {"prime", prime}, {"suite", text_of_member(dh, "suite")}}));
  }
  place.rows(place.label("dh"), primes);
}

void write_schemes(const ordered_json& exploration, const Place& place) {
  std::string names;
  for (const ordered_json& scheme : member(exploration, "signature_schemes")) append(names, named(scheme));
  place.row(place.label("schemes"), names);
}

void write_sni(const ordered_json& exploration, const Place& place) {
  if (const std::string sni = text_of_member(exploration, "sni"); !sni.empty())
    place.row(place.label("sni"), place.words().say("cli.sni." + sni));
}

void write_properties(const ordered_json& exploration, const Place& place) {
  ordered_json others = ordered_json::array();
  for (const ordered_json& item : member(exploration, "properties")) {
    if (member(item, "code") != kSsl2) others.push_back(item);
  }
  const auto label = [](const ordered_json& item) { return text_of_member(item, "label"); };
  const Words& words = place.words();
  place.row(place.label("properties"), clauses(supported(others, "yes", label), words));
  place.row(place.detail("properties-no"), clauses(supported(others, "no", label), words));
  place.row(place.detail("not-established"), clauses(supported(others, "unknown", label), words), Ink::Quiet);
  ordered_json impossible = ordered_json::array();
  for (const ordered_json& item : others) {
    if (member(item, "support") == "not-applicable") impossible.push_back(item);
  }
  place.rows(place.detail("not-applicable"),
             by_reason(
                 impossible, label, [](const auto& item) { return text_of_member(item, "why"); }, words),
             Ink::Quiet);
}

void write_sizes(const ordered_json& exploration, const Place& place) {
  const ordered_json& sizes = member(exploration, "sizes");
  const auto bytes = [](const ordered_json& item) { return text_of_member(item, "bytes"); };
  const auto in_bytes = [&](const std::string& numbers) {
    return numbers.empty() ? numbers : place.words().say("cli.bytes", {{"sizes", numbers}});
  };
  place.row(place.label("sizes"), in_bytes(joined(supported(sizes, "yes", bytes))));
  place.row(place.detail("not-taken"), in_bytes(joined(supported(sizes, "no", bytes))), Ink::Warning);
  place.row(place.detail("not-established"), in_bytes(joined(supported(sizes, "unknown", bytes))), Ink::Quiet);
}

void write_open(const ordered_json& exploration, const Place& place) {
  const auto what = [](const ordered_json& open) { return text_of_member(open, "what"); };
  const Words& words = place.words();
  const auto reason = [&](const ordered_json& open) {
    std::string said = text_of_member(open, "reason");
    if (member(open, "server_words").is_null()) return said;
    return words.say(
        "sentences",
        {{"first", said}, {"then", words.say("cli.server-said", {{"words", text_of_member(open, "server_words")}})}});
  };
  place.rows(place.label("open"), by_reason(member(exploration, "not_established"), what, reason, words), Ink::Quiet);
}

/// In the order shown.
constexpr std::array kSections{&write_versions, &write_suites,     &write_weaknesses, &write_dh,  &write_schemes,
                               &write_sni,      &write_properties, &write_sizes,      &write_open};

std::string budget_words(const ordered_json& exploration, const Words& words) {
  const ordered_json& budget = member(exploration, "budget");
  const auto number = [&](const char* name) { return static_cast<std::int64_t>(number_of_member(budget, name)); };
  std::string said = words.say("cli.explored", {{"depth", text_of_member(exploration, "depth")},
                                                {"n", number("used")},
                                                {"allowed", text_of_member(budget, "allowed")}});
  const auto then = [&](const std::string& sentence) {
    said = words.say("sentences", {{"first", std::move(said)}, {"then", sentence}});
  };
  if (number("turned_away") > 0) then(words.say("cli.explored.turned-away", {{"n", number("turned_away")}}));
  if (number("lost") > 0) then(words.say("cli.explored.lost", {{"n", number("lost")}}));
  const ordered_json& pace = member(exploration, "pace");
  if (is_true(pace, "slowed"))
    then(words.say("cli.explored.slowed", {{"time", seconds_text(number_of_member(pace, "spacing_us"), words)}}));
  if (!is_true(exploration, "done")) then(words.say("cli.explored.unfinished"));
  then(words.say("cli.explored.observed"));
  return said;
}

}  // namespace

void write_exploration(const ordered_json& exploration, std::size_t indent, Paper& paper) {
  if (!exploration.is_object()) return;
  paper.text(indent, budget_words(exploration, paper.words()), Ink::Quiet);
  const Place place{indent, paper};
  for (const auto& section : kSections) section(exploration, place);
}

}  // namespace mailglass::cli
