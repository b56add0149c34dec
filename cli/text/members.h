#pragma once
// Members of a report, read without surprise: what is not there is null, and null is an empty text or list.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "speech/words.h"

namespace mailglass::cli {

const nlohmann::ordered_json& member(const nlohmann::ordered_json& object, std::string_view key);
std::string text_of_member(const nlohmann::ordered_json& object, std::string_view key);
bool is_true(const nlohmann::ordered_json& object, std::string_view key);
std::uint64_t number_of_member(const nlohmann::ordered_json& object, std::string_view key);

/// "a, b, c": appends with a separator where something stands already.
void append(std::string& list, std::string_view item, std::string_view separator = ", ");
/// The texts of a list: all, or the first ones and how many more.
std::vector<std::string> first_of(const nlohmann::ordered_json& texts, std::size_t shown, const Words& words);
/// "350 ms", "3.50 s"
std::string seconds_text(std::uint64_t us, const Words& words);
/// "2026-11-24", of Unix time; UTC.
std::string day_text(std::int64_t unix_seconds);
/// "2026-11-24 23:19 UTC"
std::string time_text(std::int64_t unix_seconds);

}  // namespace mailglass::cli
