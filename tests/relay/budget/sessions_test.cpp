// Shares of sessions, and of the mail servers they may reach.

#include "budget/sessions.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/dns_answer.h"

namespace mailglass::relay::budget {
namespace {

using namespace std::chrono_literals;
using test::ip;

class Working final : public Guest {
 public:
  [[nodiscard]] std::optional<Idle> idle() const override { return std::nullopt; }
  void leave() override {}
};

const Clock::time_point kNow{1h};

TEST(Sessions, ComeBackWhenTheyEndAndWithTime) {
  BudgetConfig config;
  config.sessions = 3;
  config.sessions_per_client = 2;
  config.sessions_per_client_minute = 3;
  Sessions sessions(config);
  Working guest;
  const IpAddress one = ip("2001:db8:1:1::1"), same_net = ip("2001:db8:1:1::2"), other = ip("2001:db8:1:2::1");
  auto a = sessions.admit(one, guest, kNow);
  {
    const auto b = sessions.admit(same_net, guest, kNow);
    ASSERT_TRUE(a && b);
    EXPECT_EQ(sessions.admit(one, guest, kNow).refusal().rule, "budget-client");
    const auto c = sessions.admit(other, guest, kNow);
    EXPECT_TRUE(c);
    EXPECT_EQ(sessions.taken(), 3U);
  }
  EXPECT_EQ(sessions.taken(), 1U);
  EXPECT_TRUE(sessions.admit(one, guest, kNow));
  EXPECT_EQ(sessions.admit(one, guest, kNow).refusal().rule, "budget-client") << "begun as often as may be";
  EXPECT_TRUE(sessions.admit(one, guest, kNow + 61s));
}

TEST(Sessions, TellWhoHasTooManyTheClientOrEverybody) {
  BudgetConfig config;
  config.sessions = 2;
  Sessions sessions(config);
  Working guest;
  const auto a = sessions.admit(ip("192.0.2.1"), guest, kNow), b = sessions.admit(ip("198.51.100.1"), guest, kNow);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(sessions.admit(ip("203.0.113.1"), guest, kNow).refusal().rule, "budget-sessions");
}

TEST(Sessions, BegunInAMinuteAreCountedForNetworksToo) {
  BudgetConfig config;
  config.sessions_per_client_minute = 2;
  Sessions sessions(config);
  Working guest;
  int begun = 0;
  for (int host = 1; host < 100; ++host)
    begun += sessions.admit(ip("192.0.2." + std::to_string(host)), guest, kNow) ? 1 : 0;
  EXPECT_EQ(begun, 8);
}

TEST(Sessions, RememberNobodyForLong) {
  Sessions sessions(BudgetConfig{});
  Working guest;
  const auto client = [](int i) {
    return ip("10." + std::to_string(i / 65536) + "." + std::to_string(i / 256 % 256) + "." + std::to_string(i % 256));
  };
  for (int i = 0; i < 8'000; ++i) {
    const auto now = kNow + i * 50ms;
    static_cast<void>(sessions.admit(client(i), guest, now));  // a /24 sends more than it may
    ASSERT_FALSE(sessions.reach(client(i), ip("192.0.2.1"), now)) << i;
  }
  // Those of the last minute are 1,200 in each of the two tables, and their networks.
  EXPECT_LT(sessions.known(), 4'000U);
}

TEST(Reached, ServersAreCountedForTheClientAndItsNetworks) {
  BudgetConfig config;
  config.addresses_per_client_minute = 2;
  Sessions sessions(config);
  const auto reaches = [&](const char* client, int server, Clock::duration after = 0s) {
    const auto refusal = sessions.reach(ip(client), ip("192.0.2." + std::to_string(server)), kNow + after);
    EXPECT_EQ(refusal ? refusal->rule : "budget-addresses", "budget-addresses");
    return !refusal;
  };
  EXPECT_TRUE(reaches("198.51.100.1", 1) && reaches("198.51.100.1", 2));
  EXPECT_FALSE(reaches("198.51.100.1", 3));
  EXPECT_TRUE(reaches("198.51.100.1", 2)) << "not a new one";
  EXPECT_TRUE(reaches("198.51.100.2", 3) && reaches("198.51.100.2", 4) && reaches("198.51.100.3", 5) &&
              reaches("198.51.100.3", 6) && reaches("198.51.100.4", 7) && reaches("198.51.100.4", 8));
  EXPECT_FALSE(reaches("198.51.100.5", 9)) << "the /24 has four shares";
  EXPECT_TRUE(reaches("203.0.113.1", 9));
  EXPECT_TRUE(reaches("198.51.100.1", 9, 61s));
  EXPECT_FALSE(sessions.reach(std::nullopt, ip("192.0.2.77"), kNow)) << "this very process is no client";
}

TEST(Reached, ServersAreForgottenAMinuteAfterTheirLastConnection) {
  Reach reach(2);
  const auto extend = [&](const char* address, std::chrono::seconds at) {
    const bool allowed = reach.allows(ip(address), kNow + at);
    if (allowed) reach.remember(ip(address), kNow + at);
    return allowed;
  };
  EXPECT_TRUE(extend("192.0.2.1", 0s));
  EXPECT_TRUE(extend("192.0.2.2", 30s));
  EXPECT_FALSE(extend("192.0.2.3", 59s));
  EXPECT_TRUE(extend("192.0.2.2", 59s));
  EXPECT_TRUE(extend("192.0.2.3", 60s));
  EXPECT_FALSE(extend("192.0.2.1", 61s));
  EXPECT_FALSE(reach.empty(kNow + 119s));
  EXPECT_TRUE(reach.empty(kNow + 120s));
}

}  // namespace
}  // namespace mailglass::relay::budget
