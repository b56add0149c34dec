#include "cli/text/members.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace mailglass::cli {

using nlohmann::ordered_json;

namespace {

template <class... Numbers>
std::string formatted(const char* format, Numbers... numbers) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, numbers...);
  return text.data();
}

}  // namespace

const ordered_json& member(const ordered_json& object, std::string_view key) {
  static const ordered_json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

std::string text_of_member(const ordered_json& object, std::string_view key) {
  const ordered_json& value = member(object, key);
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool is_true(const ordered_json& object, std::string_view key) {
  const ordered_json& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::uint64_t number_of_member(const ordered_json& object, std::string_view key) {
  const ordered_json& value = member(object, key);
  return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

void append(std::string& list, std::string_view item, std::string_view separator) {
  if (!list.empty()) list += separator;
  list += item;
}

std::vector<std::string> first_of(const ordered_json& texts, std::size_t shown, const Words& words) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < std::min(texts.size(), shown); ++i) list.push_back(texts[i].get<std::string>());
  if (texts.size() > shown)
    list.push_back(words.say("names.more", {{"n", static_cast<std::int64_t>(texts.size() - shown)}}));
  return list;
}

std::string seconds_text(std::uint64_t us, const Words& words) {
  if (us < 1'000'000) return words.say("time.ms", {{"n", static_cast<std::int64_t>((us + 500) / 1000)}});
  return words.say("time.s", {{"n", formatted("%.2f", static_cast<double>(us) / 1e6)}});
}

std::string day_text(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(unix_seconds)};
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  return formatted("%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                   static_cast<unsigned>(day.day()));
}

std::string time_text(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(unix_seconds)};
  const std::chrono::hh_mm_ss clock{time - std::chrono::floor<std::chrono::days>(time)};
  return day_text(unix_seconds) + formatted(" %02d:%02d UTC", static_cast<int>(clock.hours().count()),
                                            static_cast<int>(clock.minutes().count()));
}

}  // namespace mailglass::cli
