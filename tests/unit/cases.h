#pragma once
// Tables of cases in JSON, beside the tests that go through them.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace mailglass {

/// The rows of CASES/<name>.json.
inline nlohmann::json cases(const std::string& name) {
  std::ifstream file(std::string(CASES) + "/" + name + ".json");
  nlohmann::json rows = nlohmann::json::parse(file, nullptr, false);
  if (!rows.is_array() || rows.empty()) ADD_FAILURE() << "no cases called " << name;
  return rows;
}

/// "{N*TEXT}" is TEXT, N times; once in a text at most.
inline std::string repeated(const std::string& text) {
  const std::size_t open = text.find('{'), star = text.find('*', open), close = text.find('}', open);
  if (open == std::string::npos || star == std::string::npos || close == std::string::npos || star > close) return text;
  std::string out = text.substr(0, open);
  for (int left = std::stoi(text.substr(open + 1, star - open - 1)); left > 0; --left)
    out += text.substr(star + 1, close - star - 1);
  return out + text.substr(close + 1);
}

}  // namespace mailglass
