// Servers that are slower than the usual deadlines: the headline does not wait for them, and what they say in the end
// counts.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/checked.h"
#include "support/in_english.h"

namespace mailglass::check {
namespace {

using nlohmann::json;
using test::one_server;
using wire::End;
using wire::Stage;

constexpr std::uint64_t kSecond = 1'000'000;

/// A check, and a relay whose every word the test says.
class Talk {
 public:
  explicit Talk(test::Zone zone, std::uint32_t relay_has = kSendersPatienceMs)
      : zone_(std::move(zone)), check([] {
          Setup setup = test::setup();
          setup.patience_ms = kSendersPatienceMs;
          return setup;
        }()) {
    wire::Welcome welcome{"test", "relay.test", true, wire::Port25::Open, {4, 90, 24, 90, 65536, 1, 1, 1, 1, 1}, {}};
    welcome.patience_ms = relay_has;
    send(welcome);
    send(wire::Opened{"example.test"});
    answer();
  }
  void send(const wire::FromRelay& message) { check.on_text(wire::encode(message), now); }
  /// Answers lookups; probes are kept.
  void answer() {
    while (const auto next = check.next_outgoing()) {
      const auto* message = std::get_if<wire::FromPage>(&*next);
      if (!message) continue;
      if (const auto* probe = std::get_if<wire::Probe>(message)) probes.push_back(*probe);
      const auto* asked = std::get_if<wire::Lookup>(message);
      if (!asked) continue;
      const dns::Name name = *dns::Name::from_text(asked->name);
      send(wire::Answer{asked->id, wire::DnsStatus::Insecure, "", 1,
                        test::dns_answer(zone_, name, *dns::type_from_string(asked->rr))});
    }
  }
  void connected(std::uint32_t id) {
    for (const Stage stage : {Stage::Connecting, Stage::Connected, Stage::Greeting})
      send(wire::StageReached{id, stage, 1});
  }
  void frame(std::uint32_t id, wire::Direction direction, std::string_view text) {
    std::uint64_t& offset = offsets_[{id, direction}];
    const ByteView bytes = view_of(text);
    check.on_binary(wire::encode(wire::Frame{id, direction, offset, now, Bytes(bytes.begin(), bytes.end())}), now);
    offset += bytes.size();
  }
  void speaks_without_tls(std::uint32_t id) {
    frame(id, wire::Direction::FromServer, "220 hi\r\n");
    frame(id, wire::Direction::ToServer, "EHLO relay.test\r\n");
    frame(id, wire::Direction::FromServer, "250 mx\r\n");
    frame(id, wire::Direction::ToServer, "QUIT\r\n");
    frame(id, wire::Direction::FromServer, "221 bye\r\n");
    send(wire::Closed{id, End::Done, Stage::Closing, "", now});
    answer();
  }
  [[nodiscard]] json report() const { return test::in_english(report::write_report(check, &test::world().roots)); }

  test::Zone zone_;
  Check check;
  std::uint64_t now = 1;
  std::vector<wire::Probe> probes;

 private:
  std::map<std::pair<std::uint32_t, wire::Direction>, std::uint64_t> offsets_;
};

TEST(SlowServer, GetsAnAnswerThatIsCorrectedWhenItSpeaks) {
  Talk talk(one_server());
  ASSERT_EQ(talk.probes.size(), 1U);
  const std::uint32_t id = talk.probes[0].id;
  EXPECT_EQ(talk.probes[0].patience_ms, kSendersPatienceMs);
  talk.connected(id);
  EXPECT_FALSE(talk.check.headline_us());

  talk.now = 30 * kSecond;
  talk.send(wire::Patient{id, 270'000, 30 * kSecond});
  EXPECT_TRUE(talk.check.headline_us());
  EXPECT_FALSE(talk.check.finished());
  json report = talk.report();
  EXPECT_FALSE(report["complete"]);
  EXPECT_EQ(report["verdict"]["word"], "unknown");
  const json& slow = report["servers"][0]["addresses"][0];
  EXPECT_EQ(slow["state"], "running");
  EXPECT_EQ(slow["outcome"], "silent");
  EXPECT_EQ(slow["waiting_ms"], 270'000);
  EXPECT_EQ(slow["senders"]["postfix"], "unknown");

  talk.now = 280 * kSecond;
  talk.check.on_tick(talk.now);
  EXPECT_FALSE(talk.check.finished()) << "the relay is silent for a reason";
  talk.speaks_without_tls(id);
  ASSERT_EQ(talk.probes.size(), 2U) << "a first connection without STARTTLS is looked at again";
  talk.connected(talk.probes[1].id);
  talk.speaks_without_tls(talk.probes[1].id);
  EXPECT_TRUE(talk.check.finished());
  report = talk.report();
  EXPECT_EQ(report["verdict"]["word"], "no");
  EXPECT_TRUE(report["servers"][0]["addresses"][0]["waiting_ms"].is_null());
}

TEST(SlowServer, IsNoLongerWaitedForThanTheRelaySays) {
  Talk talk(one_server());
  talk.connected(talk.probes[0].id);
  talk.now = 30 * kSecond;
  talk.send(wire::Patient{talk.probes[0].id, 60'000, 30 * kSecond});
  talk.now = 170 * kSecond;
  talk.check.on_tick(talk.now);
  EXPECT_FALSE(talk.check.finished());
  talk.now = 181 * kSecond;
  talk.check.on_tick(talk.now);
  EXPECT_TRUE(talk.check.finished()) << "the relay fell silent";
  EXPECT_EQ(talk.report()["verdict"]["word"], "unknown");
}

TEST(SlowServer, IsNotAskedOfRelaysWithoutPatience) {
  Talk talk(one_server(), 0);
  EXPECT_EQ(talk.probes[0].patience_ms, 0U);
  Talk less(one_server(), 45'000);
  EXPECT_EQ(less.probes[0].patience_ms, 45'000U);
}

TEST(SlowServer, DoesNotKeepTheAnswerAboutOthersWaiting) {
  test::Zone zone = one_server();
  for (int i = 0; i < 5; ++i)
    zone.records.push_back({"mx.example.test", dns::Type::A, "192.0.2.1" + std::to_string(i)});
  // Another name for the first address: it cannot be asked while the first is waited for.
  zone.records.push_back({"example.test", dns::Type::MX, "20 also.example.test"});
  zone.records.push_back({"also.example.test", dns::Type::A, "192.0.2.1"});
  Talk talk(zone);
  ASSERT_EQ(talk.probes.size(), 4U) << "as many as the relay takes at once";
  talk.now = 30 * kSecond;
  talk.connected(talk.probes[0].id);
  talk.send(wire::Patient{talk.probes[0].id, 270'000, 30 * kSecond});
  talk.answer();
  ASSERT_EQ(talk.probes.size(), 5U) << "the slow one has no part of it";
  for (std::size_t i = 1; i < talk.probes.size(); ++i) {
    talk.connected(talk.probes[i].id);
    talk.speaks_without_tls(talk.probes[i].id);
  }
  EXPECT_TRUE(talk.check.headline_us());
  EXPECT_FALSE(talk.check.finished());
  talk.now = 200 * kSecond;
  talk.send(wire::Closed{talk.probes[0].id, End::Timeout, Stage::Greeting, "no complete greeting within 5 min", 1});
  talk.answer();
  EXPECT_FALSE(talk.check.finished()) << "now the other name has its turn";
  EXPECT_EQ(talk.probes.back().host, "also.example.test");
  EXPECT_EQ(talk.report()["verdict"]["word"], "partly") << "one fell silent: who knows what it takes";
}

}  // namespace
}  // namespace mailglass::check
