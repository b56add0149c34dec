// The relay's engine in this process: the same rules and the same answers as behind a WebSocket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checks.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/transport/in_process.h"
#include "cli/transport/way_out.h"
#include "cli/transport/websocket.h"
#include "support/mail_server.h"
#include "support/running_relay.h"

namespace mailglass::test {
namespace {

using nlohmann::ordered_json;

Outcome run_here(relay::Config config, std::vector<ScriptedAnswer> answers) {
  return run([&](boost::asio::io_context& context) {
    const auto executor = context.get_executor();
    return cli::in_process(
        context, relay::Engine::create(executor, std::move(config), scripted_resolver(executor, std::move(answers))));
  });
}

Outcome run_by_relay(std::uint16_t port) {
  return run([&](boost::asio::io_context& context) {
    return cli::over_websocket(context,
                               {"127.0.0.1", std::to_string(port), "/ws", "127.0.0.1:" + std::to_string(port)});
  });
}

const ordered_json& only_address(const Outcome& outcome) {
  return outcome.report.at("servers").at(0).at("addresses").at(0);
}

TEST(EngineInProcess, ConnectsToNoSpecialAddress) {
  for (const char* address : {"127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.7.7", "100.64.0.1", "224.0.0.1"}) {
    relay::Config config = cli::in_process_defaults();
    config.ehlo = "relay.example.test";
    const Outcome outcome = run_here(config, one_server(address));
    EXPECT_EQ(outcome.lost, "");
    EXPECT_EQ(only_address(outcome).at("outcome"), "not-public") << address;
    EXPECT_EQ(outcome.report.at("probes").at(0).at("end"), "refused") << address;
    EXPECT_THAT(outcome.report.at("probes").at(0).at("why").get<std::string>(), testing::StartsWith("target-special"));
    EXPECT_EQ(cli::exit_code(outcome.report), 3);
  }
}

TEST(EngineInProcess, ConnectsOnlyToWhatDnsNamed) {
  // The name of the MX has no address, so there is nowhere to go.
  const Outcome outcome =
      run_here(test_config(25), {{".", dns::Type::NS, {ns(".", "a.test")}},
                                 {"example.test", dns::Type::MX, {mx("example.test", 10, "mx.example.test")}}});
  EXPECT_EQ(outcome.report.at("usage").at("connections"), 0);
  EXPECT_EQ(outcome.report.at("verdict").at("because"), "dns-failed");
}

TEST(EngineInProcess, SpeaksOfItselfWhereDnsDoesNotWork) {
  const Outcome outcome = run_here(test_config(25), {});
  EXPECT_EQ(outcome.lost, "");
  EXPECT_EQ(outcome.report.at("verdict").at("because"), "relay-without-dns");
  EXPECT_EQ(cli::exit_code(outcome.report), relay::kExitUnavailable);
}

TEST(EngineInProcess, SaysThatNoRelayIsBetweenAndSoDoesItsEvidence) {
  const Outcome outcome = run_here(test_config(25), {});
  EXPECT_EQ(outcome.report.at("relay").at("here"), true);
  const auto evidence = check::read_evidence(check::write_evidence(outcome.check.evidence()));
  ASSERT_TRUE(evidence);
  EXPECT_TRUE(check::replay(*evidence).welcome()->here);
  RunningRelay relay(test_config(25), {});
  EXPECT_FALSE(run_by_relay(relay.port()).report.at("relay").contains("here"));
}

TEST(EngineInProcess, WhereNobodyIsMetThisNetworkIsNotTheDomainsFault) {
  std::uint16_t port = 0;
  {
    const MailServer gone([](Visitor&) {});
    port = gone.port();
  }
  const Outcome nobody = run_here(test_config(port), one_server("127.0.45.1"));
  ASSERT_EQ(only_address(nobody).at("outcome"), "unreachable");
  ASSERT_TRUE(cli::met_nobody(nobody.report));
  const struct {
    wire::Port25 found;
    const char* because;
    int exit_code;
  } table[] = {{wire::Port25::Open, "not-established", 3},
               {wire::Port25::Unknown, "not-established", 3},
               {wire::Port25::Blocked, "relay-without-port25", relay::kExitUnavailable}};
  for (const auto& row : table) {
    const check::Check seen = check::replay(cli::with_port25(nobody.check.evidence(), row.found), check::Reading::Live);
    const auto report = ordered_json::parse(report::write_report(seen, nullptr));
    EXPECT_EQ(report.at("verdict").at("because"), row.because);
    EXPECT_EQ(report.at("relay").at("port25"), wire::to_string(row.found));
    EXPECT_EQ(report.at("relay").at("here"), true);
    EXPECT_EQ(cli::exit_code(report), row.exit_code) << row.because;
  }
}

TEST(EngineInProcess, WhoMetSomebodyOrHadNowhereToGoIsNotKeptInByTheNetwork) {
  MailServer server([](Visitor& visitor) { visitor.say("421 no\r\n"); });
  std::vector<ScriptedAnswer> answers = one_server(server.address());
  answers.back().records.push_back(address("mx.example.test", "127.0.45.2"));
  EXPECT_FALSE(cli::met_nobody(run_here(test_config(server.port()), answers).report));
  EXPECT_FALSE(cli::met_nobody(run_here(test_config(25), {}).report));
}

TEST(EngineInProcess, WithoutDomainsToTryPort25ByNothingIsKnownOfIt) {
  relay::Config config = cli::in_process_defaults();
  config.port25.domains.clear();
  EXPECT_EQ(cli::try_port25(config), wire::Port25::Unknown);
}

struct Server {
  const char* about;
  MailServer::Script script;
  const char* outcome;
  int exit_code;
};
TEST(EngineInProcess, GivesTheSameAnswersAsARelay) {
  const Server table[] = {
      {"no STARTTLS",
       [](Visitor& visitor) {
         visitor.say("220 hi\r\n");
         visitor.read_line();
         visitor.say("250 mx\r\n");
         visitor.read_line();
         visitor.say("221 bye\r\n");
       },
       "no-starttls", 2},
      {"turned away", [](Visitor& visitor) { visitor.say("421 4.7.0 \x1b[31mlater\r\n"); }, "temporarily-refused", 3},
      {"hangs up", [](Visitor& visitor) { visitor.say("220-mx"); }, "broken-smtp", 3},
      {"STARTTLS, then garbage",
       [](Visitor& visitor) {
         visitor.say("220 hi\r\n");
         visitor.read_line();
         visitor.say("250-mx\r\n250 STARTTLS\r\n");
         visitor.read_line();
         visitor.say("220 go\r\n");
         visitor.read_bytes(5);  // of the ClientHello: what comes before it, some senders throw away
         visitor.say("not TLS at all\r\n");
         visitor.read_all();
       },
       "handshake-failed", 2},  // senders then hand mail over readable
  };
  for (const Server& row : table) {
    MailServer server(row.script);
    const relay::Config config = test_config(server.port());
    const Outcome here = run_here(config, one_server(server.address()));
    RunningRelay relay(config, one_server(server.address()));
    const Outcome by_relay = run_by_relay(relay.port());
    for (const Outcome* outcome : {&here, &by_relay}) {
      EXPECT_EQ(outcome->lost, "") << row.about;
      EXPECT_EQ(only_address(*outcome).at("outcome"), row.outcome) << row.about;
      EXPECT_EQ(cli::exit_code(outcome->report), row.exit_code) << row.about;
    }
    EXPECT_EQ(here.report.at("verdict"), by_relay.report.at("verdict")) << row.about;
    EXPECT_EQ(here.report.at("not_established"), by_relay.report.at("not_established")) << row.about;
    EXPECT_THAT(cli::progress_lines(here.check, 80, 12),
                testing::ElementsAre(testing::StartsWith("mx.example.test  127.0.45.1  1 connection")));
  }
}

TEST(EngineInProcess, EndsTheCheckWhenTheSessionsTimeIsUsed) {
  MailServer server([](Visitor& visitor) { visitor.read_all(); });
  relay::Config config = test_config(server.port());
  config.budget.session_seconds = 1;
  const Outcome outcome = run_here(config, one_server(server.address()));
  EXPECT_EQ(outcome.lost, "session time used");
  EXPECT_EQ(cli::exit_code(outcome.report), 3);
}

TEST(OverWebSocket, ARelayThatCannotBeReachedIsNoVerdict) {
  std::uint16_t port = 0;
  {
    const MailServer gone([](Visitor&) {});
    port = gone.port();
  }
  const Outcome outcome = run_by_relay(port);
  EXPECT_EQ(outcome.lost, "Connection refused");
  EXPECT_EQ(cli::exit_code(outcome.report), relay::kExitUnavailable);
}

TEST(Progress, FitsItsTerminal) {
  EXPECT_THAT(cli::progress_lines(new_check(), 80, 12),
              testing::ElementsAre("looking up the mail servers of example.test"));
  EXPECT_THAT(cli::progress_lines(new_check(), 10, 12), testing::ElementsAre("looking up"));

  MailServer server([](Visitor& visitor) { visitor.say("421 no\r\n"); });
  std::vector<ScriptedAnswer> answers = one_server(server.address());
  for (const char* other : {"127.0.45.2", "127.0.45.3"})
    answers.back().records.push_back(address("mx.example.test", other));
  const Outcome outcome = run_here(test_config(server.port()), answers);
  EXPECT_EQ(cli::progress_lines(outcome.check, 80, 3).size(), 3U);
  EXPECT_THAT(cli::progress_lines(outcome.check, 80, 2),
              testing::ElementsAre("mx.example.test  127.0.45.1  1 connection, done", "and 2 more addresses"));
}

}  // namespace
}  // namespace mailglass::test
