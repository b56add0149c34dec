// A policy against servers as they were seen.
#include "policy/mta_sts_judgement.h"

#include <gtest/gtest.h>

namespace mailglass::policy {
namespace {

constexpr Presented kGood{true, true, true}, kNoTls{false, false, false}, kUntrusted{true, false, true},
    kOtherName{true, true, false}, kNeither{true, false, false};

Policy policy_of(Mode mode) {
  return {mode, 86400, {{"mx1.example.com", {}}, {"*.example.net", {}}}};
}

struct Row {
  const char *name, *host;
  std::vector<Presented> presented;
  std::vector<Validation> found;
  bool holds;
};
class Servers : public testing::TestWithParam<Row> {};
TEST_P(Servers, HoldOrSayWhyNot) {
  const PolicyJudgement judgement = judge(policy_of(Mode::Enforce), {{GetParam().host, GetParam().presented}});
  ASSERT_EQ(judgement.servers.size(), 1U);
  EXPECT_EQ(judgement.servers[0].connections, GetParam().found);
  EXPECT_EQ(judgement.servers[0].holds(), GetParam().holds);
  EXPECT_EQ(judgement.protects(), GetParam().holds);
}
INSTANTIATE_TEST_SUITE_P(
    Section4, Servers,
    testing::Values(Row{"Good", "mx1.example.com", {kGood}, {Validation::Holds}, true},
                    // RFC 8461 4 [1]: the host has to match an "mx" of the policy.
                    Row{"ByAWildcard", "mx.example.net", {kGood}, {Validation::Holds}, true},
                    Row{"NotListed", "mx2.example.com", {kGood}, {Validation::NotListed}, false},
                    // RFC 8461 4 [1]: and to offer STARTTLS.
                    Row{"NoTls", "mx1.example.com", {kNoTls}, {Validation::NoTls}, false},
                    // RFC 8461 4.2 [1, 2]: its certificate has to chain to a root and to name the host.
                    Row{"Untrusted", "mx1.example.com", {kUntrusted}, {Validation::ChainNotTrusted}, false},
                    Row{"OtherName", "mx1.example.com", {kOtherName}, {Validation::WrongName}, false},
                    Row{"Neither", "mx1.example.com", {kNeither}, {Validation::ChainNotTrusted}, false},
                    Row{"OneKindOfKeyFails",
                        "mx1.example.com",
                        {kGood, kUntrusted},
                        {Validation::Holds, Validation::ChainNotTrusted},
                        false},
                    Row{"NeverSeen", "mx1.example.com", {}, {}, false}),
    [](const auto& one) { return one.param.name; });

TEST(PolicyJudgements, SayWhatASenderDoesByMode) {
  // RFC 8461 5 [1]: with enforce no mail; testing, none.
  EXPECT_EQ(judge(policy_of(Mode::Enforce), {}).consequence, Consequence::NotDelivered);
  EXPECT_EQ(judge(policy_of(Mode::Testing), {}).consequence, Consequence::DeliveredAnyway);
  EXPECT_EQ(judge(policy_of(Mode::None), {}).consequence, Consequence::NoPolicy);
  for (const Mode mode : {Mode::Testing, Mode::None}) {
    EXPECT_FALSE(judge(policy_of(mode), {{"mx1.example.com", {kGood}}}).protects());
    EXPECT_FALSE(judge(policy_of(mode), {{"mx1.example.com", {kNoTls}}}).stops_mail());
  }
  EXPECT_FALSE(judge(policy_of(Mode::Enforce), {}).protects());
}

TEST(PolicyJudgements, TellAPolicyThatStopsAllMail) {
  const Policy policy = policy_of(Mode::Enforce);
  EXPECT_TRUE(judge(policy, {{"mx2.example.com", {kGood}}, {"mx1.example.com", {kOtherName}}}).stops_mail());
  EXPECT_TRUE(judge(policy, {{"mx2.example.com", {}}}).stops_mail());
  EXPECT_FALSE(judge(policy, {{"mx2.example.com", {kGood}}, {"mx1.example.com", {kGood}}}).stops_mail());
  EXPECT_FALSE(judge(policy, {{"mx1.example.com", {kOtherName, kGood}}}).stops_mail());
  EXPECT_FALSE(judge(policy, {{"mx1.example.com", {}}}).stops_mail()) << "it was not seen";
  EXPECT_FALSE(judge(policy, {}).stops_mail());
}

}  // namespace
}  // namespace mailglass::policy
