// Turns at mail servers: how many there are, and in which order those come who wait.

#include "budget/turn_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "support/dns_answer.h"

namespace mailglass::relay::budget {
namespace {

using namespace std::chrono_literals;
using test::ip;
using Id = TurnQueue::Id;

const Clock::time_point kBegin{1h};

/// Who asks nobody has to wait for.
BudgetConfig without_bounds() {
  BudgetConfig config;
  config.target_spacing_ms = 0;
  config.target_connections = 1'000;
  config.target_burst = config.target_per_minute = 1'000'000;
  config.network_burst = config.network_per_minute = 1'000'000;
  config.network_addresses = config.network_addresses_per_minute = 1'000'000;
  config.connections_burst = config.connections_per_minute = 1'000'000;
  return config;
}

Asking at(const std::string& server, const std::string& client = "198.51.100.1", bool first = true) {
  return {ip(server), ip(client), first};
}

/// One that comes, takes its turn if there is one, and goes otherwise.
bool takes(TurnQueue& queue, const Asking& asking, Clock::time_point now, bool keeps = false) {
  const Id id = queue.join(asking, now);
  const std::vector<Id> given = queue.hand_out(now);
  const bool taken = std::find(given.begin(), given.end(), id) != given.end();
  if (!taken || !keeps) queue.leave(id, now);
  return taken;
}

TEST(Turns, AreApartAndOnlySoManyAtOnce) {
  BudgetConfig config;
  config.target_connections = 2;
  config.target_spacing_ms = 250;
  TurnQueue queue(config);
  const Id first = queue.join(at("192.0.2.1"), kBegin), second = queue.join(at("192.0.2.1"), kBegin),
           third = queue.join(at("192.0.2.1"), kBegin), elsewhere = queue.join(at("192.0.2.2"), kBegin);
  EXPECT_EQ(queue.hand_out(kBegin), (std::vector<Id>{first, elsewhere}));
  EXPECT_EQ(queue.next(kBegin), kBegin + 250ms);
  EXPECT_EQ(queue.hand_out(kBegin + 249ms), std::vector<Id>{});
  EXPECT_EQ(queue.hand_out(kBegin + 250ms), std::vector<Id>{second});
  EXPECT_EQ(queue.next(kBegin + 9s), std::nullopt) << "not before one goes";
  EXPECT_EQ(queue.hand_out(kBegin + 9s), std::vector<Id>{});
  queue.leave(first, kBegin + 9s);
  EXPECT_EQ(queue.hand_out(kBegin + 9s), std::vector<Id>{third});
  EXPECT_EQ(queue.waiting(), 0U);
}

TEST(Turns, AreABurstAndThenWhatComesBackWhoeverAsks) {
  BudgetConfig config;
  config.target_spacing_ms = 100;
  config.target_burst = 20;
  config.target_per_minute = 60;
  TurnQueue queue(config);
  const auto take = [&](const char* server, int after_ms) {
    return takes(queue, at(server), kBegin + std::chrono::milliseconds(after_ms));
  };
  // As fast as a whole check may be: in these two seconds two more have come back …
  int after_ms = 0;
  for (int i = 0; i < 22; ++i, after_ms += 100) EXPECT_TRUE(take("192.0.2.1", after_ms)) << i;
  // … and then one each second, for whomever; nobody waits for longer than that.
  const auto now = kBegin + std::chrono::milliseconds(after_ms);
  const Id waits = queue.join(at("192.0.2.1"), now);
  EXPECT_EQ(queue.hand_out(now), std::vector<Id>{});
  EXPECT_EQ(queue.next(now), kBegin + 3s);
  queue.leave(waits, now);
  EXPECT_TRUE(take("192.0.2.2", after_ms));
  EXPECT_TRUE(take("192.0.2.1", 3'000));
  EXPECT_FALSE(take("192.0.2.1", 3'900));
  EXPECT_TRUE(take("192.0.2.1", 4'000));
  // After a rest the burst is whole again, and no larger.
  int again = 0;
  for (int ms = 120'000; ms < 121'000; ms += 100) again += take("192.0.2.1", ms) ? 1 : 0;
  EXPECT_EQ(again, 10);
}

TEST(Turns, AreBoundedByTheMinuteForAServerItsNetworkAndTheRelay) {
  struct Row {
    const char* what;
    std::uint32_t BudgetConfig::*burst;
    std::uint32_t BudgetConfig::*per_minute;
    std::string (*server)(int i);
  };
  const Row rows[] = {
      {"one server", &BudgetConfig::target_burst, &BudgetConfig::target_per_minute,
       [](int) { return std::string("192.0.2.1"); }},
      {"a /24", &BudgetConfig::network_burst, &BudgetConfig::network_per_minute,
       [](int i) { return "192.0.2." + std::to_string(i % 200); }},
      {"a /48", &BudgetConfig::network_burst, &BudgetConfig::network_per_minute,
       [](int i) { return "2001:db8:1:" + std::to_string(i % 200) + "::1"; }},
      {"everything", &BudgetConfig::connections_burst, &BudgetConfig::connections_per_minute,
       [](int i) { return "192." + std::to_string(i % 250) + ".2.1"; }},
  };
  for (const Row& row : rows) {
    BudgetConfig config = without_bounds();
    config.*row.burst = BudgetConfig{}.*row.burst;
    config.*row.per_minute = BudgetConfig{}.*row.per_minute;
    TurnQueue queue(config);
    std::uint32_t given = 0;
    for (int i = 0; i < 6'000; ++i)
      given += takes(queue, at(row.server(i), "198.51." + std::to_string(i % 250) + ".1"), kBegin + i * 10ms) ? 1 : 0;
    EXPECT_LE(given, config.*row.burst + config.*row.per_minute) << row.what;
    EXPECT_GE(given, config.*row.burst + config.*row.per_minute - 2) << row.what;
  }
}

TEST(Turns, AreNoWayToScanANetwork) {
  // By one client and by many; in a /24, in a /64, and in many /64s of one /48.
  const auto in_24 = [](int i) { return "192.0.2." + std::to_string(i); };
  const auto in_64 = [](int i) { return "2001:db8:1:1::" + std::to_string(i); };
  const auto in_48 = [](int i) { return "2001:db8:1:" + std::to_string(i) + "::1"; };
  for (const std::function<std::string(int)>& server : {std::function<std::string(int)>(in_24), {in_64}, {in_48}}) {
    for (const bool many : {false, true}) {
      TurnQueue queue(BudgetConfig{});
      std::set<std::string> reached;
      std::map<Id, std::string> waiting;
      int connections = 0;
      for (auto now = kBegin; now < kBegin + 3s; now += 10ms) {
        for (int i = 0; i < 60 && waiting.size() < 240; ++i)
          waiting[queue.join(at(server(i), many ? "198.51." + std::to_string(i) + ".1" : "198.51.100.1"), now)] =
              server(i);
        for (const Id id : queue.hand_out(now)) {
          reached.insert(waiting.at(id));
          waiting.erase(id);
          queue.leave(id, now);
          ++connections;
        }
      }
      EXPECT_LE(reached.size(), 18U) << server(1);
      EXPECT_GE(reached.size(), 16U) << server(1);
      EXPECT_LE(connections, 330) << server(1);
    }
  }
}

/// A session's probes one after the other, as many at once as a session has; how long the last waited.
std::chrono::milliseconds longest_wait(TurnQueue& queue, const std::vector<std::string>& servers, int each) {
  struct Probe {
    Clock::time_point asked, done;
    bool has_turn = false;
  };
  std::map<Id, Probe> running;
  std::vector<std::string> questions;
  for (int i = 0; i < each; ++i) questions.insert(questions.end(), servers.begin(), servers.end());
  std::chrono::milliseconds longest{0};
  auto next = questions.begin();
  auto now = kBegin;
  for (; next != questions.end() || !running.empty(); now += 5ms) {
    for (auto probe = running.begin(); probe != running.end();) {
      const bool done = probe->second.has_turn && probe->second.done <= now;
      if (done) queue.leave(probe->first, now);
      probe = done ? running.erase(probe) : std::next(probe);
    }
    while (running.size() < 4 && next != questions.end()) running[queue.join(at(*next++), now)] = {now, {}, false};
    for (const Id id : queue.hand_out(now)) {
      Probe& probe = running.at(id);
      probe = {probe.asked, now + 150ms, true};
      longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(now - probe.asked));
    }
  }
  return longest;
}

TEST(Turns, LetAWholeCheckOfALargeProviderGoAtItsOwnSpeed) {
  // All connections of a session, at eight mail servers in one /24 and eight addresses in one /48.
  std::vector<std::string> servers;
  for (int i = 1; i <= 8; ++i) {
    servers.push_back("192.0.2." + std::to_string(i));
    servers.push_back("2001:db8:1:" + std::to_string(i) + "::1");
  }
  TurnQueue queue(BudgetConfig{});
  EXPECT_LE(longest_wait(queue, servers, 6), 100ms);
}

TEST(Turns, AreNeverAllForOneClientWhileAnotherWaits) {
  BudgetConfig config = without_bounds();
  config.target_connections = 2;
  TurnQueue queue(config);
  std::vector<Id> mine;
  mine.reserve(4);
  for (int i = 0; i < 4; ++i) mine.push_back(queue.join(at("192.0.2.1", "198.51.100.1"), kBegin));
  EXPECT_EQ(queue.hand_out(kBegin).size(), 2U) << "nobody else is there";
  const Id other = queue.join(at("192.0.2.1", "203.0.113.1", false), kBegin + 1s);
  EXPECT_EQ(queue.hand_out(kBegin + 1s), std::vector<Id>{});
  queue.leave(mine[0], kBegin + 2s);
  EXPECT_EQ(queue.hand_out(kBegin + 2s), std::vector<Id>{other}) << "before those who waited longer";
  queue.leave(mine[1], kBegin + 3s);
  EXPECT_EQ(queue.hand_out(kBegin + 3s), std::vector<Id>{mine[2]});
}

TEST(Turns, ComeInOrderAndHeadlinesFirst) {
  BudgetConfig config = without_bounds();
  config.target_connections = 1;
  TurnQueue queue(config);
  const Id holds = queue.join(at("192.0.2.1", "198.51.100.1"), kBegin);
  ASSERT_EQ(queue.hand_out(kBegin), std::vector<Id>{holds});
  std::vector<Id> explorations, headlines;
  for (int i = 1; i <= 3; ++i) {
    const std::string client = "203.0." + std::to_string(i) + ".1";
    explorations.push_back(queue.join(at("192.0.2.1", client, false), kBegin));
    headlines.push_back(queue.join(at("192.0.2.1", client, true), kBegin));
  }
  std::vector<Id> order;
  auto now = kBegin;
  for (Id last = holds; queue.waiting() > 0; now += 100ms) {
    queue.leave(last, now);
    const std::vector<Id> given = queue.hand_out(now);
    ASSERT_EQ(given.size(), 1U);
    order.push_back(last = given.front());
  }
  std::vector<Id> expected = headlines;
  expected.insert(expected.end(), explorations.begin(), explorations.end());
  EXPECT_EQ(order, expected);
}

/// Many clients, each with eight probes at one server that hold their turns in silence for as long as they may while
/// others wait; and a visitor who has twenty probes, one after the other. How long each of his had to wait.
std::vector<Clock::duration> waits_of_a_visitor(int clients, const std::function<std::string(int)>& hostile_client,
                                                Clock::time_point visitor_begins) {
  TurnQueue queue(BudgetConfig{});
  std::vector<int> asking(static_cast<std::size_t>(clients), 0);
  std::map<Id, int> hostile;
  std::map<Id, std::pair<Clock::time_point, Clock::duration>> holding;  // until when, and how much of it in silence
  std::optional<Id> visitor;
  Clock::time_point asked{};
  std::vector<Clock::duration> waits;
  for (auto now = kBegin; waits.size() < 20 && now < visitor_begins + 5min; now += 50ms) {
    for (int i = 0; i < clients; ++i) {
      for (int& count = asking[static_cast<std::size_t>(i)]; count < 8; ++count)
        hostile[queue.join(at("192.0.2.1", hostile_client(i)), now)] = i;
    }
    for (auto held = holding.begin(); held != holding.end();) {
      if (held->second.first > now) {
        ++held;
        continue;
      }
      queue.page_waited(held->first, held->second.second, now);
      queue.leave(held->first, now);
      if (visitor == held->first) visitor.reset();
      if (const auto one = hostile.find(held->first); one != hostile.end()) {
        --asking[static_cast<std::size_t>(one->second)];
        hostile.erase(one);
      }
      held = holding.erase(held);
    }
    if (now >= visitor_begins && !visitor) {
      asked = now;
      visitor = queue.join(at("192.0.2.1", "203.0.113.1", waits.empty()), now);
    }
    for (const Id id : queue.hand_out(now)) {
      const bool is_visitor = id == visitor;
      holding[id] =
          is_visitor ? std::pair(now + 400ms, Clock::duration(200ms)) : std::pair(now + 1s, Clock::duration(1s));
      if (is_visitor) waits.push_back(now - asked);
    }
  }
  return waits;
}

TEST(Turns, AreNotDeniedByThoseWhoHoldThemInSilence) {
  const std::function<std::string(int)> rows[] = {
      [](int i) { return "198." + std::to_string(i) + ".100.1"; },             // strangers to each other
      [](int i) { return "2001:db8:1:" + std::to_string(1000 + i) + "::1"; },  // one who has a /48
  };
  for (const auto& client : rows) {
    const auto waits = waits_of_a_visitor(50, client, kBegin + 1min);
    EXPECT_EQ(waits.size(), 20U) << client(1);
    for (const Clock::duration wait : waits) EXPECT_LE(wait, 1100ms) << client(1);
  }
}

TEST(Turns, ComeWithinTheTimeToWaitAlsoWhenAllBeginAtOnce) {
  const auto waits = waits_of_a_visitor(
      30, [](int i) { return "198." + std::to_string(i) + ".100.1"; }, kBegin + 20ms);
  ASSERT_EQ(waits.size(), 20U);
  for (const Clock::duration wait : waits) EXPECT_LE(wait, std::chrono::milliseconds(BudgetConfig{}.target_wait_ms));
}

TEST(Turns, AreRememberedNoLongerThanTheyMatter) {
  TurnQueue queue(without_bounds());
  const auto server = [](int i) { return "192." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".1"; };
  for (int i = 0; i < 3'000; ++i) ASSERT_TRUE(takes(queue, at(server(i), "2001:db8::1"), kBegin + i * 1ms)) << i;
  EXPECT_GE(queue.known(), 3'000U);
  const auto later = kBegin + 1h;
  for (int i = 0; i < 3'000; ++i) ASSERT_TRUE(takes(queue, at("192.0.2.1", "2001:db8::1"), later + i * 1ms)) << i;
  EXPECT_LE(queue.known(), 16U);
}

}  // namespace
}  // namespace mailglass::relay::budget
