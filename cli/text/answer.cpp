#include "cli/text/answer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/text/members.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

/// What decides the answer's words: the first row whose reason (empty: any) and word (empty: any) are the report's.
struct AnswerRow {
  std::string_view because, word, id;
  Ink ink;
};
constexpr std::array kAnswers{
    AnswerRow{"no-domain", "", "answer.no-domain.word", Ink::Warning},
    AnswerRow{"null-mx", "", "answer.takes-none.word", Ink::Warning},
    AnswerRow{"no-mail", "", "answer.takes-none.word", Ink::Warning},
    AnswerRow{"session-failed", "", "cli.not-carried-out", Ink::Warning},
    AnswerRow{"relay-without-dns", "", "cli.not-carried-out", Ink::Warning},
    AnswerRow{"relay-without-port25", "", "cli.not-carried-out", Ink::Warning},
    AnswerRow{"", "yes", "answer.interference.word", Ink::Good},
    AnswerRow{"", "partly", "answer.partly.word", Ink::Warning},
    AnswerRow{"", "no", "answer.no.word", Ink::Bad},
    AnswerRow{"", "", "answer.unknown.word", Ink::Warning},
};
constexpr AnswerRow kHolds{"", "yes", "answer.holds.word", Ink::Good};
constexpr AnswerRow kTakesNone{"", "", "answer.takes-none.word", Ink::Warning};

/// Reasons behind which there is nothing that an answer could promise.
constexpr std::array<std::string_view, 7> kWithoutLimits{
    "no-domain", "null-mx", "no-mail", "session-failed", "dns-failed", "relay-without-dns", "relay-without-port25"};

bool is_protected(const ordered_json& report, std::string_view axis) {
  return member(member(member(report, "axes"), axis), "state") == "protected";
}

const AnswerRow& row_of(const ordered_json& report) {
  const ordered_json& verdict = member(report, "verdict");
  const std::string because = text_of_member(verdict, "because"), word = text_of_member(verdict, "word");
  const ordered_json& aliases = member(member(report, "routing"), "aliases");
  // An alias that leads nowhere is a domain all the same.
  if (because == "no-domain" && !aliases.empty()) return kTakesNone;
  if (word == "yes" && is_protected(report, "passive") && is_protected(report, "active")) return kHolds;
  return *std::find_if(kAnswers.begin(), kAnswers.end(), [&](const AnswerRow& row) {
    return (row.because.empty() || row.because == because) && (row.word.empty() || row.word == word);
  });
}

}  // namespace

std::string answer_id(const ordered_json& report) {
  return std::string(row_of(report).id);
}

Ink answer_ink(const ordered_json& report) {
  return row_of(report).ink;
}

bool has_limits(const ordered_json& report) {
  const std::string because = text_of_member(member(report, "verdict"), "because");
  return std::find(kWithoutLimits.begin(), kWithoutLimits.end(), because) == kWithoutLimits.end();
}

std::string summary_text(const std::vector<Answered>& all, Style style, const Words& words) {
  Paper paper(style, words);
  paper.blank();
  paper.text(0, words.say("cli.heading.summary"), Ink::Strong);
  for (const Answered& one : all) {
    const bool there = !one.report.is_null();
    paper.row(2, one.shown, words.say(there ? answer_id(one.report) : "cli.not-carried-out"),
              there ? answer_ink(one.report) : Ink::Warning);
  }
  return paper.take();
}

std::string heading_text(const std::string& shown, bool first, Style style, const Words& words) {
  Paper paper(style, words);
  if (!first) paper.blank();
  paper.text(0, shown, Ink::Strong);
  paper.blank();
  return paper.take();
}

}  // namespace mailglass::cli
