// Whom the resolver never asks: the same table that guards mail connections.
#include "resolver/never_asked.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "resolver/program/sockets.h"
#include "support/dns_answer.h"

namespace mailglass::relay::resolver {
namespace {

struct Row {
  const char* what;
  bool lab;
  std::vector<std::string> deny;
  const char* upstream;
  const char* root;
  std::vector<const char*> asked;
  std::vector<const char*> never;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"on the Internet",
       false,
       {},
       "",
       "",
       {"198.41.0.4", "2001:503:ba3e::2:30", "64:ff9b::8.8.8.8"},
       {"127.0.0.77",
        "::1",
        "10.99.0.1",
        "172.16.0.1",
        "192.168.77.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "fd00:77::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "::",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::1",
        "2002:a00:1::1",
        "2001:0:a00:1::1",
        "4000::1",
        "f000::1"}},
      {"and not in the operator's own networks",
       false,
       {"198.51.0.0/18", "2a00:1450:4000::/36"},
       "",
       "",
       {"198.51.64.1", "2a00:1450:5013::1a"},
       {"198.51.1.1", "64:ff9b::198.51.1.1", "2a00:1450:4013::1a", "10.0.0.1"}},
      {"the operator's resolver is let through, and it alone",
       false,
       {"198.51.0.0/18"},
       "10.0.0.53",
       "",
       {"10.0.0.53"},
       {"10.0.0.52", "10.0.0.54", "10.0.53.0", "127.0.0.53", "198.51.1.1"}},
      {"also one within what is denied",
       false,
       {"198.51.0.0/18"},
       "198.51.1.1@5353",
       "",
       {"198.51.1.1"},
       {"198.51.1.2", "64:ff9b::198.51.1.1"}},
      {"also a root on loopback", false, {}, "", "::1@5300", {"::1"}, {"::2", "127.0.0.1"}},
      {"a lab has no special addresses",
       true,
       {"127.0.45.0/24"},
       "",
       "127.0.44.53@5353",
       {"127.0.44.1", "10.0.0.1", "::1"},
       {"127.0.45.1"}},
  };
  return all;
}

ResolverConfig config_of(const Row& row) {
  ResolverConfig config;
  config.upstream = row.upstream;
  config.root = row.root;
  return config;
}

TEST(NeverAsked, IsWhatIsOffLimits) {
  for (const Row& row : rows()) {
    const auto never = never_asked(target::OffLimits(row.lab, row.deny), config_of(row));
    const auto is_never = [&](const char* address) {
      return std::any_of(never.begin(), never.end(), [&](const auto& p) { return p.contains(test::ip(address)); });
    };
    for (const char* address : row.asked) EXPECT_FALSE(is_never(address)) << row.what << ": " << address;
    for (const char* address : row.never) EXPECT_TRUE(is_never(address)) << row.what << ": " << address;
  }
}

TEST(NeverAsked, IsKeptByTheBrokerToo) {
  for (const Row& row : rows()) {
    const auto config = config_of(row);
    Reachable reachable{never_asked(target::OffLimits(row.lab, row.deny), config), {}, !config.upstream.empty()};
    for (const std::string* named : {&config.upstream, &config.root}) {
      if (const auto server = parse_server(*named)) reachable.named.push_back(*server);
    }
    for (const char* address : row.never) {
      for (const std::uint16_t port : std::array<std::uint16_t, 3>{53, 25, 5353})
        EXPECT_FALSE(may_reach(reachable, test::ip(address), port)) << row.what << ": " << address;
    }
    for (const char* address : row.asked) {
      const auto named = std::find_if(reachable.named.begin(), reachable.named.end(),
                                      [&](const Server& server) { return server.address == test::ip(address); });
      const std::uint16_t port = named == reachable.named.end() ? kDnsPort : named->port;
      EXPECT_TRUE(may_reach(reachable, test::ip(address), port)) << row.what << ": " << address;
      for (const std::uint16_t other : std::array<std::uint16_t, 5>{25, 80, 443, 5354, 0})
        EXPECT_FALSE(may_reach(reachable, test::ip(address), other)) << row.what << ": " << address << " " << other;
    }
  }
}

TEST(NeverAsked, WithAResolverOfTheOperatorsNobodyElseIsAsked) {
  const Reachable reachable{{}, {{test::ip("10.0.0.53"), 53}}, true};
  EXPECT_TRUE(may_reach(reachable, test::ip("10.0.0.53"), 53));
  EXPECT_FALSE(may_reach(reachable, test::ip("198.41.0.4"), 53));
}

}  // namespace
}  // namespace mailglass::relay::resolver
