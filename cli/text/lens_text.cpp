#include "cli/text/lens_text.h"

#include <array>
#include <cctype>
#include <string>

#include "cli/text/members.h"
#include "cli/text/place.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

struct Status {
  std::string_view code, count, label;
  bool in_full;  ///< with what was seen, one row for each rule
  Ink ink;       ///< of a required rule
};
/// In the order shown.
constexpr std::array kStatuses{
    Status{"violated", "violated", "violated", true, Ink::Bad},
    Status{"not-established", "not_established", "rules-open", true, Ink::Quiet},
    Status{"met", "met", "met", false, Ink::Plain},
    Status{"not-applicable", "not_applicable", "rules-not-applicable", true, Ink::Quiet},
};

/// The item of a list whose member has this value; null if there is none.
const ordered_json& item_with(const ordered_json& list, std::string_view key, const ordered_json& value) {
  for (const ordered_json& item : list) {
    if (member(item, key) == value) return item;
  }
  return member(list, "");
}

/// "TLS compression is off (section 3.3)"; what is no number is a member's name.
std::string rule_words(const ordered_json& rule, bool with_level, const Words& words) {
  const std::string section = text_of_member(rule, "section");
  const bool numbered = !section.empty() && std::isdigit(static_cast<unsigned char>(section.front())) != 0;
  const std::string id =
      std::string("cli.lens.rule").append(numbered ? "-section" : "").append(with_level ? "-level" : "");
  return words.say(
      id, {{"rule", text_of_member(rule, "text")}, {"section", section}, {"level", text_of_member(rule, "level")}});
}

std::string counts_text(const ordered_json& judged, const std::string& lens, const Words& words) {
  const auto count = [&](const char* name) { return static_cast<std::int64_t>(number_of_member(judged, name)); };
  return words.say("cli.lens.counts", {{"lens", lens},
                                       {"violated", count("violated")},
                                       {"open", count("not_established")},
                                       {"met", count("met")},
                                       {"left", count("not_applicable")}});
}

void write_status(const Status& status, const ordered_json& judged, const ordered_json& lens, const Place& place) {
  const Words& words = place.words();
  std::string label = place.label(status.label);
  std::string met;
  for (const ordered_json& one : member(judged, "rules")) {
    if (member(one, "status") != status.code) continue;
    const ordered_json& rule = item_with(member(lens, "rules"), "code", member(one, "code"));
    if (!status.in_full) {
      const std::string next = rule_words(rule, false, words);
      met = met.empty() ? next : words.say("clauses", {{"first", std::move(met)}, {"then", next}});
      continue;
    }
    const bool advised = status.ink == Ink::Bad && member(rule, "level") == "recommended";
    place.row(
        label,
        words.say("cli.lens.judged", {{"rule", rule_words(rule, true, words)}, {"why", text_of_member(one, "why")}}),
        advised ? Ink::Warning : status.ink);
    label.clear();
  }
  place.row(label, met, status.ink);
}

}  // namespace

const ordered_json& lens_in(const ordered_json& report, std::string_view code) {
  return item_with(member(report, "lenses"), "code", code);
}

void write_lens(const ordered_json& lens, std::size_t indent, Paper& paper) {
  if (lens.is_null()) return;
  paper.text(indent, paper.words().say("cli.lens", {{"document", text_of_member(lens, "document")},
                                                    {"edition", text_of_member(lens, "edition")},
                                                    {"link", text_of_member(lens, "link")}}));
  paper.text(indent, paper.words().say("cli.lens.about"), Ink::Quiet);
}

void write_judgements(const ordered_json& address, const ordered_json& lens, std::size_t indent, Paper& paper) {
  if (lens.is_null()) return;
  const ordered_json& judged = item_with(member(address, "lenses"), "lens", member(lens, "code"));
  const std::string title = text_of_member(lens, "title");
  if (judged.is_null()) {
    const bool unexplored = member(address, "exploration").is_null();
    paper.text(indent,
               paper.words().say(unexplored ? "cli.lens.not-explored" : "cli.lens.not-ended", {{"lens", title}}),
               Ink::Quiet);
    return;
  }
  paper.text(indent, counts_text(judged, title, paper.words()), Ink::Strong);
  for (const Status& status : kStatuses) write_status(status, judged, lens, {indent, paper});
}

}  // namespace mailglass::cli
