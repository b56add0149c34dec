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

TEST(Targets, HaveSoManyConnectionsAMinuteWhoeverAsks) {
  BudgetConfig config;
  config.target_spacing_ms = 100;
  config.target_per_minute = 20;
  budget::Targets targets(config);
  const auto begin = budget::Clock::now();
  const IpAddress one = test::ip("192.0.2.1"), other = test::ip("192.0.2.2");
  const auto take = [&](const IpAddress& address, std::chrono::milliseconds after) {
    return targets.take_turn(address, begin + after);
  };
  // As fast as a whole check may be …
  for (int i = 0; i < 20; ++i)
    EXPECT_TRUE(std::holds_alternative<budget::Lease>(take(one, i * std::chrono::milliseconds(100)))) << i;
  // … and then nobody, until a minute after the first.
  const auto full = take(one, std::chrono::seconds(5));
  ASSERT_TRUE(std::holds_alternative<budget::Targets::NotBefore>(full));
  EXPECT_EQ(std::get<budget::Targets::NotBefore>(full).when, begin + std::chrono::minutes(1));
  EXPECT_TRUE(std::holds_alternative<budget::Lease>(take(other, std::chrono::seconds(5))));
  EXPECT_TRUE(std::holds_alternative<budget::Lease>(take(one, std::chrono::minutes(1))));
  EXPECT_TRUE(std::holds_alternative<budget::Targets::NotBefore>(take(one, std::chrono::milliseconds(60'050))));
}

}  // namespace
}  // namespace mailglass::relay
