// Mail servers that are slower than the usual deadlines, and pages that ask the relay to wait for them.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "support/mail_server.h"
#include "support/page.h"
#include "support/running_relay.h"

namespace mailglass::test {
namespace {

using wire::End;
using namespace std::chrono_literals;

constexpr const char* kHost = "mx.example.test";
constexpr std::uint32_t kLong = 60'000;

relay::Config impatient(std::uint16_t port) {
  relay::Config config = test_config(port);
  config.limits.greeting_ms = 200;
  config.limits.reply_ms = 200;
  config.limits.probe_ms = 1000;
  return config;
}

std::uint32_t ask(Page& page, const std::string& address, std::uint32_t patience_ms) {
  const std::uint32_t id = page.next_id();
  page.say(wire::Probe{id, wire::ServiceId::Smtp, kHost, address, client_hello_for(kHost), patience_ms});
  return id;
}

void speaks_without_tls(Visitor& visitor, std::chrono::milliseconds greeting, std::chrono::milliseconds reply) {
  std::this_thread::sleep_for(greeting);
  visitor.say("220 hi\r\n");
  visitor.read_line();
  std::this_thread::sleep_for(reply);
  visitor.say("250 mx\r\n");
  visitor.read_line();
  visitor.say("221 bye\r\n");
  visitor.read_all();
}

TEST(SlowServer, IsWaitedForWhereThePageAsks) {
  MailServer server([](Visitor& visitor) { speaks_without_tls(visitor, 700ms, 700ms); });
  RunningRelay relay(impatient(server.port()), one_server(server.address()));
  Page page(relay.port());
  EXPECT_EQ(page.expect<wire::Welcome>().patience_ms, 300'000U);
  page.open("example.test", kHost);
  const std::uint32_t id = ask(page, server.address(), kLong);
  const auto patient = page.expect<wire::Patient>();
  EXPECT_EQ(patient.id, id);
  EXPECT_GE(patient.us, 200'000U);
  EXPECT_GT(patient.ms, kLong - 10'000);
  EXPECT_LT(patient.ms, kLong);
  const auto closed = page.expect<wire::Closed>();
  EXPECT_EQ(closed.end, End::Done) << closed.why;
  EXPECT_GE(closed.us, 1'400'000U) << "longer than a whole probe usually may";
}

TEST(SlowServer, IsWaitedForAsUsualOtherwise) {
  const struct {
    const char* what;
    std::uint32_t asked, allowed;
  } rows[] = {{"the page does not ask", 0, 300'000}, {"the relay has no patience", kLong, 0}};
  for (const auto& row : rows) {
    MailServer server([](Visitor& visitor) { visitor.read_all(); });
    relay::Config config = impatient(server.port());
    config.budget.patience_ms = row.allowed;
    RunningRelay relay(config, one_server(server.address()));
    Page page(relay.port());
    page.open("example.test", kHost);
    ask(page, server.address(), row.asked);
    const auto closed = page.expect<wire::Closed>();
    EXPECT_EQ(closed.end, End::Timeout) << row.what;
    EXPECT_EQ(closed.why, "no complete greeting within 200 ms") << row.what;
  }
}

TEST(SlowServer, IsNotWaitedForWithoutEnd) {
  MailServer server([](Visitor& visitor) { visitor.read_all(); });
  RunningRelay relay(impatient(server.port()), one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  ask(page, server.address(), 600);
  EXPECT_LE(page.expect<wire::Patient>().ms, 400U);
  const auto closed = page.expect<wire::Closed>();
  EXPECT_EQ(closed.end, End::Timeout);
  EXPECT_EQ(closed.why, "no complete greeting within 600 ms");
  EXPECT_LT(closed.us, 5'000'000U);
}

TEST(SlowServer, KeepsNobodyElseWaiting) {
  // One turn at the server, one stream in the session: both are free again for the next.
  MailServer* known = nullptr;
  MailServer server([&](Visitor& visitor) {
    if (known->visits() == 1) {
      visitor.read_all();
    } else {
      speaks_without_tls(visitor, 0ms, 0ms);
    }
  });
  known = &server;
  relay::Config config = impatient(server.port());
  config.limits.streams = 1;
  config.budget.target_connections = 1;
  RunningRelay relay(config, one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  const std::uint32_t slow = ask(page, server.address(), kLong);
  EXPECT_EQ(page.expect<wire::Patient>().id, slow);
  const std::uint32_t quick = ask(page, server.address(), 0);
  const auto closed = page.expect<wire::Closed>();
  EXPECT_EQ(closed.id, quick);
  EXPECT_EQ(closed.end, End::Done) << closed.why;
}

TEST(SlowServer, IsWaitedForOnlySoOften) {
  MailServer server([](Visitor& visitor) { visitor.read_all(); });
  relay::Config config = impatient(server.port());
  config.trusted_proxies = {"127.0.0.1"};
  config.budget.patient_probes_per_client = 1;
  RunningRelay relay(config, one_server(server.address()));
  Page page(relay.port(), "", "mailglass.v1", {"192.0.2.1"});
  page.open("example.test", kHost);
  const std::uint32_t first = ask(page, server.address(), kLong);
  EXPECT_EQ(page.expect<wire::Patient>().id, first);
  const std::uint32_t second = ask(page, server.address(), kLong);
  const auto closed = page.expect<wire::Closed>();
  EXPECT_EQ(closed.id, second);
  EXPECT_EQ(closed.end, End::Timeout);
  // With the page the place goes.
  page.say(wire::Finish{first});
  EXPECT_EQ(page.expect<wire::Closed>().id, first);
  const std::uint32_t third = ask(page, server.address(), kLong);
  EXPECT_EQ(page.expect<wire::Patient>().id, third);
}

TEST(SlowServer, DoesNotMakeASilentPagePatientlyAwaited) {
  const Bytes hello = client_hello_for(kHost);
  MailServer server([&](Visitor& visitor) {
    std::this_thread::sleep_for(400ms);
    visitor.say("220 hi\r\n");
    visitor.read_line();
    visitor.say("250-mx\r\n250 STARTTLS\r\n");
    visitor.read_line();
    visitor.say("220 go\r\n");
    visitor.read_bytes(hello.size());
    visitor.say("what is this?\r\n");  // nobody can answer to that
    visitor.read_all();
  });
  relay::Config config = impatient(server.port());
  config.budget.page_ms = 300;
  RunningRelay relay(config, one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  ask(page, server.address(), kLong);
  page.expect<wire::Patient>();
  const auto closed = page.expect<wire::Closed>();
  EXPECT_EQ(closed.end, End::Cancelled);
  EXPECT_EQ(closed.why, "the page did not go on within 300 ms");
}

}  // namespace
}  // namespace mailglass::test
