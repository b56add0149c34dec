// Names outside ASCII are called as they were typed, in sentences alone. The page passes the same table
// (tests/web/as_typed.test.mjs).
#include "cli/text/as_typed.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

TEST(AsTyped, CallsTheDomainAsItWasTyped) {
  std::ifstream file(CLI_DATA "/as_typed.json");
  const ordered_json rows = ordered_json::parse(file);
  ASSERT_GE(rows.size(), 10U);
  for (const ordered_json& row : rows) {
    const ordered_json report = {{"domain", "xn--mnchen-3ya.example"}, {"verdict", {{"sentence", row["text"]}}}};
    EXPECT_EQ(as_typed(report, "münchen.example")["verdict"]["sentence"], row["said"]) << row["text"];
  }
}

TEST(AsTyped, LeavesNamesRecordsAndBytesAsDnsHasThem) {
  constexpr const char* kName = "xn--mnchen-3ya.example";
  for (const char* member : {"domain", "host", "name", "value"}) {
    const ordered_json report = {{"domain", kName}, {"servers", {{{member, kName}}}}};
    EXPECT_EQ(as_typed(report, "münchen.example"), report) << member;
  }
  for (const char* member : {"sentence", "title", "text", "advice"}) {
    const ordered_json report = {{"domain", kName}, {"findings", {{{member, kName}}}}};
    EXPECT_EQ(as_typed(report, "münchen.example")["findings"][0][member], "münchen.example") << member;
    EXPECT_EQ(as_typed(report, ""), report) << member;
    EXPECT_EQ(as_typed(report, kName), report) << member;
  }
}

}  // namespace
}  // namespace mailglass::cli
