// Who may wait long for slow mail servers.

#include "budget/patience.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/dns_answer.h"

namespace mailglass::relay::budget {
namespace {

class Waits {
 public:
  explicit Waits(const BudgetConfig& config) : patience(config) {}
  bool more(const std::string& server, const std::string& client) {
    auto lease = patience.wait_for(test::ip(server), test::ip(client));
    if (!lease) {
      EXPECT_EQ(lease.refusal().rule, "budget-patience");
      return false;
    }
    leases_.push_back(std::move(*lease));
    return true;
  }
  void one_ends() { leases_.pop_back(); }
  Patience patience;

 private:
  std::vector<Lease> leases_;
};

BudgetConfig sizes(std::uint32_t all, std::uint32_t client, std::uint32_t server) {
  BudgetConfig config;
  config.patient_probes = all;
  config.patient_probes_per_client = client;
  config.target_connections = server;
  return config;
}

TEST(Patience, HasSharesOfClientsAndTheirNetworks) {
  Waits waits(sizes(100, 1, 100));
  EXPECT_TRUE(waits.more("192.0.2.1", "198.51.100.1"));
  EXPECT_FALSE(waits.more("192.0.2.2", "198.51.100.1"));
  EXPECT_FALSE(waits.more("192.0.2.2", "::ffff:198.51.100.1")) << "the same client";
  for (const char* other : {"198.51.100.2", "198.51.100.3", "198.51.100.4"})
    EXPECT_TRUE(waits.more("192.0.2.2", other));
  EXPECT_FALSE(waits.more("192.0.2.3", "198.51.100.5")) << "four shares for a /24";
  EXPECT_TRUE(waits.more("192.0.2.3", "203.0.113.1"));
}

TEST(Patience, HasAShareOfEachMailServer) {
  Waits waits(sizes(100, 100, 2));
  EXPECT_TRUE(waits.more("192.0.2.1", "198.51.100.1"));
  EXPECT_TRUE(waits.more("192.0.2.1", "203.0.113.1"));
  EXPECT_FALSE(waits.more("192.0.2.1", "2001:db8::1"));
  EXPECT_TRUE(waits.more("192.0.2.2", "2001:db8::1"));
}

TEST(Patience, HasAnEndForAllTogetherAndComesBack) {
  Waits waits(sizes(2, 100, 100));
  EXPECT_TRUE(waits.more("192.0.2.1", "198.51.100.1"));
  EXPECT_TRUE(waits.more("192.0.2.2", "203.0.113.1"));
  EXPECT_FALSE(waits.more("192.0.2.3", "2001:db8::1"));
  EXPECT_EQ(waits.patience.waiting(), 2U);
  waits.one_ends();
  EXPECT_EQ(waits.patience.waiting(), 1U);
  EXPECT_TRUE(waits.more("192.0.2.3", "2001:db8::1"));
  waits.patience.follow(sizes(3, 100, 100));
  EXPECT_TRUE(waits.more("192.0.2.4", "2001:db8::1"));
}

TEST(Patience, OutlivesNobody) {
  auto patience = std::make_unique<Patience>(sizes(2, 2, 2));
  auto lease = patience->wait_for(test::ip("192.0.2.1"), std::nullopt);
  ASSERT_TRUE(lease);
  patience.reset();
  lease->reset();
}

}  // namespace
}  // namespace mailglass::relay::budget
