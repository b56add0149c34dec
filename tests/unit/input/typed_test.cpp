// What people type or paste becomes the domain that is checked, or a question which, or the reason why not. The page's
// reader passes the same table (tests/web/domain.test.mjs).
#include "input/typed.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

namespace mailglass::input {
namespace {

using nlohmann::json;

constexpr std::array kWhy{"empty",  "too-long", "nothing-after-at", "ip-address",
                          "spaces", "no-dot",   "dot-too-many",     "no-domain-name"};

json described(const Reading& reading) {
  struct Describe {
    json operator()(const Domain& domain) const {
      return {{"domain", domain.name}, {"shown", domain.shown}, {"without_www", domain.without_www}};
    }
    json operator()(const Guess& guess) const { return {{"guess", guess.domain.name}}; }
    json operator()(const Several& several) const {
      json names = json::array();
      for (const Domain& domain : several.domains) names.push_back(domain.name);
      return {{"several", std::move(names)}};
    }
    json operator()(const Refused& refused) const {
      return {{"refused", kWhy.at(static_cast<std::size_t>(refused.why))}, {"named", refused.named}};
    }
  };
  return std::visit(Describe{}, reading);
}

/// %{N*TEXT} is TEXT, N times.
std::string repeated(const std::string& text) {
  static const std::regex pattern(R"(%\{(\d+)\*([^}]*)\})");
  std::smatch found;
  if (!std::regex_search(text, found, pattern)) return text;
  std::string out = found.prefix();
  for (int i = std::stoi(found[1]); i > 0; --i) out += found[2];
  return out + found.suffix().str();
}

TEST(Typed, IsReadAsThePageReadsIt) {
  std::ifstream file(INPUT_DATA "/typed.json");
  const json rows = json::parse(file);
  ASSERT_GT(rows.size(), 90U);
  for (json row : rows) {
    for (json& value : row)
      if (value.is_string()) value = repeated(value);
    const std::string typed = row["typed"];
    json got = described(read_typed(typed));
    row.erase("typed");
    if (row.contains("domain")) {
      row.emplace("shown", row["domain"]);
      row.emplace("without_www", false);
    }
    if (!row.contains("named")) got.erase("named");
    EXPECT_EQ(got, row) << typed;
  }
}

TEST(Typed, BytesThatAreNoUtf8AreNoDomain) {
  for (const char* typed : {"exam\xffple.org", "\xc3.org", "example.\xe2\x82", "\xf8\x88\x80\x80\x80.org"}) {
    const Reading reading = read_typed(typed);
    ASSERT_TRUE(std::holds_alternative<Refused>(reading)) << typed;
    EXPECT_EQ(std::get<Refused>(reading).why, Why::NoDomainName) << typed;
  }
}

}  // namespace
}  // namespace mailglass::input
