// Records at "_mta-sts" as the standard and as real senders conclude from them.
#include "policy/mta_sts_discovery.h"

#include <gtest/gtest.h>

#include "cases.h"

namespace mailglass::policy {
namespace {

using nlohmann::json;

/// "several", "malformed 12 id"; the id where there is a policy, and the record's place if it is not the first.
std::string described(const DiscoveryReading& reading) {
  EXPECT_EQ(reading.flaw.has_value(), reading.discovery == Discovery::Malformed);
  std::string word(to_string(reading.discovery));
  if (reading.flaw)
    return word + " " + std::to_string(reading.flaw->offset) + " " + std::string(rule_text(reading.flaw->rule).code);
  if (reading.discovery != Discovery::Found) return word;
  return reading.id + (reading.record == 0 ? "" : " of " + std::to_string(reading.record.value_or(99)));
}

TEST(MtaStsDiscovery, IsWhatEachReaderConcludes) {
  const std::vector<std::pair<Reader, const char*>> columns{
      {Reader::Rfc8461, "rfc"}, {Reader::PostfixTlspol, "tlspol"}, {Reader::PostfixMtaStsResolver, "resolver"}};
  for (const json& row : cases("records")) {
    std::vector<std::string> records;
    for (const std::string text : row["records"]) records.push_back(repeated(text));
    const auto found = discover_policy(records);
    for (const auto& [reader, column] : columns)
      EXPECT_EQ(described(found[reader]), repeated(row.contains("all") ? row["all"] : row[column]))
          << row["name"] << ": " << to_string(reader);
  }
}

}  // namespace
}  // namespace mailglass::policy
