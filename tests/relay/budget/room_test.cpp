// Places: who gets one, and who goes when there are too few.

#include "budget/room.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "budget/descriptors.h"
#include "support/dns_answer.h"

namespace mailglass::relay::budget {
namespace {

using namespace std::chrono_literals;

const Clock::time_point kNow{1h};

class Visitor final : public Guest {
 public:
  explicit Visitor(std::optional<Idle> idle) : idle_(idle) {}
  [[nodiscard]] std::optional<Idle> idle() const override { return idle_; }
  void leave() override { left_ = true; }
  [[nodiscard]] bool left() const { return left_; }
  void busy() { idle_.reset(); }

 private:
  std::optional<Idle> idle_;
  bool left_ = false;
};

/// A room and all who came in.
class Visited {
 public:
  explicit Visited(Room::Size size) : room_(size) {}
  /// Nothing when he got no place.
  Visitor* enter(const std::string& address, std::optional<Guest::Idle> idle) {
    visitors_.push_back(std::make_unique<Visitor>(idle));
    auto entered = room_.enter(test::ip(address), *visitors_.back(), kNow);
    if (!std::holds_alternative<Lease>(entered)) return nullptr;
    leases_.push_back(std::move(std::get<Lease>(entered)));
    return visitors_.back().get();
  }
  Visitor* silent(const std::string& address, std::chrono::seconds since = 1s) {
    return enter(address, Guest::Idle{false, kNow - since});
  }
  Visitor* working(const std::string& address) { return enter(address, std::nullopt); }
  [[nodiscard]] std::size_t taken() const { return room_.taken(); }
  void all_go() { leases_.clear(); }

 private:
  Room room_;
  std::vector<std::unique_ptr<Visitor>> visitors_;
  std::vector<Lease> leases_;
};

TEST(Room, HasShares) {
  struct Row {
    const char* what;
    std::vector<std::string> others;
    const char* newcomer;
    bool enters;
  };
  const std::vector<Row> rows{
      {"a second of the same address", {"192.0.2.1"}, "192.0.2.1", true},
      {"a third", {"192.0.2.1", "192.0.2.1"}, "192.0.2.1", false},
      {"a neighbour", {"192.0.2.1", "192.0.2.1"}, "192.0.2.2", true},
      {"the ninth of a /24",
       {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7", "192.0.2.8"},
       "192.0.2.9",
       false},
      {"a third of a /64", {"2001:db8:1:1::1", "2001:db8:1:1::2"}, "2001:db8:1:1::3", false},
      {"another /64", {"2001:db8:1:1::1", "2001:db8:1:1::2"}, "2001:db8:1:2::1", true},
      {"an IPv4 address in IPv6", {"::ffff:192.0.2.1", "192.0.2.1"}, "::ffff:192.0.2.1", false},
  };
  for (const Row& row : rows) {
    Visited room({1000, 2, false});
    for (const std::string& other : row.others) ASSERT_TRUE(room.working(other)) << row.what;
    EXPECT_EQ(room.working(row.newcomer) != nullptr, row.enters) << row.what;
  }
}

TEST(Room, CountsTheStepsUpToACustomersWholeNetwork) {
  Visited room({10'000, 2, false});
  const auto address = [](int net56, int net64) {
    return "2001:db8:1:" + std::to_string(net56) + "0" + std::to_string(net64) + "::1";
  };
  // Eight in each /56, however many of its /64s come; 32 in the /48.
  int in_48 = 0;
  for (int net56 = 1; net56 < 9; ++net56) {
    int in_56 = 0;
    for (int net64 = 0; net64 < 9; ++net64) in_56 += room.working(address(net56, net64)) ? 1 : 0;
    EXPECT_LE(in_56, 8) << net56;
    in_48 += in_56;
  }
  EXPECT_EQ(in_48, 32);
  EXPECT_TRUE(room.working("2001:db8:2::1"));
}

TEST(Room, LetsNobodyKeepOthersOutByStandingIdle) {
  Visited room({200, 8, false});
  for (int client = 0; client < 25; ++client) {
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(room.silent("192.0." + std::to_string(client) + ".1"));
  }
  EXPECT_EQ(room.taken(), 200U);
  EXPECT_TRUE(room.silent("198.51.100.1"));
  EXPECT_EQ(room.taken(), 200U);
}

TEST(Room, SendsAwayTheIdleOfWhoHasMostAndThenWhoStoodIdleForLongest) {
  Visited room({5, 8, false});
  Visitor* once = room.silent("192.0.2.1", 100s);
  Visitor* busy = room.working("198.51.100.1");
  Visitor* begun = room.enter("198.51.100.1", Guest::Idle{true, kNow - 50s});
  Visitor* longer = room.silent("198.51.100.1", 20s);
  Visitor* shorter = room.silent("198.51.100.1", 10s);
  ASSERT_TRUE(once && busy && begun && longer && shorter);
  EXPECT_TRUE(room.working("203.0.113.1"));
  EXPECT_TRUE(longer->left());
  EXPECT_TRUE(room.working("203.0.113.2"));
  EXPECT_TRUE(shorter->left());
  EXPECT_TRUE(room.working("203.0.113.3"));
  EXPECT_TRUE(begun->left());
  EXPECT_FALSE(once->left());
  EXPECT_FALSE(busy->left());
}

TEST(Room, TakesNoPauseBetweenTwoQuestionsForIdleness) {
  Visited room({1, 8, false});
  Visitor* check = room.enter("192.0.2.1", Guest::Idle{true, kNow - 1s});
  EXPECT_FALSE(room.working("198.51.100.1"));
  EXPECT_FALSE(check->left());
}

TEST(Room, TakesFromWhoHasManyWhereAllAreBusy) {
  Visited room({4, 8, false});
  Visitor* one = room.working("192.0.2.1");
  Visitor* first = room.working("198.51.100.1");
  Visitor* second = room.working("198.51.100.1");
  Visitor* third = room.working("198.51.100.1");
  EXPECT_TRUE(room.working("203.0.113.1"));
  EXPECT_TRUE(third->left()) << "the last to come";
  EXPECT_TRUE(room.working("203.0.113.2"));
  EXPECT_TRUE(second->left());
  EXPECT_FALSE(room.working("203.0.113.3")) << "everybody has one";
  EXPECT_FALSE(one->left() || first->left());
  EXPECT_FALSE(room.working("203.0.113.1")) << "nobody takes another's for his second";
}

TEST(Room, CanRenewAShareByTheClientsOwnIdleOnes) {
  Visited room({100, 2, true});
  Visitor* other = room.silent("198.51.100.1", 100s);
  Visitor* old = room.silent("192.0.2.1", 20s);
  Visitor* younger = room.silent("192.0.2.1", 10s);
  ASSERT_TRUE(room.silent("192.0.2.1"));
  EXPECT_TRUE(old->left());
  EXPECT_FALSE(younger->left());
  EXPECT_FALSE(other->left());
  EXPECT_EQ(room.taken(), 3U);
}

TEST(Room, IsEmptyWhenAllAreGone) {
  Visited room({100, 2, true});
  ASSERT_TRUE(room.silent("192.0.2.1") && room.working("192.0.2.1") && room.working("2001:db8::1"));
  room.all_go();
  EXPECT_EQ(room.taken(), 0U);
  EXPECT_TRUE(room.working("192.0.2.1") && room.working("192.0.2.1"));
}

TEST(Descriptors, LeaveRoomForMailServersBeforeTheDoor) {
  Config config;  // 200 sessions, each with four probes
  const std::uint32_t wanted = config.budget.door_connections;
  EXPECT_EQ(places_at_the_door(config, 524'288), wanted);
  EXPECT_EQ(places_at_the_door(config, 2'000), 2'000 - 200 * 5 - 64 - 256U);
  EXPECT_EQ(places_at_the_door(config, 1'024), 256U) << "a quarter at least";
  EXPECT_EQ(places_at_the_door(config, 1), 1U);
}

TEST(Descriptors, AreAsManyAsTheSystemGives) {
  const std::uint64_t limit = raise_descriptor_limit();
  EXPECT_EQ(descriptor_limit(), limit);
  EXPECT_EQ(raise_descriptor_limit(), limit);
}

}  // namespace
}  // namespace mailglass::relay::budget
