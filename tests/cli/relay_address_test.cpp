#include "cli/transport/relay_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "speech/words.h"

namespace mailglass::cli {
namespace {

struct Taken {
  const char *url = "", *host = "", *port = "", *path = "", *authority = "";
  bool encrypted = false;
};
TEST(RelayAddress, TakesWebSocketsAndThePagesBesideThem) {
  const Taken table[] = {
      {"ws://localhost:8025/ws", "localhost", "8025", "/ws", "localhost:8025"},
      {"ws://localhost:8025", "localhost", "8025", "/ws", "localhost:8025"},
      {"ws://relay.example.org", "relay.example.org", "80", "/ws", "relay.example.org"},
      {"ws://192.0.2.1:80/deep/socket", "192.0.2.1", "80", "/deep/socket", "192.0.2.1:80"},
      {"ws://[2001:db8::1]:8025/ws", "2001:db8::1", "8025", "/ws", "[2001:db8::1]:8025"},
      {"ws://[::1]", "::1", "80", "/ws", "[::1]"},
      {"http://localhost:8025", "localhost", "8025", "/ws", "localhost:8025"},
      {"http://localhost:8025/", "localhost", "8025", "/ws", "localhost:8025"},
      {"http://example.org/mailglass/", "example.org", "80", "/mailglass/ws", "example.org"},
      {"http://example.org/mailglass/index.html", "example.org", "80", "/mailglass/ws", "example.org"},
      {"wss://relay.example.org/ws", "relay.example.org", "443", "/ws", "relay.example.org", true},
      {"wss://[::1]:8443", "::1", "8443", "/ws", "[::1]:8443", true},
      {"https://relay.example.org/", "relay.example.org", "443", "/ws", "relay.example.org", true},
      {"https://relay.example.org:8443/mailglass/", "relay.example.org", "8443", "/mailglass/ws",
       "relay.example.org:8443", true},
  };
  for (const Taken& row : table) {
    const auto parsed = parse_relay_address(row.url);
    const auto* address = std::get_if<RelayAddress>(&parsed);
    ASSERT_TRUE(address) << row.url << ": " << std::get<std::string>(parsed);
    EXPECT_EQ(address->host, row.host) << row.url;
    EXPECT_EQ(address->port, row.port) << row.url;
    EXPECT_EQ(address->path, row.path) << row.url;
    EXPECT_EQ(address->authority, row.authority) << row.url;
    EXPECT_EQ(address->encrypted, row.encrypted) << row.url;
  }
}

TEST(RelayAddress, RefusesWhatIsNone) {
  for (const char* url : {"",
                          "ws://",
                          "ws://:8025",
                          "ws:///ws",
                          "localhost:8025",
                          "ftp://host/",
                          "ws://host:0",
                          "ws://host:65536",
                          "ws://host:80x",
                          "ws://host:",
                          "ws://[::1",
                          "ws://[]:80",
                          "ws://[::1]x:80",
                          "ws://user@host/",
                          "ws://host/ws?x=1",
                          "ws://host/w s",
                          "ws://host/ws\r\nX: y",
                          "http://h\x01/",
                          "wss://",
                          "https://:443/",
                          "wss://host/ws?x=1",
                          "WSS//host"}) {
    const auto parsed = parse_relay_address(url);
    ASSERT_TRUE(std::holds_alternative<std::string>(parsed)) << url;
    EXPECT_THAT(english().say(std::get<std::string>(parsed)), testing::HasSubstr("looks like wss://")) << url;
  }
}

}  // namespace
}  // namespace mailglass::cli
