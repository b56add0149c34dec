#pragma once
// A report as text for a terminal: the answer first, for everybody; below it, for mail engineers, each server and
// address with all that is known, the findings with advice, and what the answer cannot promise.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "cli/text/paper.h"

namespace mailglass::cli {

/// `report` as docs/report.schema.json has it; members that are not there are left out. `lens` is the code of a
/// standards lens to judge the addresses by, too; empty for none.
std::string text_report(const nlohmann::ordered_json& report, Style style, std::string_view lens = {},
                        const Words& words = english());

}  // namespace mailglass::cli
