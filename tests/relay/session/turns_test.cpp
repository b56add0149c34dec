// Turns at a mail server, as pages meet them; and what the relay itself may lack.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "support/mail_server.h"
#include "support/no_descriptors.h"
#include "support/page.h"
#include "support/running_relay.h"

namespace mailglass::test {
namespace {

using wire::End;
using namespace std::chrono_literals;

constexpr const char* kHost = "mx.example.test";

void up_to_tls(Visitor& visitor, std::size_t hello_bytes) {
  visitor.say("220 hi\r\n");
  visitor.read_line();
  visitor.say("250-mx\r\n250 STARTTLS\r\n");
  visitor.read_line();
  visitor.say("220 go\r\n");
  visitor.read_bytes(hello_bytes);
}

/// RFC 8446 section 4.1.4: another ClientHello, please.
std::string hello_retry_request() {
  constexpr std::array<std::uint8_t, 32> kRandom{0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                                 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                                 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
  ByteWriter record;
  record.u8(22).u16(0x0303).prefixed(2, [&](ByteWriter& fragment) {
    fragment.u8(2).prefixed(3, [&](ByteWriter& body) {
      body.u16(0x0303).append(kRandom).u8(0).u16(0x1301).u8(0);
      body.prefixed(2, [](ByteWriter& extensions) {
        extensions.u16(43).prefixed(2, [](ByteWriter& version) { version.u16(0x0304); });
        extensions.u16(51).prefixed(2, [](ByteWriter& group) { group.u16(0x0017); });
      });
    });
  });
  return std::string(text_of(record.bytes()));
}

TEST(PageTurn, IsShort) {
  const struct {
    const char* what;
    std::string answer;
  } rows[] = {{"the server asks for another ClientHello", hello_retry_request()},
              {"the server says what nobody can answer to", "what is this?\r\n"}};
  for (const auto& row : rows) {
    const Bytes hello = client_hello_for(kHost);
    std::atomic<bool> polite{false};
    MailServer server([&](Visitor& visitor) {
      up_to_tls(visitor, hello.size());
      visitor.say(row.answer);
      polite = visitor.read_all().size() == 14;  // two alerts
    });
    relay::Config config = test_config(server.port());
    config.budget.page_ms = 300;
    RunningRelay relay(config, one_server(server.address()));
    Page page(relay.port());
    page.open("example.test", kHost);
    const StreamStory story = page.probe(kHost, server.address(), hello);
    ASSERT_TRUE(story.closed) << row.what;
    EXPECT_EQ(story.closed->end, End::Cancelled) << row.what;
    EXPECT_EQ(story.closed->why, "the page did not go on within 300 ms") << row.what;
    EXPECT_LT(story.closed->us, 5'000'000U) << row.what;
    EXPECT_EQ(story.to_server.size(), std::string("EHLO relay.example.test\r\nSTARTTLS\r\n").size() + hello.size() +
                                          (row.answer.front() == 22 ? 14 : 0))
        << row.what;
  }
}

TEST(PageTurn, DoesNotBeginBeforeTheServerHasSpoken) {
  const Bytes hello = client_hello_for(kHost);
  MailServer server([&](Visitor& visitor) {
    up_to_tls(visitor, hello.size());
    visitor.read_all();
  });
  relay::Config config = test_config(server.port());
  config.budget.page_ms = 50;
  config.limits.handshake_ms = 400;
  RunningRelay relay(config, one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  const StreamStory story = page.probe(kHost, server.address(), hello);
  ASSERT_TRUE(story.closed);
  EXPECT_EQ(story.closed->end, End::Timeout);
  EXPECT_EQ(story.closed->why, "no complete handshake within 400 ms");
}

TEST(Turn, ComesForAVisitorThoughAnotherHasAskedForAll) {
  // Four probes of one session, all in silence; and then somebody's one.
  const Bytes hello = client_hello_for(kHost);
  MailServer server([&](Visitor& visitor) {
    up_to_tls(visitor, hello.size());
    visitor.say(hello_retry_request());
    visitor.read_all();
  });
  relay::Config config = test_config(server.port());
  config.trusted_proxies = {"127.0.0.1"};
  config.budget.page_ms = 500;
  RunningRelay relay(config, one_server(server.address()));
  Page hostile(relay.port(), "", "mailglass.v1", {"192.0.2.1"}),
      visitor(relay.port(), "", "mailglass.v1", {"198.51.100.1"});
  hostile.open("example.test", kHost);
  visitor.open("example.test", kHost);
  std::vector<std::uint32_t> probes;
  probes.reserve(4);
  for (int i = 0; i < 4; ++i) probes.push_back(hostile.start_probe(kHost, server.address(), hello));
  while (server.visits() < 2) std::this_thread::sleep_for(2ms);
  const auto begun = std::chrono::steady_clock::now();
  const std::uint32_t own = visitor.start_probe(kHost, server.address(), hello);
  for (bool connected = false; !connected;) connected = visitor.expect<wire::StageReached>().id == own;
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_LE(server.visits(), 4) << "it came before those who asked for more";
  EXPECT_TRUE(visitor.follow(own).closed);
  // Their messages come mixed.
  for (std::size_t i = 0; i < probes.size(); ++i) hostile.expect<wire::Closed>();
}

TEST(Turn, IsGivenUpByWhoLeaves) {
  const Bytes hello = client_hello_for(kHost);
  MailServer server([](Visitor& visitor) { visitor.read_all(); });
  relay::Config config = test_config(server.port());
  config.budget.target_connections = 1;
  RunningRelay relay(config, one_server(server.address()));
  Page holds(relay.port()), stays(relay.port());
  holds.open("example.test", kHost);
  stays.open("example.test", kHost);
  const std::uint32_t held = holds.start_probe(kHost, server.address(), hello);
  while (server.visits() < 1) std::this_thread::sleep_for(2ms);
  {
    Page leaves(relay.port());
    leaves.open("example.test", kHost);
    const std::uint32_t never = leaves.start_probe(kHost, server.address(), hello);
    const std::uint32_t finished = leaves.start_probe(kHost, server.address(), hello);
    leaves.say(wire::Finish{finished});
    const auto closed = leaves.follow(finished).closed;
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->end, End::Cancelled);
    EXPECT_NE(never, finished);
  }
  const std::uint32_t next = stays.start_probe(kHost, server.address(), hello);
  holds.say(wire::Finish{held});
  for (bool connected = false; !connected;) connected = stays.expect<wire::StageReached>().id == next;
}

TEST(Want, OfDescriptorsIsTheRelaysWordAndNotTheServers) {
  MailServer server([](Visitor& visitor) { visitor.say("554 no\r\n"); });
  RunningRelay relay(test_config(server.port()), one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  // The sanitizer has met every type then (support/no_descriptors.h).
  ASSERT_TRUE(page.probe(kHost, server.address(), client_hello_for(kHost)).closed);
  {
    const NoDescriptors none;
    const StreamStory story = page.probe(kHost, server.address(), client_hello_for(kHost));
    ASSERT_TRUE(story.refused) << (story.closed ? story.closed->why : "nothing");
    EXPECT_EQ(story.refused->rule, "relay-resources");
    EXPECT_TRUE(story.stages.empty());
  }
  EXPECT_EQ(server.visits(), 1);
  EXPECT_TRUE(page.probe(kHost, server.address(), client_hello_for(kHost)).closed) << "and then all is well again";
}

}  // namespace
}  // namespace mailglass::test
