#pragma once
// A report as people read it: with English words in place of its phrases.

#include <nlohmann/json.hpp>
#include <string>

#include "words/phrase.h"

namespace mailglass::test {

/// `report` as write_report() writes it.
nlohmann::json in_english(const std::string& report);
/// What a phrase says.
std::string in_english(const words::Value& value);

}  // namespace mailglass::test
