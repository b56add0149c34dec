#pragma once
// Of a check without a relay between: what the analyzer says of a relay is this program's own doing.

#include <nlohmann/json.hpp>

namespace mailglass::cli {

/// `report` (docs/report.schema.json) with its phrases about a relay told of this program.
nlohmann::ordered_json told_of_this_program(nlohmann::ordered_json report);

}  // namespace mailglass::cli
