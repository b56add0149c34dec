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
  std::string_view code, count, word, label;
  bool in_full;  ///< with what was seen, one row for each rule
  Ink ink;       ///< of a required rule
};
/// In the order shown.
constexpr std::array kStatuses{
    Status{"violated", "violated", "violated", "Violated", true, Ink::Bad},
    Status{"not-established", "not_established", "not established", "Not established", true, Ink::Quiet},
    Status{"met", "met", "met", "Met", false, Ink::Plain},
    Status{"not-applicable", "not_applicable", "not applicable", "Not applicable", true, Ink::Quiet},
};

/// The item of a list whose member has this value; null if there is none.
const ordered_json& item_with(const ordered_json& list, std::string_view key, const ordered_json& value) {
  for (const ordered_json& item : list) {
    if (member(item, key) == value) return item;
  }
  return member(list, "");
}

/// "TLS compression is off (section 3.3)"; what is no number is a member's name.
std::string rule_words(const ordered_json& rule, bool with_level) {
  const std::string section = text_of_member(rule, "section");
  const bool numbered = !section.empty() && std::isdigit(static_cast<unsigned char>(section.front())) != 0;
  return text_of_member(rule, "text") + " (" + (numbered ? "section " : "") + section +
         (with_level ? ", " + text_of_member(rule, "level") : "") + ")";
}

std::string counts_text(const ordered_json& judged) {
  std::string counts;
  for (const Status& status : kStatuses)
    append(counts, std::to_string(number_of_member(judged, status.count)) + " " + std::string(status.word));
  return counts;
}

void write_status(const Status& status, const ordered_json& judged, const ordered_json& lens, const Place& place) {
  std::string_view label = status.label;
  std::string met;
  for (const ordered_json& one : member(judged, "rules")) {
    if (member(one, "status") != status.code) continue;
    const ordered_json& rule = item_with(member(lens, "rules"), "code", member(one, "code"));
    if (!status.in_full) {
      append(met, rule_words(rule, false), "; ");
      continue;
    }
    std::string words = rule_words(rule, true);
    append(words, text_of_member(one, "why"), ": ");
    const bool advised = status.ink == Ink::Bad && member(rule, "level") == "recommended";
    place.row(label, words, advised ? Ink::Warning : status.ink);
    label = "";
  }
  place.row(label, met, status.ink);
}

std::string not_judged_words(const ordered_json& address) {
  return member(address, "exploration").is_null()
             ? "not judged, because nothing was explored here (there is no exploration at depth headline, nor where "
               "there is no TLS)."
             : "not judged, because the exploration had not ended.";
}

}  // namespace

const ordered_json& lens_in(const ordered_json& report, std::string_view code) {
  return item_with(member(report, "lenses"), "code", code);
}

void write_lens(const ordered_json& lens, std::size_t indent, Paper& paper) {
  if (lens.is_null()) return;
  paper.text(indent, "Each explored address is also judged by " + text_of_member(lens, "document") + ", edition " +
                         text_of_member(lens, "edition") + ": " + text_of_member(lens, "link"));
  paper.text(indent, "Rules about what cannot be seen from outside are left out. The exit code tells the verdict.",
             Ink::Quiet);
}

void write_judgements(const ordered_json& address, const ordered_json& lens, std::size_t indent, Paper& paper) {
  if (lens.is_null()) return;
  const ordered_json& judged = item_with(member(address, "lenses"), "lens", member(lens, "code"));
  const std::string title = "By " + text_of_member(lens, "title") + ": ";
  if (judged.is_null()) {
    paper.text(indent, title + not_judged_words(address), Ink::Quiet);
    return;
  }
  paper.text(indent, title + counts_text(judged) + ".", Ink::Strong);
  for (const Status& status : kStatuses) write_status(status, judged, lens, {indent, paper});
}

}  // namespace mailglass::cli
