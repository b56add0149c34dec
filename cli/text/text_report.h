#pragma once
// A report as text for a terminal: the answer first, for everybody, and what to do about it; below it, for mail
// engineers, each server and address with all that is known, and what the answer cannot promise; at the end, where a
// terminal has scrolled to, the answer once more.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "cli/text/paper.h"

namespace mailglass::cli {

/// What a text depends on besides its report.
struct Wish {
  std::string_view lens = {};   ///< code of a standards lens to judge the addresses by, too; empty for none
  std::string_view shown = {};  ///< the domain as people write it; empty: as DNS has it
};

/// `report` as docs/report.schema.json has it; members that are not there are left out.
std::string text_report(const nlohmann::ordered_json& report, Style style, Wish wish = {},
                        const Words& words = english());

}  // namespace mailglass::cli
