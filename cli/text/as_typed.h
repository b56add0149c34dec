#pragma once
// Names outside ASCII as people write them: the analyzer knows A-labels alone (xn--…). The page does the same
// (web/src/analyzer/as-typed.ts): tests/cli/as_typed.json has what both make of what.

#include <nlohmann/json.hpp>
#include <string_view>

namespace mailglass::cli {

/// `report` in words, with its domain called `shown` in what people read as sentences; host names, records and bytes
/// stay as DNS has them. Empty: as it is.
nlohmann::ordered_json as_typed(nlohmann::ordered_json report, std::string_view shown);

}  // namespace mailglass::cli
