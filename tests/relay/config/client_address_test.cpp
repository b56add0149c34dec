// Whose shares a visitor uses, behind proxies that may be believed and some that may not; and which pages may come.
#include <gtest/gtest.h>

#include "http/origin.h"

namespace mailglass::relay {
namespace {

TEST(Client, IsThePeerOrWhomTrustedProxiesSpeakFor) {
  const struct {
    const char* what;
    std::vector<std::string> trusted;
    const char* peer;
    const char* forwarded_for;
    const char* client;
  } rows[] = {
      {"nobody is believed by default", {}, "192.0.2.1", "198.51.100.1", "192.0.2.1"},
      {"not even this machine", {}, "127.0.0.1", "198.51.100.1", "127.0.0.1"},
      {"a proxy", {"127.0.0.1"}, "127.0.0.1", "198.51.100.1", "198.51.100.1"},
      {"a stranger who says so", {"127.0.0.1"}, "192.0.2.1", "198.51.100.1", "192.0.2.1"},
      {"what the client said stands before", {"127.0.0.1"}, "127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"},
      {"two proxies", {"127.0.0.1", "10.0.0.0/8"}, "127.0.0.1", "203.0.113.9, 198.51.100.1, 10.1.2.3", "198.51.100.1"},
      {"a proxy in front that is not known", {"127.0.0.1"}, "127.0.0.1", "198.51.100.1, 10.1.2.3", "10.1.2.3"},
      {"proxies all the way", {"127.0.0.1", "10.0.0.0/8"}, "127.0.0.1", "10.1.2.4, 10.1.2.3", "10.1.2.4"},
      {"with a port", {"127.0.0.1"}, "127.0.0.1", "198.51.100.1:4711", "198.51.100.1"},
      {"IPv6", {"::1"}, "::1", "2001:db8::7", "2001:db8::7"},
      {"IPv6 in brackets", {"::1"}, "::1", "[2001:db8::7]", "2001:db8::7"},
      {"IPv6 with a port", {"::1"}, "::1", "[2001:db8::7]:4711", "2001:db8::7"},
      {"spaces and tabs", {"127.0.0.1"}, "127.0.0.1", "x,\t198.51.100.1:1 ", "198.51.100.1"},
      {"IPv4 on a socket of IPv6", {"127.0.0.1"}, "::ffff:127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"},
      {"no field", {"127.0.0.1"}, "127.0.0.1", "", "127.0.0.1"},
      {"a zone is this machine's own", {"127.0.0.1"}, "fe80::1%eth0", "", "fe80::1"},
  };
  for (const auto& row : rows) {
    Config config;
    config.trusted_proxies = row.trusted;
    EXPECT_EQ(http::client_address(config, row.peer, row.forwarded_for).to_string(), row.client) << row.what;
  }
}

TEST(Client, IsTheProxyWhereItSaysWhatNobodyCanRead) {
  Config config;
  config.trusted_proxies = {"127.0.0.1"};
  for (const char* text :
       {"unknown", "_hidden", "198.51.100.1:", "198.51.100.1:x", "198.51.100.1:123456", "[198.51.100.1]",
        "[2001:db8::7", "[2001:db8::7]x", "2001:db8::7]", "198.51.100", "198.51.100.1,"}) {
    EXPECT_EQ(http::client_address(config, "127.0.0.1", text).to_string(), "127.0.0.1") << text;
    EXPECT_FALSE(std::string_view(text).ends_with(',') ? std::nullopt : http::address_with_port(text)) << text;
  }
}

TEST(Origin, OfAnybodyIsTheRelaysOwnInALab) {
  Config config;
  EXPECT_TRUE(http::origin_allowed(config, "https://stranger.test", "relay.test"));
  config.lab.allow_special = true;
  EXPECT_FALSE(http::origin_allowed(config, "https://stranger.test", "relay.test"));
  EXPECT_TRUE(http::origin_allowed(config, "https://relay.test", "relay.test"));
  EXPECT_TRUE(http::origin_allowed(config, "", "relay.test")) << "no browser";
  config.allow_origins = {"https://stranger.test"};
  EXPECT_TRUE(http::origin_allowed(config, "https://stranger.test", "relay.test")) << "named";
}

TEST(Subprotocol, IsFoundAmongOthers) {
  for (const char* header : {"mailglass.v1", "chat, mailglass.v1", " mailglass.v1 ,chat"})
    EXPECT_TRUE(http::offers_subprotocol(header)) << header;
  for (const char* header : {"", "mailglass.v10", "mailglass.v1/2", "chat"})
    EXPECT_FALSE(http::offers_subprotocol(header)) << header;
}

}  // namespace
}  // namespace mailglass::relay
