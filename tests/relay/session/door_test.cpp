// Who comes in when many stand at the door: over real sockets, from several addresses of this machine.
#include <gtest/gtest.h>
#include <poll.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "support/page.h"
#include "support/running_relay.h"

namespace mailglass::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

/// A TCP connection from an address of this machine.
class Caller {
 public:
  Caller(std::uint16_t port, const std::string& from) : socket_(context_) {
    socket_.open(tcp::v4());
    socket_.bind({asio::ip::make_address(from), 0});
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
  }
  /// All that comes until the relay closes.
  std::string ask(const std::string& request) {
    boost::system::error_code error;
    asio::write(socket_, asio::buffer(request), error);
    std::string answer;
    asio::read(socket_, asio::dynamic_buffer(answer), error);
    return answer;
  }
  bool healthy() {
    return ask("GET /healthz HTTP/1.1\r\nHost: relay.test\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200");
  }
  void say(const std::string& part) {
    boost::system::error_code error;
    asio::write(socket_, asio::buffer(part), error);
  }
  /// Whether the relay closes within this time.
  bool gone(std::chrono::milliseconds within) {
    pollfd one{socket_.native_handle(), POLLIN | POLLHUP, 0};
    return ::poll(&one, 1, static_cast<int>(within.count())) == 1;
  }

 private:
  asio::io_context context_;
  tcp::socket socket_;
};

std::vector<std::unique_ptr<Caller>> silent_callers(std::uint16_t port, const std::string& from, int count) {
  std::vector<std::unique_ptr<Caller>> callers;
  callers.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) callers.push_back(std::make_unique<Caller>(port, from));
  return callers;
}

relay::Config patient_config() {
  relay::Config config = test_config(25);
  config.budget.header_seconds = 60;
  return config;
}

TEST(Door, IsNotFilledByOneAddress) {
  relay::Config config = patient_config();
  config.budget.door_connections = 40;
  config.budget.door_connections_per_client = 16;
  RunningRelay relay(config, {});
  const auto silent = silent_callers(relay.port(), "127.0.9.1", 120);
  EXPECT_TRUE(Caller(relay.port(), "127.0.10.1").healthy());
  EXPECT_TRUE(Caller(relay.port(), "127.0.9.1").healthy()) << "who shares the address comes in, too";
  int still_there = 0;
  for (const auto& caller : silent) still_there += caller->gone(20ms) ? 0 : 1;
  EXPECT_LE(still_there, 16);
}

TEST(Door, MakesRoomByTheSilentWhenItIsFull) {
  relay::Config config = patient_config();
  config.budget.door_connections = 20;
  config.budget.door_connections_per_client = 10;
  RunningRelay relay(config, {});
  const auto some = silent_callers(relay.port(), "127.0.9.1", 10),
             more = silent_callers(relay.port(), "127.0.10.1", 10);
  const auto visitor = silent_callers(relay.port(), "127.0.11.1", 1);
  EXPECT_TRUE(Caller(relay.port(), "127.0.12.1").healthy());
  EXPECT_TRUE(visitor.front()->healthy()) << "who has one only stays";
}

TEST(Door, WaitsForAFirstRequestNoLongerThanItIsTold) {
  relay::Config config = test_config(25);
  config.budget.header_seconds = 1;
  RunningRelay relay(config, {});
  Caller silent(relay.port(), "127.0.0.1"), slow(relay.port(), "127.0.0.1");
  slow.say("GET / HTTP/1.1\r\nHost: ");
  EXPECT_TRUE(silent.gone(5s));
  EXPECT_TRUE(slow.gone(5s));
}

TEST(Door, GivesItsPlaceBackToWhoHasASession) {
  relay::Config config = patient_config();
  config.budget.door_connections = 2;
  RunningRelay relay(config, {});
  std::vector<std::unique_ptr<Page>> pages;
  for (int i = 0; i < 5; ++i) {
    pages.push_back(std::make_unique<Page>(relay.port()));
    pages.back()->expect<wire::Welcome>();
  }
  for (const auto& page : pages) {
    page->say(wire::Open{"example.test"});
    page->expect<wire::Opened>();
  }
}

/// As one behind a proxy that is believed.
std::unique_ptr<Page> page_of(const RunningRelay& relay, const std::string& client) {
  return std::make_unique<Page>(relay.port(), "", "mailglass.v1", std::vector<std::string>{client});
}

TEST(Door, OfSessionsIsNotFilledByIdleOnes) {
  relay::Config config = test_config(25);
  config.trusted_proxies = {"127.0.0.1"};
  config.budget.sessions = 20;
  config.budget.sessions_per_client = 4;
  RunningRelay relay(config, {{"example.test", dns::Type::MX, {}}});
  auto working = page_of(relay, "203.0.113.1");
  working->expect<wire::Welcome>();
  working->say(wire::Open{"example.test"});
  working->expect<wire::Opened>();
  std::vector<std::unique_ptr<Page>> idle;
  for (int client = 0; client < 5; ++client) {
    for (int i = 0; i < 4; ++i) {
      idle.push_back(page_of(relay, "192.0." + std::to_string(client) + ".1"));
      idle.back()->expect<wire::Welcome>();
    }
  }
  auto visitor = page_of(relay, "198.51.100.1");
  visitor->expect<wire::Welcome>();
  const auto last_word = idle.front()->expect<wire::Refused>();
  EXPECT_EQ(last_word.rule, "budget-sessions");
  EXPECT_TRUE(std::holds_alternative<Gone>(idle.front()->hear()));
  // Who has a domain, and asked a moment ago, was not the one.
  working->say(wire::Lookup{working->next_id(), "example.test", "MX"});
  working->expect<wire::Answer>();
  visitor->say(wire::Open{"example.test"});
  visitor->expect<wire::Opened>();
}

TEST(Door, CountsSessionsForNetworks) {
  relay::Config config = test_config(25);
  config.trusted_proxies = {"127.0.0.1"};
  config.budget.sessions_per_client = 1;
  RunningRelay relay(config, {});
  std::vector<std::unique_ptr<Page>> pages;
  for (int i = 0; i < 4; ++i) {
    pages.push_back(page_of(relay, "2001:db8:1:1" + std::to_string(i) + "::1"));
    pages.back()->expect<wire::Welcome>();
  }
  EXPECT_EQ(page_of(relay, "2001:db8:1:14::1")->expect<wire::Refused>().rule, "budget-client") << "a /56 has four";
  page_of(relay, "2001:db8:1:124::1")->expect<wire::Welcome>();
  page_of(relay, "[2001:db8:2::1]:443")->expect<wire::Welcome>();
}

TEST(Door, ClosesOnAFlood) {
  relay::Config config = test_config(25);
  config.budget.messages_burst = 50;
  config.budget.messages_per_minute = 1;
  RunningRelay relay(config, {{"example.test", dns::Type::TXT, {}}});
  Page page(relay.port());
  page.say(wire::Open{"example.test"});
  for (int i = 0; i < 100; ++i) page.say(wire::Lookup{page.next_id(), "example.test", "TXT"});
  EXPECT_EQ(page.expect<wire::Refused>().rule, "limit-messages");
  EXPECT_TRUE(std::holds_alternative<Gone>(page.hear()));
}

TEST(Door, ClosesOnAFloodOfFewLargeMessages) {
  relay::Config config = test_config(25);
  config.budget.message_kilobytes_burst = 256;
  config.budget.message_kilobytes_per_minute = 1;
  RunningRelay relay(config, {});
  Page page(relay.port());
  page.expect<wire::Welcome>();
  const std::string large = R"({"type":"open","domain":"example.test","ignored":")" + std::string(100'000, 'x') + "\"}";
  std::string rule;
  for (int i = 0; i < 4; ++i) page.say_text(large);
  for (int i = 0; i < 4 && rule != "limit-messages"; ++i) rule = page.expect<wire::Refused>().rule;
  EXPECT_EQ(rule, "limit-messages");
}

}  // namespace
}  // namespace mailglass::test
