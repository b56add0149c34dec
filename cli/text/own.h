#pragma once
// Of a check without a relay between: what the analyzer says of a relay is this program's own doing.

#include <nlohmann/json.hpp>

namespace mailglass::cli {

/// Whether no relay was between.
bool is_own(const nlohmann::ordered_json& report);

/// `report` (docs/report.schema.json) with its phrases about a relay told of this program, where none was between.
nlohmann::ordered_json told_of_this_program(nlohmann::ordered_json report);

/// The same of the verdict's sentence alone.
void tell_own_verdict(nlohmann::ordered_json& report);

}  // namespace mailglass::cli
