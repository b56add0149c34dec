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

/// What has the same reason stands together: "one; another (the reason)".
std::vector<std::string> by_reason(const ordered_json& list, const NameOf& name, const NameOf& reason) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const ordered_json& item : list) {
    const std::string why = reason(item);
    const auto known = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == why; });
    append(known != all.end() ? known->second : all.emplace_back(why, "").second, name(item), "; ");
  }
  std::vector<std::string> rows;
  rows.reserve(all.size());
  for (auto& [why, names] : all) rows.push_back(names.append(" (").append(why).append(")"));
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
  place.row("Versions", names("yes"));
  place.row("  refused", names("no"));
  place.row("  not established", names("unknown"), Ink::Quiet);
}

struct Preference {
  std::string_view code, words;
};
constexpr std::array kPreferences{
    Preference{"server", "the server's order decides"},
    Preference{"client", "the sender's order decides"},
    Preference{"mixed", "sometimes the server's order decides, sometimes the sender's"},
};

/// The accepted suites, those whose place is known first and numbered.
std::vector<std::string> accepted_suites(const ordered_json& version) {
  const ordered_json& suites = member(version, "suites");
  std::vector<std::string> lines;
  std::vector<std::string> ids;
  for (const ordered_json& id : member(version, "order")) {
    for (const ordered_json& suite : suites) {
      if (member(suite, "id") != id) continue;
      ids.push_back(id.get<std::string>());
      lines.push_back(std::to_string(ids.size()) + ". " + named(suite));
    }
  }
  for (const ordered_json& suite : suites) {
    const bool ordered = std::find(ids.begin(), ids.end(), text_of_member(suite, "id")) != ids.end();
    if (member(suite, "support") == "yes" && !ordered) lines.push_back(named(suite));
  }
  return lines;
}

std::string order_words(const ordered_json& version) {
  std::string words;
  for (const Preference& preference : kPreferences) {
    if (member(version, "preference") == preference.code) words = preference.words;
  }
  if (!member(version, "order").empty() && !is_true(version, "order_complete"))
    append(words, "the order is known for the numbered ones");
  return words;
}

void write_suites(const ordered_json& exploration, const Place& place) {
  for (const ordered_json& version : member(exploration, "versions")) {
    const ordered_json& suites = member(version, "suites");
    const ordered_json& groups = member(version, "groups");
    if (member(version, "support") != "yes" || (suites.empty() && groups.empty())) continue;
    place.rows(text_of_member(version, "version") + " suites seen", accepted_suites(version));
    place.row("  order", order_words(version));
    const std::size_t refused = supported(suites, "no", named).size();
    if (refused > 0) place.row("  refused", count_text(refused, "other suite", "other suites"));
    place.row("  groups seen", joined(supported(groups, "yes", named)));
    place.row("  groups refused", joined(supported(groups, "no", named)));
  }
}

void write_weaknesses(const ordered_json& exploration, const Place& place) {
  if (member(exploration, "weaknesses").empty()) return;
  std::map<std::string, std::vector<std::string>> by_verdict;
  for (const ordered_json& weakness : member(exploration, "weaknesses")) {
    const std::string verdict = text_of_member(weakness, "verdict");
    std::string words = text_of_member(weakness, "title");
    if (verdict != "absent") append(words, text_of_member(weakness, "because"), ": ");
    if (verdict == "present") words += " (" + text_of_member(weakness, "reference") + ")";
    by_verdict[verdict].push_back(words);
  }
  const bool none = by_verdict["present"].empty();
  if (none) {
    place.row("Weaknesses", by_verdict["open"].empty() ? "none" : "none was found", Ink::Good);
  } else {
    place.rows("Weaknesses", by_verdict["present"], Ink::Warning);
  }
  place.row("  absent", joined(by_verdict["absent"], "; "));
  place.rows("  not established", by_verdict["open"], Ink::Quiet);
}

void write_dh(const ordered_json& exploration, const Place& place) {
  std::vector<std::string> primes;
  for (const ordered_json& dh : member(exploration, "dh")) {
    std::string words = text_of_member(dh, "bits") + " bits";
    if (!text_of_member(dh, "known_prime").empty()) append(words, text_of_member(dh, "known_prime"));
    primes.push_back(words + " (" + text_of_member(dh, "suite") + ")");
  }
  place.rows("Diffie-Hellman prime", primes);
}

void write_schemes(const ordered_json& exploration, const Place& place) {
  std::string names;
  for (const ordered_json& scheme : member(exploration, "signature_schemes")) append(names, named(scheme));
  place.row("Signs with", names);
}

struct Sni {
  std::string_view code, words;
};
constexpr std::array kSni{
    Sni{"none", "leaving it out makes no difference"},
    Sni{"other-certificate", "without it, another certificate is sent"},
    Sni{"refused", "without it, the handshake is refused"},
    Sni{"unknown", "not established what leaving it out changes"},
};
void write_sni(const ordered_json& exploration, const Place& place) {
  for (const Sni& row : kSni) {
    if (member(exploration, "sni") == row.code) place.row("Server name (SNI)", std::string(row.words));
  }
}

void write_properties(const ordered_json& exploration, const Place& place) {
  ordered_json others = ordered_json::array();
  for (const ordered_json& item : member(exploration, "properties")) {
    if (member(item, "code") != kSsl2) others.push_back(item);
  }
  const auto label = [](const ordered_json& item) { return text_of_member(item, "label"); };
  place.row("Properties: yes", joined(supported(others, "yes", label), "; "));
  place.row("  no", joined(supported(others, "no", label), "; "));
  place.row("  not established", joined(supported(others, "unknown", label), "; "), Ink::Quiet);
  ordered_json impossible = ordered_json::array();
  for (const ordered_json& item : others) {
    if (member(item, "support") == "not-applicable") impossible.push_back(item);
  }
  place.rows("  not applicable",
             by_reason(impossible, label, [](const auto& item) { return text_of_member(item, "why"); }), Ink::Quiet);
}

void write_sizes(const ordered_json& exploration, const Place& place) {
  const ordered_json& sizes = member(exploration, "sizes");
  const auto bytes = [](const ordered_json& item) { return text_of_member(item, "bytes"); };
  const auto in_bytes = [](const std::string& numbers) { return numbers.empty() ? numbers : numbers + " bytes"; };
  place.row("ClientHello sizes", in_bytes(joined(supported(sizes, "yes", bytes))));
  place.row("  not taken", in_bytes(joined(supported(sizes, "no", bytes))), Ink::Warning);
  place.row("  not established", in_bytes(joined(supported(sizes, "unknown", bytes))), Ink::Quiet);
}

void write_open(const ordered_json& exploration, const Place& place) {
  const auto what = [](const ordered_json& open) { return text_of_member(open, "what"); };
  const auto reason = [](const ordered_json& open) {
    std::string words = text_of_member(open, "reason");
    if (!member(open, "server_words").is_null())
      append(words, "the server said: " + text_of_member(open, "server_words"), "; ");
    return words;
  };
  place.rows("Not established", by_reason(member(exploration, "not_established"), what, reason), Ink::Quiet);
}

/// In the order shown.
constexpr std::array kSections{&write_versions, &write_suites,     &write_weaknesses, &write_dh,  &write_schemes,
                               &write_sni,      &write_properties, &write_sizes,      &write_open};

std::string budget_words(const ordered_json& exploration) {
  const ordered_json& budget = member(exploration, "budget");
  std::string words = "Explored at " + text_of_member(exploration, "depth") +
                      " depth: " + text_of_member(budget, "used") + " of " + text_of_member(budget, "allowed") +
                      " connections used";
  if (number_of_member(budget, "turned_away") > 0)
    words += ", " + text_of_member(budget, "turned_away") + " more brought no answer";
  if (number_of_member(budget, "lost") > 0) words += ", " + text_of_member(budget, "lost") + " more lost at the relay";
  const ordered_json& pace = member(exploration, "pace");
  if (is_true(pace, "slowed")) words += ", slowed to one every " + seconds_text(number_of_member(pace, "spacing_us"));
  return words + (is_true(exploration, "done") ? "." : "; it had not ended.") +
         " These facts are observed: each is one answer as it was delivered.";
}

}  // namespace

void write_exploration(const ordered_json& exploration, std::size_t indent, Paper& paper) {
  if (!exploration.is_object()) return;
  paper.text(indent, budget_words(exploration), Ink::Quiet);
  const Place place{indent, paper};
  for (const auto& section : kSections) section(exploration, place);
}

}  // namespace mailglass::cli
