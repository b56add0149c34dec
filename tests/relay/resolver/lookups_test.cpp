// Who is asked for next: shares of sessions and clients, and places that stay taken while libunbound works.
#include "resolver/lookups.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace mailglass::relay::resolver {
namespace {

using Ticket = Lookups::Ticket;

class Crowd {
 public:
  explicit Crowd(Lookups::Bounds bounds) : lookups(bounds) {}

  Asker asker(int client, int session) {
    auto& one = clients_[client];
    if (!one) one = std::make_shared<int>(client);
    auto& other = sessions_[{client, session}];
    if (!other) other = std::make_shared<int>(session);
    return {other, one};
  }
  Ticket add(int client, int session) {
    lookups.add(++last_, asker(client, session));
    owner_[last_] = client;
    return last_;
  }
  /// As many as can be asked now.
  std::vector<Ticket> ask_all() {
    std::vector<Ticket> all;
    while (const auto ticket = lookups.next()) all.push_back(*ticket);
    return all;
  }
  std::map<int, int> by_client(const std::vector<Ticket>& tickets) {
    std::map<int, int> count;
    for (const Ticket ticket : tickets) ++count[owner_.at(ticket)];
    return count;
  }

  Lookups lookups;

 private:
  std::map<int, std::shared_ptr<const void>> clients_;
  std::map<std::pair<int, int>, std::shared_ptr<const void>> sessions_;
  std::map<Ticket, int> owner_;
  Ticket last_ = 0;
};

constexpr Lookups::Bounds kUsual{512, 32, 16};

TEST(Lookups, OfOneSessionAreAskedInTurnWithinItsShare) {
  Crowd crowd(kUsual);
  for (int i = 0; i < 192; ++i) crowd.add(1, 1);
  const auto first = crowd.ask_all();
  ASSERT_EQ(first.size(), 16U);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i], i + 1);
  crowd.lookups.done(3);
  EXPECT_EQ(crowd.ask_all(), std::vector<Ticket>{17});
}

TEST(Lookups, OfOneClientsSessionsShareItsPlaces) {
  Crowd crowd(kUsual);
  for (int session = 0; session < 8; ++session) {
    for (int i = 0; i < 100; ++i) crowd.add(1, session);
  }
  EXPECT_EQ(crowd.ask_all().size(), 32U);
  EXPECT_EQ(crowd.lookups.working(), 32U);
}

TEST(Lookups, KeepTheirPlacesWhenNobodyWaitsForThem) {
  Crowd crowd(kUsual);
  for (int i = 0; i < 20; ++i) crowd.add(1, 1);
  for (const Ticket ticket : crowd.ask_all()) crowd.lookups.drop(ticket);
  EXPECT_EQ(crowd.lookups.working(), 16U);
  EXPECT_TRUE(crowd.ask_all().empty());
  crowd.lookups.done(1);
  EXPECT_EQ(crowd.ask_all(), std::vector<Ticket>{17});
}

TEST(Lookups, ThatWaitAndAreDroppedAreNeverAsked) {
  Crowd crowd({8, 1, 1});
  const Ticket first = crowd.add(1, 1), second = crowd.add(1, 1), third = crowd.add(1, 1);
  EXPECT_EQ(crowd.ask_all(), std::vector<Ticket>{first});
  crowd.lookups.drop(second);
  crowd.lookups.drop(second);
  crowd.lookups.done(first);
  EXPECT_EQ(crowd.ask_all(), std::vector<Ticket>{third});
  crowd.lookups.done(first);
  EXPECT_EQ(crowd.lookups.working(), 1U);
}

TEST(Lookups, ThatCouldNotBeAskedComeFirstAgain) {
  Crowd crowd({8, 1, 1});
  const Ticket first = crowd.add(1, 1);
  crowd.add(1, 1);
  EXPECT_EQ(crowd.lookups.next(), first);
  crowd.lookups.put_back(first);
  EXPECT_EQ(crowd.lookups.working(), 0U);
  EXPECT_EQ(crowd.lookups.next(), first);
}

TEST(Lookups, LeavePlacesForWhoHasNone) {
  // However many clients hold on to as much as they get, the next one's first lookups are asked at once.
  for (const int hostile : {1, 10, 50, 200, 1000}) {
    Crowd crowd(kUsual);
    for (int client = 1; client <= hostile; ++client) {
      for (int session = 0; session < 3; ++session) {
        for (int i = 0; i < 30; ++i) crowd.add(client, session);
      }
    }
    for (const Ticket ticket : crowd.ask_all()) crowd.lookups.drop(ticket);
    EXPECT_LE(crowd.lookups.working(), 512U);
    if (hostile <= 200) {
      for (int i = 0; i < 4; ++i) crowd.add(0, 0);
      EXPECT_GE(crowd.ask_all().size(), hostile <= 50 ? 4U : 1U) << hostile;
    }
  }
}

TEST(Lookups, AreSharedEvenlyWhenPlacesAreFew) {
  Crowd crowd({64, 32, 16});
  for (int i = 0; i < 100; ++i) crowd.add(1, 1);
  for (int client = 2; client <= 5; ++client) {
    for (int i = 0; i < 10; ++i) crowd.add(client, 1);
  }
  const auto shares = crowd.by_client(crowd.ask_all());
  ASSERT_EQ(shares.size(), 5U);
  for (const auto& [client, share] : shares) EXPECT_NEAR(share, shares.at(1), 1) << client;
}

TEST(Lookups, AfterANewProcessOnlyWaitingOnesAreLeft) {
  Crowd crowd({64, 4, 4});
  for (int i = 0; i < 10; ++i) crowd.add(1, 1);
  EXPECT_EQ(crowd.ask_all().size(), 4U);
  crowd.lookups.all_done();
  EXPECT_EQ(crowd.lookups.working(), 0U);
  EXPECT_EQ(crowd.ask_all(), (std::vector<Ticket>{5, 6, 7, 8}));
}

TEST(Lookups, LetNobodyLiveLongerThanTheirWork) {
  Lookups lookups(kUsual);
  auto client = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = client;
  lookups.add(1, {client, client});
  client.reset();
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(lookups.next(), Ticket{1});
  lookups.drop(1);
  EXPECT_FALSE(watched.expired());
  lookups.done(1);
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace mailglass::relay::resolver
