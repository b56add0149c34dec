// -4 and -6: addresses of the other family are not asked, which is said of them, is nobody's fault, and is no "yes".
#include "cli/transport/one_family.h"

#include <gmock/gmock.h>

#include "checks.h"
#include "cli/exit_code.h"
#include "cli/not_asked.h"
#include "cli/text/text_report.h"
#include "cli/transport/in_process.h"
#include "support/mail_server.h"
#include "support/running_relay.h"
#include "support/scripted_resolver.h"

namespace mailglass::test {
namespace {

using cli::Family;
using nlohmann::ordered_json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Outcome run_only(Family family, const relay::Config& config, std::vector<ScriptedAnswer> answers) {
  Outcome outcome = run([&](boost::asio::io_context& context) {
    const auto executor = context.get_executor();
    return cli::one_family(
        context,
        cli::in_process(context,
                        relay::Engine::create(executor, config, scripted_resolver(executor, std::move(answers)))),
        family);
  });
  cli::tell_not_asked(outcome.report);
  return outcome;
}

void offers_nothing(Visitor& visitor) {
  visitor.say("220 hi\r\n");
  visitor.read_line();
  visitor.say("250 mx\r\n");
  visitor.read_line();
  visitor.say("221 bye\r\n");
}

/// Text without its line breaks.
std::string text_of(const Outcome& outcome) {
  return cli::text_report(outcome.report, {10'000, false});
}

TEST(OneFamily, IsAskedAndTheOtherIsNot) {
  MailServer server(offers_nothing);
  std::vector<ScriptedAnswer> answers = one_server(server.address());
  answers.push_back({"mx.example.test", dns::Type::AAAA, {address("mx.example.test", "2001:db8::25")}});
  const Outcome outcome = run_only(Family::IPv4, test_config(server.port()), answers);
  EXPECT_EQ(outcome.lost, "");
  EXPECT_EQ(outcome.report["verdict"]["word"], "no");
  EXPECT_EQ(outcome.report["usage"]["connections"], 2);  // no encryption is looked at twice
  const std::string text = text_of(outcome);
  EXPECT_THAT(text, AllOf(HasSubstr("One address was not asked, because of -4."),
                          HasSubstr("2001:db8::25: It was not asked, because of -4.\n"),
                          Not(HasSubstr("could not be reached")), Not(HasSubstr("has no way"))));
}

TEST(OneFamily, IsNoAnswerWhereNothingElseWasAsked) {
  MailServer server([](Visitor& visitor) { visitor.say("220 hi\r\n"); });
  const Outcome outcome = run_only(Family::IPv6, test_config(server.port()), one_server(server.address()));
  EXPECT_EQ(outcome.lost, "");
  EXPECT_EQ(cli::exit_code(outcome.report), 3);
  EXPECT_EQ(outcome.report["usage"]["connections"], 0);
  EXPECT_EQ(server.visits(), 0);
  EXPECT_THAT(text_of(outcome), AllOf(HasSubstr("One address was not asked, because of -6."),
                                      HasSubstr(server.address() + ": It was not asked, because of -6.\n"),
                                      Not(HasSubstr("no way")), Not(HasSubstr("reached"))));
}

TEST(OneFamily, OfSavedEvidenceIsToldAsItWas) {
  MailServer server(offers_nothing);
  std::vector<ScriptedAnswer> answers = one_server(server.address());
  answers.push_back({"mx.example.test", dns::Type::AAAA, {address("mx.example.test", "2001:db8::25")}});
  const Outcome outcome = run_only(Family::IPv4, test_config(server.port()), answers);
  const auto evidence = check::read_evidence(check::write_evidence(outcome.check.evidence()));
  ASSERT_TRUE(evidence);
  auto again = ordered_json::parse(report::write_report(check::replay(*evidence), nullptr));
  cli::tell_not_asked(again);
  EXPECT_EQ(again["verdict"], outcome.report["verdict"]);
  EXPECT_EQ(again["servers"][0]["addresses"][1]["sentence"], outcome.report["servers"][0]["addresses"][1]["sentence"]);
}

ordered_json phrase(const char* id, ordered_json args = ordered_json::object()) {
  return {{"phrase", id}, {"args", std::move(args)}};
}

TEST(OneFamily, LeavesToTheNetworkWhatIsTheNetworks) {
  const auto address = [](const char* text, const char* outcome) {
    return ordered_json{{"address", text}, {"outcome", outcome}, {"sentence", phrase("address.no-route")}};
  };
  const auto probe = [](const char* text, const char* why) {
    return ordered_json{{"host", "mx"}, {"address", text}, {"end", "no-route"}, {"why", why}};
  };
  ordered_json report = {
      {"verdict",
       {{"sentence", phrase("sentences", {{"first", "x"}, {"then", phrase("verdict.unseen.away", {{"n", 2}})}})}}},
      {"axes", {{"passive", {{"sentence", phrase("passive.others-unreached")}}}}},
      {"servers",
       {{{"host", "mx"},
         {"addresses",
          {address("192.0.2.1", "encrypted"), address("192.0.2.2", "no-route"), address("2001:db8::1", "no-route")}}}}},
      {"probes", {probe("192.0.2.2", "Network is unreachable"), probe("2001:db8::1", "not-asked -4")}},
      {"usage", {{"connections", 3}}},
      {"not_established", ordered_json::array()}};
  const ordered_json before = report;
  cli::tell_not_asked(report);
  EXPECT_TRUE(cli::has_not_asked(report));
  EXPECT_EQ(report["servers"][0]["addresses"][1], before["servers"][0]["addresses"][1]);
  EXPECT_EQ(report["axes"], before["axes"]);
  EXPECT_EQ(
      english().words_of(report["verdict"]["sentence"]),
      "x One more address could not be reached from where the check ran. One address was not asked, because of -4.");

  ordered_json untouched = before;
  untouched["probes"].erase(1);
  const ordered_json as_it_was = untouched;
  cli::tell_not_asked(untouched);
  EXPECT_FALSE(cli::has_not_asked(untouched));
  EXPECT_EQ(untouched, as_it_was);
}

}  // namespace
}  // namespace mailglass::test
