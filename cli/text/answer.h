#pragma once
// The answer of a report in a few words, the page's: they begin its text, and are its line in a list of several
// domains.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/text/paper.h"

namespace mailglass::cli {

/// The message of the answer's words, such as "answer.holds.word" (web/src/view/kind.ts has the same).
std::string answer_id(const nlohmann::ordered_json& report);
/// In which colour it is said.
Ink answer_ink(const nlohmann::ordered_json& report);

/// Whether there is something to encrypt, or to tell: without, an answer has no limits.
bool has_limits(const nlohmann::ordered_json& report);

/// What came of one domain.
struct Answered {
  std::string shown;                   ///< the domain, as people write it
  nlohmann::ordered_json report = {};  ///< null where there is none
};
/// A line for each.
std::string summary_text(const std::vector<Answered>& all, Style style, const Words& words = english());

/// Above one report of several.
std::string heading_text(const std::string& shown, bool first, Style style, const Words& words = english());

}  // namespace mailglass::cli
