#pragma once
// What the exploration of an address found, as text.

#include <nlohmann/json.hpp>

#include "cli/text/paper.h"

namespace mailglass::cli {

/// Writes nothing for null: nothing was explored.
void write_exploration(const nlohmann::ordered_json& exploration, std::size_t indent, Paper& paper);

}  // namespace mailglass::cli
