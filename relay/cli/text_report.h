#pragma once
// A report as text for a terminal.

#include <nlohmann/json.hpp>
#include <string>

namespace mailglass::cli {

std::string text_report(const nlohmann::ordered_json& report);

}  // namespace mailglass::cli
