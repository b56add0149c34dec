// Shares: of sessions, and of turns at a mail server's address.

#include "budget/budget.h"

#include <gtest/gtest.h>

#include "support/dns_answer.h"

namespace mailglass::relay {
namespace {

TEST(Sessions, ComeBackWhenTheyEndAndWithTime) {
  BudgetConfig config;
  config.sessions = 3;
  config.sessions_per_client = 2;
  config.sessions_per_client_minute = 3;
  budget::Sessions sessions(config);
  const auto now = budget::Clock::now();
  const IpAddress one = test::ip("2001:db8:1:1::1"), same_net = test::ip("2001:db8:1:1::2"),
                  other = test::ip("2001:db8:1:2::1");
  auto a = sessions.admit(one, now);
  {
    const auto b = sessions.admit(same_net, now);
    ASSERT_TRUE(a && b);
    EXPECT_EQ(sessions.admit(one, now).refusal().rule, "budget-client");
    const auto c = sessions.admit(other, now);
    EXPECT_TRUE(c);
    EXPECT_EQ(sessions.admit(test::ip("192.0.2.1"), now).refusal().rule, "budget-sessions");
  }
  EXPECT_EQ(sessions.in_use(), 1U);
  EXPECT_TRUE(sessions.admit(one, now));
  EXPECT_EQ(sessions.admit(one, now).refusal().rule, "budget-client");
  EXPECT_TRUE(sessions.admit(one, now + std::chrono::seconds(61)));
}

TEST(Targets, TakeTurns) {
  BudgetConfig config;
  config.target_connections = 2;
  config.target_spacing_ms = 250;
  budget::Targets targets(config);
  const auto now = budget::Clock::now();
  const IpAddress one = test::ip("192.0.2.1"), other = test::ip("192.0.2.2");
  auto first = targets.take_turn(one, now);
  EXPECT_TRUE(std::holds_alternative<budget::Lease>(first));
  EXPECT_EQ(std::get<budget::Targets::NotBefore>(targets.take_turn(one, now)).when,
            now + std::chrono::milliseconds(250));
  EXPECT_TRUE(std::holds_alternative<budget::Lease>(targets.take_turn(other, now)));
  auto second = targets.take_turn(one, now + std::chrono::milliseconds(250));
  EXPECT_TRUE(std::holds_alternative<budget::Lease>(second));
  EXPECT_TRUE(std::holds_alternative<budget::Targets::Busy>(targets.take_turn(one, now + std::chrono::seconds(9))));
  first = budget::Targets::Busy{};
  EXPECT_TRUE(std::holds_alternative<budget::Lease>(targets.take_turn(one, now + std::chrono::seconds(9))));
}

TEST(Targets, TakeABurstAndThenWhatComesBackWhoeverAsks) {
  BudgetConfig config;
  config.target_spacing_ms = 100;
  config.target_burst = 20;
  config.target_per_minute = 60;
  budget::Targets targets(config);
  const auto begin = budget::Clock::now();
  const IpAddress one = test::ip("192.0.2.1"), other = test::ip("192.0.2.2");
  const auto take = [&](const IpAddress& address, int after_ms) {
    return targets.take_turn(address, begin + std::chrono::milliseconds(after_ms));
  };
  const auto taken = [](const budget::Targets::Turn& turn) { return std::holds_alternative<budget::Lease>(turn); };
  // As fast as a whole check may be: in these two seconds two more have come back …
  int after_ms = 0;
  for (int i = 0; i < 22; ++i, after_ms += 100) EXPECT_TRUE(taken(take(one, after_ms))) << i;
  // … and then one each second, for whomever; nobody waits for longer than that.
  const auto used_up = take(one, after_ms);
  ASSERT_TRUE(std::holds_alternative<budget::Targets::NotBefore>(used_up));
  EXPECT_EQ(std::get<budget::Targets::NotBefore>(used_up).when, begin + std::chrono::seconds(3));
  EXPECT_TRUE(taken(take(other, after_ms)));
  EXPECT_TRUE(taken(take(one, 3'000)));
  EXPECT_FALSE(taken(take(one, 3'900)));
  EXPECT_TRUE(taken(take(one, 4'000)));
  // After a rest the burst is whole again, and no larger.
  int again = 0;
  for (int at = 120'000; at < 121'000; at += 100) again += taken(take(one, at)) ? 1 : 0;
  EXPECT_EQ(again, 10);
}

TEST(Targets, NeverGiveMoreInAMinuteThanABurstAndWhatComesBack) {
  BudgetConfig config;
  config.target_spacing_ms = 0;
  config.target_connections = 1'000;
  budget::Targets targets(config);
  const auto begin = budget::Clock::now();
  std::uint32_t given = 0;
  for (int at = 0; at < 60'000; at += 10)
    given += std::holds_alternative<budget::Lease>(
                 targets.take_turn(test::ip("192.0.2.1"), begin + std::chrono::milliseconds(at)))
                 ? 1
                 : 0;
  EXPECT_LE(given, config.target_burst + config.target_per_minute);
  EXPECT_GE(given, config.target_burst + config.target_per_minute - 2);
}

}  // namespace
}  // namespace mailglass::relay
