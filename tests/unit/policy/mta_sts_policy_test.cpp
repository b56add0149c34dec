// Policy files as the standard and as real senders read them.
#include "policy/mta_sts_policy.h"

#include <gtest/gtest.h>

#include "cases.h"

namespace mailglass::policy {
namespace {

using nlohmann::json;

std::string described(const PolicyFlaw& flaw) {
  return std::to_string(flaw.offset) + " " + std::string(rule_text(flaw.rule).code);
}

/// "enforce 86400 mail.example.com", or "no: 15 blank-line".
std::string described(const PolicyReading& reading) {
  EXPECT_NE(reading.policy.has_value(), reading.flaw.has_value());
  if (!reading.policy) return "no: " + described(*reading.flaw);
  std::string out = std::string(to_string(reading.policy->mode)) + " " + std::to_string(reading.policy->max_age);
  for (const MxPattern& pattern : reading.policy->mx) out += " " + pattern.text;
  return out;
}

TEST(MtaStsPolicies, AreReadAsEachReaderReadsThem) {
  const std::vector<std::pair<Reader, const char*>> columns{
      {Reader::Rfc8461, "rfc"}, {Reader::PostfixTlspol, "tlspol"}, {Reader::PostfixMtaStsResolver, "resolver"}};
  for (const json& row : cases("policies")) {
    const std::string body = repeated(row["body"]), charset = row.value("charset", ""),
                      media_type = row.value("media_type", "text/plain");
    const PolicyFile file = read_policy(
        {row.value("status", 200), media_type, row.value("parameters_well_formed", true), charset, view_of(body)});
    for (const auto& [reader, column] : columns)
      EXPECT_EQ(described(file.readings[reader]), row.contains("all") ? row["all"] : row[column])
          << row["name"] << ": " << to_string(reader);
    std::vector<std::string> flaws;
    for (const PolicyFlaw& flaw : file.flaws) flaws.push_back(described(flaw));
    EXPECT_EQ(flaws, row.value("flaws", std::vector<std::string>())) << row["name"];
  }
}

TEST(MtaStsPolicies, KeepThePlaceOfEachPattern) {
  const std::string body = "version: STSv1\r\nmode: enforce\r\nmx:  *.a.test \r\nmax_age: 1\r\n";
  const PolicyFile file = read_policy({.body = view_of(body)});
  const auto& policy = file.readings[Reader::Rfc8461].policy;
  ASSERT_TRUE(policy);
  ASSERT_EQ(policy->mx.size(), 1U);
  EXPECT_EQ(body.substr(policy->mx[0].range.offset, policy->mx[0].range.length), "*.a.test");
}

TEST(MtaStsPolicies, NameEveryRuleWithItsSource) {
  for (auto rule = PolicyRule::NotOk; rule <= PolicyRule::MxIsAddress;
       rule = static_cast<PolicyRule>(static_cast<int>(rule) + 1)) {
    EXPECT_FALSE(rule_text(rule).code.empty());
    EXPECT_TRUE(rule_text(rule).source.starts_with("RFC 8461 "));
  }
}

struct Host {
  const char *pattern, *host;
  bool covered;
};
class MxPatterns : public testing::TestWithParam<Host> {};
TEST_P(MxPatterns, CoverWhatTheyName) {
  const Policy policy{Mode::Enforce, 86400, {{"other.test", {}}, {GetParam().pattern, {}}}};
  EXPECT_EQ(covers(policy, GetParam().host), GetParam().covered ? std::optional<std::size_t>(1) : std::nullopt)
      << GetParam().pattern << " " << GetParam().host;
}
// RFC 8461 4.1: a wildcard matches the left-most label, and no more or less than one.
INSTANTIATE_TEST_SUITE_P(
    Section41, MxPatterns,
    testing::Values(Host{"mail.example.com", "mail.example.com", true},
                    Host{"mail.example.com", "MAIL.example.COM.", true},
                    Host{"Mail.Example.com", "mail.example.com", true}, Host{"mail.example.com", "example.com", false},
                    Host{"example.com", "mail.example.com", false}, Host{"*.example.com", "mail.example.com", true},
                    Host{"*.example.com", "example.com", false}, Host{"*.example.com", "a.mail.example.com", false},
                    Host{"*.example.com", ".example.com", false}, Host{"*.example.com", "mail.example.com.", true},
                    Host{"*.example.com", "mailexample.com", false}, Host{"*.com", "example.com", true},
                    Host{"192.0.2.1", "192.0.2.1", false}, Host{"*.0.2.1", "192.0.2.1", false},
                    Host{"a.test", "", false}, Host{"a.test", ".", false}));

}  // namespace
}  // namespace mailglass::policy
