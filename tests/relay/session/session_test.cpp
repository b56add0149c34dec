// A session's rules and bounds, over a real WebSocket.
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
const MailServer::Script kSilent = [](Visitor& visitor) { visitor.read_all(); };
const MailServer::Script kNoStarttls = [](Visitor& visitor) {
  visitor.say("220 hi\r\n");
  visitor.read_line();
  visitor.say("250 mx\r\n");
  visitor.read_line();
  visitor.say("221 bye\r\n");
};

template <class Condition>
bool soon(Condition condition) {
  for (int i = 0; i < 200; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

std::string rule_after(Page& page, const wire::FromPage& message) {
  page.say(message);
  return page.expect<wire::Refused>().rule;
}

TEST(Session, WelcomesWithItsNameAndLimits) {
  RunningRelay relay(test_config(25), {});
  Page page(relay.port());
  const auto welcome = page.expect<wire::Welcome>();
  EXPECT_EQ(welcome.relay, "mailglass/0.1.0");
  EXPECT_EQ(welcome.ehlo, "relay.example.test");
  EXPECT_TRUE(welcome.lab);
  EXPECT_EQ(welcome.limits.streams, 4U);
  EXPECT_EQ(welcome.limits.greeting_ms, 30'000U);
}

TEST(Session, AnswersLookupsWithTheRawMessage) {
  RunningRelay relay(
      test_config(25),
      {{"example.test", dns::Type::MX, {mx("example.test", 5, kHost)}, dns::Rcode::NoError, wire::DnsStatus::Secure}});
  Page page(relay.port());
  page.say(wire::Open{"Example.TEST."});
  EXPECT_EQ(page.expect<wire::Opened>().domain, "example.test");
  page.say(wire::Lookup{7, "example.test", "MX"});
  const auto answer = page.expect<wire::Answer>();
  EXPECT_EQ(answer.id, 7U);
  EXPECT_EQ(answer.status, wire::DnsStatus::Secure);
  EXPECT_EQ(answer.message, answer_bytes("example.test", dns::Type::MX, {mx("example.test", 5, kHost)}));
}

TEST(Session, GoesOnAfterWhatItRefuses) {
  MailServer server(kNoStarttls);
  RunningRelay relay(test_config(server.port()), one_server(server.address()));
  Page page(relay.port());
  const Bytes hello = client_hello_for(kHost);
  EXPECT_EQ(rule_after(page, wire::Lookup{1, "example.test", "MX"}), "open-first");
  for (const char* text :
       {"", "{", "[]", "{\"type\":\"dance\"}", "{\"type\":\"open\"}", "{\"type\":\"lookup\",\"id\":-1}"}) {
    page.say_text(text);
    EXPECT_EQ(page.expect<wire::Refused>().rule, "message-malformed") << text;
  }
  for (const Bytes& bytes : {Bytes{1}, Bytes(24, 0), Bytes(30, 0xff), Bytes(20'000, 1)}) {
    page.say_binary(bytes);
    EXPECT_EQ(page.expect<wire::Refused>().rule, "frame-malformed");
  }
  EXPECT_EQ(rule_after(page, wire::Open{"192.0.2.1"}), "domain-invalid");
  page.open("example.test", kHost);
  EXPECT_EQ(rule_after(page, wire::Open{"example.test"}), "open-once");
  EXPECT_EQ(rule_after(page, wire::Lookup{1, "example.test", "MX"}), "id-reused");
  EXPECT_EQ(rule_after(page, wire::Lookup{50, "other.test", "MX"}), "lookup-not-named");
  EXPECT_EQ(rule_after(page, wire::Lookup{51, "example.test", "ANY"}), "lookup-type");
  EXPECT_EQ(rule_after(page, wire::Probe{52, wire::ServiceId::Smtp, kHost, "127.0.0.99", hello}), "target-not-named");
  EXPECT_EQ(rule_after(page, wire::Probe{53, wire::ServiceId::Smtp, "other.test", server.address(), hello}),
            "target-not-named");
  EXPECT_EQ(rule_after(page, wire::Probe{54, wire::ServiceId::Smtp, kHost, "here", hello}), "target-malformed");
  EXPECT_EQ(rule_after(page, wire::Probe{55, wire::ServiceId::Smtp, kHost, server.address(), {1, 2, 3}}),
            "client-hello-malformed");
  EXPECT_EQ(
      rule_after(page, wire::Probe{56, wire::ServiceId::Smtp, kHost, server.address(), client_hello_for("other.test")}),
      "client-hello-server-name");
  EXPECT_EQ(rule_after(page, wire::Finish{999}), "frame-stream");
  page.say_binary(wire::encode(wire::Frame{998, wire::Direction::ToServer, 0, 0, {1}}));
  EXPECT_EQ(page.expect<wire::Refused>().rule, "frame-stream");
  EXPECT_EQ(server.visits(), 0);
  const StreamStory story = page.probe(kHost, server.address(), hello);
  ASSERT_TRUE(story.closed);
  EXPECT_EQ(story.closed->end, End::Done);
}

TEST(Session, RefusesAFrameOutsideTheVocabularyAndClosesOnlyThatStream) {
  MailServer server(kSilent);
  RunningRelay relay(test_config(server.port()), one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  const Bytes hello = client_hello_for(kHost);
  const std::uint32_t first = page.start_probe(kHost, server.address(), hello);
  ASSERT_TRUE(soon([&] { return server.visits() == 1; }));
  page.say_binary(wire::encode(wire::Frame{first, wire::Direction::ToServer, hello.size() + 1, 0, {'x'}}));
  EXPECT_EQ(page.expect<wire::Refused>().rule, "frame-offset");
  page.say_binary(wire::encode(wire::Frame{first, wire::Direction::FromServer, hello.size(), 0, {'x'}}));
  EXPECT_EQ(page.expect<wire::Refused>().rule, "frame-direction");
  page.say_binary(wire::encode(wire::Frame{first, wire::Direction::ToServer, hello.size(), 0, {'D', 'A', 'T', 'A'}}));
  const auto refused = page.expect<wire::Refused>();
  EXPECT_EQ(refused.rule, "guard-vocabulary");
  EXPECT_EQ(refused.id, first);
  EXPECT_EQ(page.expect<wire::Closed>().end, End::Cancelled);
  page.say(wire::Lookup{page.next_id(), "example.test", "MX"});
  page.expect<wire::Answer>();
}

TEST(Session, NeverConnectsToSpecialAddressesOutsideALab) {
  MailServer server(kSilent);
  for (const char* address : {"127.0.45.1", "10.0.0.1", "169.254.169.254", "192.168.1.1"}) {
    relay::Config config = test_config(25);
    config.lab.allow_special = false;
    RunningRelay relay(config, one_server(address));
    Page page(relay.port());
    EXPECT_FALSE(page.expect<wire::Welcome>().lab);
    page.open("example.test", kHost);
    const StreamStory story = page.probe(kHost, address, client_hello_for(kHost));
    ASSERT_TRUE(story.refused) << address;
    EXPECT_EQ(story.refused->rule, "target-special");
  }
  EXPECT_EQ(server.visits(), 0);
}

TEST(Session, NeverConnectsToAnIpv4AddressInIpv6Dress) {
  for (const char* mapped :
       {"::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "64:ff9b::10.0.0.1"}) {
    relay::Config config = test_config(25);
    config.lab.allow_special = false;
    RunningRelay relay(config, {{"example.test", dns::Type::MX, {mx("example.test", 10, kHost)}},
                                {kHost, dns::Type::AAAA, {address(kHost, mapped)}}});
    Page page(relay.port());
    page.say(wire::Open{"example.test"});
    page.say(wire::Lookup{page.next_id(), "example.test", "MX"});
    page.expect<wire::Answer>();
    page.say(wire::Lookup{page.next_id(), kHost, "AAAA"});
    page.expect<wire::Answer>();
    const StreamStory story = page.probe(kHost, mapped, client_hello_for(kHost));
    ASSERT_TRUE(story.refused) << mapped;
    EXPECT_EQ(story.refused->rule, "target-special") << mapped;
  }
}

TEST(Session, NeverConnectsWhereItsOperatorDeniesItNotEvenInALab) {
  MailServer server(kSilent);
  relay::Config config = test_config(server.port());
  config.deny = {"2001:db8::/32", "127.0.45.0/24"};
  RunningRelay relay(config, one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  const StreamStory story = page.probe(kHost, server.address(), client_hello_for(kHost));
  ASSERT_TRUE(story.refused);
  EXPECT_EQ(story.refused->rule, "target-denied");
  EXPECT_EQ(server.visits(), 0);
}

TEST(Session, FinishEndsAStream) {
  MailServer server(kSilent);
  RunningRelay relay(test_config(server.port()), one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  const std::uint32_t stream = page.start_probe(kHost, server.address(), client_hello_for(kHost));
  ASSERT_TRUE(soon([&] { return server.visits() == 1; }));
  page.say(wire::Finish{stream});
  EXPECT_EQ(page.expect<wire::Closed>().end, End::Cancelled);
  EXPECT_TRUE(soon([&] { return server.visitors_now() == 0; }));
}

TEST(Session, ClosesItsConnectionsWhenThePageGoes) {
  MailServer server(kSilent);
  RunningRelay relay(test_config(server.port()), one_server(server.address()));
  {
    Page page(relay.port());
    page.open("example.test", kHost);
    page.start_probe(kHost, server.address(), client_hello_for(kHost));
    ASSERT_TRUE(soon([&] { return server.visitors_now() == 1; }));
  }
  EXPECT_TRUE(soon([&] { return server.visitors_now() == 0; }));
}

TEST(Session, KeepsItsLimits) {
  MailServer server(kSilent);
  relay::Config config = test_config(server.port());
  config.limits.streams = 1;
  config.limits.lookups = 3;
  RunningRelay relay(config, one_server(server.address()));
  Page page(relay.port());
  page.open("example.test", kHost);
  const Bytes hello = client_hello_for(kHost);
  const std::uint32_t first = page.start_probe(kHost, server.address(), hello);
  EXPECT_EQ(rule_after(page, wire::Probe{page.next_id(), wire::ServiceId::Smtp, kHost, server.address(), hello}),
            "limit-streams");
  page.say(wire::Finish{first});
  page.expect<wire::Closed>();
  page.say(wire::Lookup{page.next_id(), "example.test", "TXT"});
  page.expect<wire::Answer>();
  EXPECT_EQ(rule_after(page, wire::Lookup{page.next_id(), "example.test", "SOA"}), "limit-lookups");
}

TEST(Session, CountsConnectionsAltogetherAndByAddress) {
  for (const bool by_address : {false, true}) {
    MailServer server(kNoStarttls);
    relay::Config config = test_config(server.port());
    (by_address ? config.limits.per_address : config.limits.connections) = 2;
    RunningRelay relay(config, one_server(server.address()));
    Page page(relay.port());
    page.open("example.test", kHost);
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(page.probe(kHost, server.address(), client_hello_for(kHost)).closed);
    const StreamStory third = page.probe(kHost, server.address(), client_hello_for(kHost));
    ASSERT_TRUE(third.refused);
    EXPECT_EQ(third.refused->rule, by_address ? "limit-per-address" : "limit-connections");
    EXPECT_EQ(server.visits(), 2);
  }
}

TEST(Session, EndsWhenItsTimeIsUsedOrNoDomainCameInTime) {
  for (const bool opened : {true, false}) {
    relay::Config config = test_config(25);
    (opened ? config.budget.session_seconds : config.budget.open_seconds) = 1;
    RunningRelay relay(config, {});
    Page page(relay.port());
    page.expect<wire::Welcome>();
    if (opened) page.say(wire::Open{"example.test"});
    const auto refused = page.expect<wire::Refused>();
    EXPECT_EQ(refused.rule, "session-time");
    EXPECT_EQ(refused.why, opened ? "the session has used its time" : "no domain was opened in time");
    EXPECT_TRUE(std::holds_alternative<Gone>(page.hear()));
  }
}

TEST(Session, HasItsTimeFromTheDomainOnHoweverLongThePageWaitedWithIt) {
  relay::Config config = test_config(25);
  config.budget.open_seconds = 2;
  RunningRelay relay(config, {});
  Page page(relay.port());
  page.expect<wire::Welcome>();
  EXPECT_TRUE(std::holds_alternative<Nothing>(page.hear(500ms)));
  page.say(wire::Open{"example.test"});
  page.expect<wire::Opened>();
  EXPECT_TRUE(std::holds_alternative<Nothing>(page.hear(2500ms))) << "the time to open a domain is over, and no matter";
  page.say(wire::Lookup{page.next_id(), "example.test", "MX"});
  page.expect<wire::Answer>();
}

TEST(Session, EndsForAPageThatGoesOnBreakingRules) {
  RunningRelay relay(test_config(25), {});
  Page page(relay.port());
  for (int i = 0; i < 300; ++i) page.say_text("?");
  int refusals = 0;
  while (true) {
    const Heard heard = page.hear();
    if (!std::holds_alternative<wire::FromRelay>(heard)) {
      EXPECT_TRUE(std::holds_alternative<Gone>(heard));
      break;
    }
    ++refusals;
  }
  EXPECT_LE(refusals, 258);
}

/// Asks for 16 MB, more than the kernel takes in, and reads nothing.
class PageThatDoesNotRead {
 public:
  explicit PageThatDoesNotRead(std::uint16_t port) : page_(port) {
    page_.say(wire::Open{"example.test"});
    for (int i = 0; i < kLookups; ++i) page_.say(wire::Lookup{page_.next_id(), "example.test", "TXT"});
  }
  static std::vector<ScriptedAnswer> answers() {
    return {{"example.test", dns::Type::TXT, {{"example.test", dns::Type::TXT, Bytes(60'000, 'x')}}}};
  }
  /// How many answers had got out before the relay closed.
  int answers_until_gone() {
    int answers = 0;
    while (true) {
      const Heard heard = page_.hear();
      if (std::holds_alternative<Gone>(heard)) return answers;
      if (std::holds_alternative<Nothing>(heard)) return kLookups;
      const auto* control = std::get_if<wire::FromRelay>(&heard);
      answers += control && std::holds_alternative<wire::Answer>(*control) ? 1 : 0;
    }
  }
  static constexpr int kLookups = 200;

 private:
  Page page_;
};

TEST(Budget, EndsTheSessionOfAPageThatDoesNotRead) {
  for (const bool by_amount : {true, false}) {
    relay::Config config = test_config(25);
    config.budget.sessions_per_client = 1;
    config.budget.sessions_per_client_minute = 1000;
    config.budget.unread_bytes = by_amount ? 256 * 1024 : 64 * 1024 * 1024;
    config.budget.unread_seconds = by_amount ? 60 : 1;
    RunningRelay relay(config, PageThatDoesNotRead::answers());
    PageThatDoesNotRead silent(relay.port());
    // Its share is free again, though it is still there.
    const auto admitted = [&] {
      const Heard first = Page(relay.port()).hear();
      const auto* control = std::get_if<wire::FromRelay>(&first);
      return control && std::holds_alternative<wire::Welcome>(*control);
    };
    EXPECT_TRUE(soon(admitted)) << by_amount;
    EXPECT_LT(silent.answers_until_gone(), PageThatDoesNotRead::kLookups) << by_amount;
  }
}

TEST(Budget, BoundsTheDifferentAddressesThatOneClientReachesInAMinute) {
  MailServer first(kNoStarttls, "127.0.45.1");
  MailServer second(kNoStarttls, "127.0.45.2", first.port());
  MailServer third(kNoStarttls, "127.0.45.3", first.port());
  relay::Config config = test_config(first.port());
  config.budget.addresses_per_client_minute = 2;
  std::vector<AnswerRecord> all;
  for (const MailServer* server : {&first, &second, &third}) all.push_back(address(kHost, server->address()));
  RunningRelay relay(config,
                     {{"example.test", dns::Type::MX, {mx("example.test", 10, kHost)}}, {kHost, dns::Type::A, all}});
  const Bytes hello = client_hello_for(kHost);
  Page page(relay.port()), another(relay.port());
  page.open("example.test", kHost);
  another.open("example.test", kHost);
  EXPECT_TRUE(page.probe(kHost, first.address(), hello).closed);
  EXPECT_TRUE(page.probe(kHost, second.address(), hello).closed);
  EXPECT_TRUE(another.probe(kHost, first.address(), hello).closed) << "not a new address";
  const StreamStory one_more = another.probe(kHost, third.address(), hello);
  ASSERT_TRUE(one_more.refused);
  EXPECT_EQ(one_more.refused->rule, "budget-addresses");
  EXPECT_EQ(third.visits(), 0);
}

TEST(Budget, RefusesSessionsOverTheClientsShare) {
  relay::Config config = test_config(25);
  config.budget.sessions_per_client = 2;
  RunningRelay relay(config, {});
  Page first(relay.port()), second(relay.port());
  first.expect<wire::Welcome>();
  second.expect<wire::Welcome>();
  Page third(relay.port());
  EXPECT_EQ(third.expect<wire::Refused>().rule, "budget-client");
  EXPECT_TRUE(std::holds_alternative<Gone>(third.hear()));
}

TEST(Budget, CountsTheClientThatTheProxyNamesLastWhateverTheClientSentItself) {
  relay::Config config = test_config(25);
  config.trusted_proxies = {"127.0.0.1"};
  config.budget.sessions_per_client = 1;
  RunningRelay relay(config, {});
  const auto page = [&](const std::vector<std::string>& forwarded_for) {
    return Page(relay.port(), "", "mailglass.v1", forwarded_for);
  };
  Page first = page({"203.0.113.1", "198.51.100.7"});
  first.expect<wire::Welcome>();
  for (const std::vector<std::string>& forged : {std::vector<std::string>{"203.0.113.2", "198.51.100.7"},
                                                 {"203.0.113.3, 203.0.113.4", "203.0.113.5, 198.51.100.7"}}) {
    Page again = page(forged);
    EXPECT_EQ(again.expect<wire::Refused>().rule, "budget-client") << forged.front();
  }
  Page other = page({"198.51.100.7", "198.51.100.8"});
  other.expect<wire::Welcome>();
}

TEST(Budget, KeepsConnectionsToOneServerApartOverAllSessions) {
  MailServer server(kSilent);
  relay::Config config = test_config(server.port());
  config.budget.target_connections = 1;
  config.budget.target_wait_ms = 300;
  RunningRelay relay(config, one_server(server.address()));
  Page first(relay.port()), second(relay.port());
  first.open("example.test", kHost);
  second.open("example.test", kHost);
  first.start_probe(kHost, server.address(), client_hello_for(kHost));
  ASSERT_TRUE(soon([&] { return server.visits() == 1; }));
  const auto id = second.start_probe(kHost, server.address(), client_hello_for(kHost));
  const auto refused = second.expect<wire::Refused>();
  EXPECT_EQ(refused.rule, "budget-target");
  EXPECT_EQ(refused.id, id);
  EXPECT_EQ(server.visits(), 1);
}

TEST(Upgrade, NeedsTheSubprotocolAndAnAllowedOrigin) {
  relay::Config config = test_config(25);
  config.allow_origins = {"self", "https://friend.test"};
  RunningRelay relay(config, {});
  const std::string self = "http://127.0.0.1:" + std::to_string(relay.port());
  EXPECT_TRUE(Page(relay.port()).connected());
  EXPECT_TRUE(Page(relay.port(), self).connected());
  EXPECT_TRUE(Page(relay.port(), "https://friend.test").connected());
  EXPECT_FALSE(Page(relay.port(), "https://stranger.test").connected());
  EXPECT_FALSE(Page(relay.port(), "null").connected());
  EXPECT_FALSE(Page(relay.port(), self, "").connected());
  EXPECT_FALSE(Page(relay.port(), self, "other.v1").connected());
}

}  // namespace
}  // namespace mailglass::test
