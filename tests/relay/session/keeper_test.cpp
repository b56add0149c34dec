// What the relay says about itself: readiness, metrics, the page for administrators, the self-check.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>

#include "engine/engine.h"
#include "engine/readiness.h"
#include "engine/self_check.h"
#include "http/about.h"
#include "metrics/exposition.h"
#include "support/dns_answer.h"
#include "support/mail_server.h"
#include "support/page.h"
#include "support/running_relay.h"
#include "support/scripted_resolver.h"

namespace mailglass::test {
namespace {

using namespace std::chrono_literals;
using relay::Finding;
using relay::Health;
using relay::Readiness;

class Standing : public testing::Test {
 protected:
  explicit Standing(relay::Config config = not_in_a_lab(), std::vector<ScriptedAnswer> answers = {})
      : engine_(relay::Engine::create(context_.get_executor(), std::move(config),
                                      scripted_resolver(context_.get_executor(), std::move(answers)))) {}
  static relay::Config not_in_a_lab() {
    relay::Config config = test_config(25);
    config.lab = {};
    config.port25.check = true;
    return config;
  }
  relay::session::Services& services() { return engine_->services(); }

  boost::asio::io_context context_{1};
  std::unique_ptr<relay::Engine> engine_;
  std::chrono::steady_clock::time_point now_ = std::chrono::steady_clock::now();
};

std::string not_ready(const Readiness& readiness) {
  std::string parts;
  for (const Readiness::Part& part : readiness.parts) {
    if (!part.ready) parts += (parts.empty() ? "" : " ") + part.name;
  }
  return parts;
}

TEST_F(Standing, IsReadyWhenDnsPort25AndDescriptorsAre) {
  const auto ask = [&](relay::Descriptors descriptors = {20, 1024}) {
    return relay::readiness(services(), descriptors, now_);
  };
  EXPECT_EQ(not_ready(ask()), "dns port25");
  services().health.dns = Health::Dns{true, "", now_ - 30s};
  EXPECT_EQ(not_ready(ask()), "port25");
  services().health.port25_tried = true;
  services().port25 = wire::Port25::Open;
  EXPECT_TRUE(ask().ready());
  EXPECT_EQ(ask().text(),
            "ready\ndns: ok, the root's name servers answered 30 s ago\nport25: ok, connections get out\n"
            "descriptors: ok, 20 of 1024 in use\nsessions: ok, 0 open");
  services().port25 = wire::Port25::Unknown;
  EXPECT_TRUE(ask().ready());
  services().port25 = wire::Port25::Blocked;
  EXPECT_EQ(not_ready(ask()), "port25");
  services().port25 = wire::Port25::Open;
  EXPECT_TRUE(ask({992, 1024}).ready());
  EXPECT_EQ(not_ready(ask({993, 1024})), "descriptors");
  services().health.dns = Health::Dns{true, "", now_ - 5min};
  EXPECT_EQ(not_ready(ask()), "dns");
  services().health.dns = Health::Dns{false, "no answer within 15 s", now_ - 1s};
  EXPECT_NE(ask().text().find("dns: NOT OK, the root's name servers could not be asked 1 s ago: no answer within 15 s"),
            std::string::npos);
  services().health.dns = Health::Dns{true, "", now_};
  services().draining = true;
  EXPECT_EQ(not_ready(ask()), "sessions");
}

TEST_F(Standing, CountsItsDescriptors) {
  const auto before = relay::descriptors();
  EXPECT_GT(before.most, before.open);
  std::ifstream another("/dev/null");
  EXPECT_EQ(relay::descriptors().open, before.open + 1);
}

TEST_F(Standing, GivesItsNumbersInPrometheusFormat) {
  relay::metrics::Tally& tally = services().tally;
  tally.sessions = 3;
  tally.probes[wire::End::Timeout] = 2;
  tally.lookups[wire::DnsStatus::Secure] = 7;
  tally.refused("target-special");
  tally.refused("target-special");
  tally.turns.observe(0s);
  tally.turns.observe(1500ms);
  tally.turns.observe(1h);
  const relay::Descriptors descriptors{20, 1024};
  const std::string text = relay::metrics::exposition(
      {tally, relay::readiness(services(), descriptors, now_), descriptors, false, "libunbound 1.2.3"});
  for (const char* line : {
           "# TYPE mailglass_sessions_total counter",
           "mailglass_sessions_total 3",
           "mailglass_probes_total{end=\"timeout\"} 2",
           "mailglass_lookups_total{status=\"secure\"} 7",
           "mailglass_refusals_total{rule=\"target-special\"} 2",
           "# TYPE mailglass_turn_wait_seconds histogram",
           "mailglass_turn_wait_seconds_bucket{le=\"1\"} 1",
           "mailglass_turn_wait_seconds_bucket{le=\"2\"} 2",
           "mailglass_turn_wait_seconds_bucket{le=\"20\"} 2",
           "mailglass_turn_wait_seconds_bucket{le=\"+Inf\"} 3",
           "mailglass_turn_wait_seconds_count 3",
           "mailglass_ready{part=\"dns\"} 0",
           "process_open_fds 20",
           "process_max_fds 1024",
       })
    EXPECT_NE(text.find(std::string("\n") + line + "\n"), std::string::npos) << line << " in\n" << text;
}

TEST(Tally, HoldsABoundedNumberOfRules) {
  relay::metrics::Tally tally;
  for (int i = 0; i < 1000; ++i) tally.refused("rule-" + std::to_string(i));
  EXPECT_LE(tally.refusals.size(), 128U);
}

TEST(About, SaysWhoCameHowOftenAndHowToBeLeftAlone) {
  relay::Config config;
  config.contact = "Ann <ann@example.test>";
  config.budget.target_per_minute = 33;
  const std::string text = relay::http::about_text(config, "relay.example.test", english());
  const std::string page = relay::http::about_page(config, "relay.example.test", english(), {});
  for (const char* part : {"relay.example.test", "33 a minute"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
  EXPECT_NE(text.find("Ann <ann@example.test>"), std::string::npos);
  EXPECT_NE(page.find("Ann &lt;ann@example.test&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<ann"), std::string::npos);
}

TEST(DoNotProbeSession, IsRefusedByAddressHostOrDomain) {
  MailServer server([](Visitor& visitor) { visitor.read_all(); });
  const auto file = std::filesystem::temp_directory_path() / ("mailglass-list-" + std::to_string(server.port()));
  for (const std::string& entry : {server.address(), std::string("mx.example.test"), std::string("example.test")}) {
    std::ofstream(file) << entry << '\n';
    relay::Config config = test_config(server.port());
    config.do_not_probe = file;
    RunningRelay relay(config, one_server(server.address()));
    Page page(relay.port());
    page.open("example.test", "mx.example.test");
    const StreamStory story = page.probe("mx.example.test", server.address(), client_hello_for("mx.example.test"));
    ASSERT_TRUE(story.refused) << entry;
    EXPECT_EQ(story.refused->rule, "target-denied");
    EXPECT_EQ(story.refused->why, "its operator asked not to be checked");
  }
  std::filesystem::remove(file);
}

class SelfCheck : public Standing {
 protected:
  SelfCheck()
      : Standing(
            settings(),
            {{"relay.example.test", dns::Type::A, {address("relay.example.test", "45.45.0.7")}},
             {"relay.example.test", dns::Type::AAAA, {}},
             {"7.0.45.45.in-addr.arpa", dns::Type::PTR, {pointer("7.0.45.45.in-addr.arpa", "relay.example.test")}},
             {"8.0.45.45.in-addr.arpa", dns::Type::PTR, {pointer("8.0.45.45.in-addr.arpa", "other.example.test")}}}) {
    services().health.dns = Health::Dns{true, "", now_};
    services().health.port25_tried = true;
    services().port25 = wire::Port25::Open;
  }
  static relay::Config settings() {
    relay::Config config = not_in_a_lab();
    config.contact = "ann@example.test";
    return config;
  }
  /// All that is found, one line each.
  std::string found(const relay::OwnAddresses& own) {
    std::string text;
    bool done = false;
    relay::self_check(context_.get_executor(), services(), own, [&](const std::vector<Finding>& findings) {
      done = true;
      for (const Finding& finding : findings)
        text.append(relay::to_string(finding.mark)).append(": ").append(finding.text).append("\n");
    });
    context_.restart();
    context_.run_for(10s);
    EXPECT_TRUE(done);
    return text;
  }
};

TEST_F(SelfCheck, ComparesTheNameWithTheAddressThatConnectionsLeaveWith) {
  const struct {
    relay::OwnAddresses own;
    const char* says = "";
  } rows[] = {
      {{ip("45.45.0.7"), std::nullopt}, "fine: the EHLO name relay.example.test leads to 45.45.0.7 and back\n"},
      {{ip("45.45.0.7"), std::nullopt}, "notice: this machine has no IPv6: mail servers' IPv6 addresses cannot be"},
      {{ip("45.45.0.8"), std::nullopt},
       "notice: connections by IPv4 leave with 45.45.0.8; the EHLO name relay.example.test has no address record with "
       "it, and its PTR record does not lead back to relay.example.test: some mail servers refuse that\n"},
      {{ip("10.0.0.7"), std::nullopt}, "notice: connections by IPv4 leave with 10.0.0.7, which is not global"},
      {{std::nullopt, ip("2a00:1::7")}, "notice: this machine has no IPv4"},
      {{std::nullopt, ip("2a00:1::7")}, "notice: connections by IPv6 leave with 2a00:1::7; the EHLO name"},
  };
  for (const auto& row : rows) {
    const std::string text = found(row.own);
    EXPECT_NE(text.find(row.says), std::string::npos) << row.says << "\nin\n" << text;
  }
}

TEST_F(SelfCheck, FindsWhatIsWrong) {
  services().health.dns = Health::Dns{false, "no answer within 15 s", now_};
  services().port25 = wire::Port25::Blocked;
  const std::string text = found({ip("45.45.0.7"), std::nullopt});
  EXPECT_NE(text.find("WRONG: DNS does not work: no answer within 15 s\n"), std::string::npos) << text;
  EXPECT_NE(text.find("WRONG: connections to port 25 do not get out"), std::string::npos) << text;
}

}  // namespace
}  // namespace mailglass::test
