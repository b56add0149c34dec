// The answer in a sentence, and its two axes.

#include "assess/verdict.h"

#include "support/checked.h"
#include "support/in_english.h"

namespace mailglass::assess {
namespace {

using dns::Type;
using test::encrypted;
using test::Ran;
using test::run;
using test::ServerScript;
using test::Zone;

std::string host(const std::string& number) {
  return "mx" + number + ".example.test";
}
/// Of the MX record for it.
std::string exchange(const std::string& number) {
  return number + " " + host(number);
}

/// One server with IPv4 addresses 192.0.2.1 … and IPv6 addresses 2001:db8::1 ….
Zone with_addresses(int v4, int v6) {
  Zone zone{{{"example.test", Type::MX, "10 mx.example.test"}}};
  for (int i = 1; i <= v4; ++i) zone.records.push_back({"mx.example.test", Type::A, "192.0.2." + std::to_string(i)});
  for (int i = 1; i <= v6; ++i)
    zone.records.push_back({"mx.example.test", Type::AAAA, "2001:db8::" + std::to_string(i)});
  return zone;
}

/// A mail server for each, of one or the other kind.
struct Answered {
  const char *name, *servers;  ///< a letter each: e encrypts, c clear text, r refuses STARTTLS, s is silent behind
                               ///< it, h HELO only, p refuses us, u unreachable, n no way there
  const char* sentence;
};
class Answers : public testing::TestWithParam<Answered> {};
TEST_P(Answers, SayInPlainWordsWhatWasSeen) {
  const std::map<char, ServerScript> scripts = {{'e', encrypted()},
                                                {'c', {.ehlo = "250 mx.example.test\r\n"}},
                                                {'r', {.starttls = "454 4.7.0 TLS not available\r\n"}},
                                                {'s', {}},
                                                {'h', {.ehlo = "500 5.5.1 unrecognized command\r\n"}},
                                                {'p', {.greeting = "554 5.7.1 your address is blocked\r\n"}},
                                                {'u', {.connect_end = wire::End::Unreachable}},
                                                {'n', {.connect_end = wire::End::NoRoute}}};
  Zone zone;
  std::map<std::string, ServerScript> servers;
  for (const char kind : std::string_view(GetParam().servers)) {
    const std::string number = std::to_string(servers.size() + 1);
    zone.records.push_back({"example.test", Type::MX, exchange(number)});
    zone.records.push_back({host(number), Type::A, "192.0.2." + number});
    ServerScript script = scripts.at(kind);
    if (kind == 'e') script.tls = test::tls_server();
    servers.emplace("192.0.2." + number, std::move(script));
  }
  const Ran ran = run(zone, std::move(servers));
  EXPECT_EQ(ran.report["verdict"]["sentence"], GetParam().sentence);
}
INSTANTIATE_TEST_SUITE_P(
    Servers, Answers,
    testing::Values(
        Answered{"all", "ee", "Every mail server address of example.test encrypts mail on its way in."},
        Answered{"all_but_one_away", "eeu",
                 "Every mail server address of example.test that could be checked encrypts mail on its way in. At one "
                 "of 3 addresses no mail is taken now."},
        Answered{
            "one_of_two", "ec",
            "Mail to example.test can travel readable. Of its 2 mail server addresses, one encrypts and one does not."},
        Answered{
            "one_with_helo_only", "eh",
            "Mail to example.test can travel readable. Of its 2 mail server addresses, one encrypts and one does not."},
        Answered{"one_refusing_us", "ep",
                 "Of the 2 mail server addresses of example.test, one encrypts. For one of 2 addresses it could not be "
                 "established."},
        Answered{"some", "eecc",
                 "Mail to example.test can travel readable. Of its 4 mail server addresses, 2 encrypt and 2 do not."},
        Answered{
            "one_each", "ecr",
            "Mail to example.test can travel readable. Of its 3 mail server addresses, one encrypts and 2 do not."},
        Answered{"one_each_and_one_refusing_us", "ecp",
                 "Mail to example.test can travel readable. It has 3 mail server addresses. One encrypts. One does not "
                 "encrypt. For one of 3 addresses it could not be established."},
        Answered{
            "one_refusing_starttls", "er",
            "Mail to example.test can travel readable. Of its 2 mail server addresses, one encrypts and one does not."},
        Answered{"one_that_falls_silent", "es",
                 "Of the 2 mail server addresses of example.test, one encrypts. For one of 2 addresses it could not be "
                 "established."},
        Answered{"one_that_this_network_has_no_way_to", "en",
                 "Of the 2 mail server addresses of example.test, one encrypts. For one of 2 addresses it could not be "
                 "established."},
        Answered{"several_open", "eeppu",
                 "Of the 5 mail server addresses of example.test, 2 encrypt. For 2 of 5 addresses it could not be "
                 "established. At one of 5 addresses no mail is taken now."},
        Answered{"some_and_one_away", "eeru",
                 "Mail to example.test can travel readable. It has 4 mail server addresses. 2 encrypt. One does not "
                 "encrypt. At one of 4 addresses no mail is taken now."},
        Answered{"none", "cc", "No mail server address of example.test offers encryption: mail travels readable."},
        Answered{"one_offering_in_vain", "cr",
                 "No mail server address of example.test encrypts: mail travels readable."},
        Answered{"none_and_one_open", "cs",
                 "No mail server address of example.test was seen to encrypt. One offers no encryption, so mail to it "
                 "travels readable. One offers encryption, but that could not be checked."},
        Answered{"none_and_several_open", "cchsspu",
                 "No mail server address of example.test was seen to encrypt. 3 offer no encryption, so mail to them "
                 "travels readable. 2 offer encryption, but that could not be checked. For one of 7 addresses it could "
                 "not be established. At one of 7 addresses no mail is taken now."},
        Answered{"none_and_one_refusing_us", "cp",
                 "No mail server address of example.test that could be checked offers encryption: mail travels "
                 "readable. For one of 2 addresses it could not be established."},
        Answered{"one_away", "u", "The mail server of example.test could not be checked to the end."},
        Answered{"the_one_that_takes_mail_refusing_starttls", "ur",
                 "No mail server address of example.test that could be checked encrypts: mail travels readable. At one "
                 "of 2 addresses no mail is taken now."},
        Answered{"only_one_refusing_starttls", "r",
                 "The mail server of example.test does not encrypt: mail to it travels readable."},
        Answered{"both_away", "us", "None of the mail servers of example.test could be checked to the end."}),
    [](const auto& row) { return row.param.name; });

TEST(Attacker, HasNothingToUndoWhereNothingIsOffered) {
  const ServerScript clear{.ehlo = "250 mx.example.test\r\n"};
  const ServerScript offering;  // and silent behind STARTTLS
  const auto attacker = [&](const ServerScript& second) {
    return run(with_addresses(2, 0), {{"192.0.2.1", clear}, {"192.0.2.2", second}}).report["axes"]["active"];
  };
  EXPECT_EQ(attacker(clear)["sentence"], "There is nothing an attacker would have to undo: the mail travels readable.");
  EXPECT_EQ(attacker(offering)["sentence"],
            "At the servers without encryption there is nothing an attacker would have to undo. What one could do at "
            "the rest could not be established.");
  EXPECT_EQ(attacker(offering)["state"], "exposed");
}

struct EhloAnswer {
  const char *name, *reply, *helo, *outcome, *word;
};
class AnswersToEhlo : public testing::TestWithParam<EhloAnswer> {};
TEST_P(AnswersToEhlo, MeanClearTextWhereHeloIsTaken) {
  const ServerScript script{.ehlo = GetParam().reply, .helo = GetParam().helo};
  const Ran ran = run(test::one_server(), {{"192.0.2.1", script}});
  EXPECT_EQ(ran.address()["outcome"], GetParam().outcome) << ran.address().dump();
  EXPECT_EQ(ran.report["verdict"]["word"], GetParam().word);
}
constexpr const char* kHello = "250 mx.example.test\r\n";
INSTANTIATE_TEST_SUITE_P(
    Replies, AnswersToEhlo,
    testing::Values(EhloAnswer{"not_recognised", "500 Syntax error, command unrecognized\r\n", kHello, "no-ehlo", "no"},
                    EhloAnswer{"not_implemented", "502 Command not implemented\r\n", kHello, "no-ehlo", "no"},
                    EhloAnswer{"policy", "500 5.7.1 go away\r\n", kHello, "no-ehlo", "no"},
                    EhloAnswer{"our_name", "501 5.5.4 invalid domain name\r\n", kHello, "no-ehlo", "no"},
                    EhloAnswer{"out_of_order", "503 bad sequence\r\n", kHello, "no-ehlo", "no"},
                    EhloAnswer{"blocked", "550 5.7.1 blocked\r\n", kHello, "no-ehlo", "no"},
                    EhloAnswer{"later", "451 4.7.1 try later\r\n", kHello, "no-ehlo", "no"},
                    EhloAnswer{"helo_refused_too", "550 5.7.1 blocked\r\n", "550 5.7.1 blocked\r\n",
                               "permanently-refused", "unknown"},
                    EhloAnswer{"helo_later_too", "450 later\r\n", "450 later\r\n", "temporarily-refused", "unknown"},
                    EhloAnswer{"helo_refused_where_ehlo_is_unknown", "502 what\r\n", "554 no\r\n",
                               "permanently-refused", "unknown"},
                    EhloAnswer{"closing", "421 busy\r\n", "421 busy\r\n", "temporarily-refused", "unknown"},
                    EhloAnswer{"closing_and_staying", "421 busy\r\n", kHello, "no-ehlo", "no"}),
    [](const auto& row) { return row.param.name; });

/// What was never looked at, beside a server that was.
struct NeverLookedAt {
  const char* name;
  Zone zone;
  const char* ehlo;  ///< of the servers that are reached; null: they encrypt
  const char *word, *passive, *sentence;
};
Zone with_two_servers(std::map<std::string, wire::DnsStatus> broken) {
  return {{{"example.test", Type::MX, "10 mx.example.test"},
           {"example.test", Type::MX, "20 mx2.example.test"},
           {"mx.example.test", Type::A, "192.0.2.1"}},
          wire::DnsStatus::Insecure,
          std::move(broken)};
}
Zone with_ipv6(std::map<std::string, wire::DnsStatus> broken) {
  Zone zone = with_addresses(0, 1);
  zone.broken = std::move(broken);
  return zone;
}
/// `servers` hosts; those numbered up to `found` have an address.
Zone with_servers(int servers, int found) {
  Zone zone;
  for (int i = 1; i <= servers; ++i) {
    const std::string number = std::to_string(100 + i);
    zone.records.push_back({"example.test", Type::MX, exchange(number)});
    if (i <= found) zone.records.push_back({host(number), Type::A, "192.0.2." + std::to_string(i)});
  }
  return zone;
}
class Unseen : public testing::TestWithParam<NeverLookedAt> {};
TEST_P(Unseen, ServersAndAddressesAreNeverAYes) {
  ServerScript script;
  script.tls_each = [] { return test::tls_server(); };
  if (GetParam().ehlo) script.ehlo = GetParam().ehlo;
  std::map<std::string, ServerScript> servers;
  for (int i = 1; i <= 20; ++i) servers["192.0.2." + std::to_string(i)] = script;
  servers["2001:db8::1"] = script;
  const Ran ran = run(GetParam().zone, std::move(servers));
  EXPECT_EQ(ran.report["verdict"]["sentence"], GetParam().sentence);
  EXPECT_EQ(ran.report["verdict"]["word"], GetParam().word);
  EXPECT_EQ(ran.report["axes"]["passive"]["state"], GetParam().passive);
  EXPECT_FALSE(ran.report["not_established"].empty());
}
INSTANTIATE_TEST_SUITE_P(
    Checks, Unseen,
    testing::Values(
        NeverLookedAt{"second_server_without_answer", with_two_servers({{"mx2.example.test", wire::DnsStatus::Failed}}),
                      nullptr, "partly", "partly",
                      "The mail server address of example.test that could be checked encrypts mail on its way in. The "
                      "addresses of one mail server could not be looked up."},
        NeverLookedAt{"second_server_bogus", with_two_servers({{"mx2.example.test", wire::DnsStatus::Bogus}}), nullptr,
                      "partly", "partly",
                      "The mail server address of example.test that could be checked encrypts mail on its way in. The "
                      "addresses of one mail server could not be looked up."},
        NeverLookedAt{"ipv4_addresses_without_answer", with_ipv6({{"mx.example.test A", wire::DnsStatus::Failed}}),
                      nullptr, "partly", "partly",
                      "The mail server address of example.test that could be checked encrypts mail on its way in. "
                      "Whether one mail server has more addresses could not be looked up."},
        NeverLookedAt{"no_answer_and_clear_text", with_two_servers({{"mx2.example.test", wire::DnsStatus::Failed}}),
                      "250 mx.example.test\r\n", "no", "exposed",
                      "No mail server address of example.test that could be checked offers encryption: mail travels "
                      "readable. The addresses of one mail server could not be looked up."},
        NeverLookedAt{"no_answer_for_any",
                      with_two_servers({{"mx.example.test", wire::DnsStatus::Failed},
                                        {"mx2.example.test", wire::DnsStatus::Failed}}),
                      nullptr, "unknown", "unknown",
                      "No address of a mail server of example.test was found. The addresses of 2 mail servers could "
                      "not be looked up."},
        NeverLookedAt{"too_many_servers", with_servers(17, 17), nullptr, "partly", "partly",
                      "Every mail server address of example.test that could be checked encrypts mail on its way in. "
                      "One more mail server was not checked."},
        NeverLookedAt{"too_many_servers_without_address", with_servers(18, 0), nullptr, "unknown", "unknown",
                      "No address of a mail server of example.test was found. 2 more mail servers were not checked."},
        NeverLookedAt{"too_many_addresses", with_addresses(17, 0), nullptr, "partly", "partly",
                      "Every mail server address of example.test that could be checked encrypts mail on its way in. "
                      "One more address was not checked."},
        NeverLookedAt{"too_many_addresses_of_both_families", with_addresses(17, 2), nullptr, "partly", "partly",
                      "Every mail server address of example.test that could be checked encrypts mail on its way in. 3 "
                      "more addresses were not checked."}),
    [](const auto& row) { return row.param.name; });

TEST(Ipv6, ThatCannotBeLookedUpBesideIpv4LeavesAYes) {
  Zone zone = with_addresses(1, 0);
  zone.broken = {{"mx.example.test AAAA", wire::DnsStatus::Failed}};
  const Ran ran = run(zone, {{"192.0.2.1", encrypted()}});
  EXPECT_EQ(ran.report["verdict"]["sentence"], "The mail server of example.test encrypts mail on its way in.");
  EXPECT_FALSE(ran.report["not_established"].empty());
}

TEST(Listener, IsKeptOutWhereverMailCanBeHandedOver) {
  const Ran ran = run(with_addresses(1, 1), {{"192.0.2.1", encrypted()},
                                             {"2001:db8::1", ServerScript{.connect_end = wire::End::Unreachable}}});
  EXPECT_EQ(ran.report["verdict"]["word"], "yes");
  EXPECT_EQ(ran.report["axes"]["passive"]["state"], "protected");
  EXPECT_EQ(
      ran.report["axes"]["passive"]["sentence"],
      "Wherever mail could be handed over now, someone who only listens cannot read it. Other addresses took none.");
}

/// What a relay without IPv6 meets at every mail server that has some.
struct WithoutIpv6 {
  const char* name;
  ServerScript (*at_ipv4)();
  const char *word, *sentence, *listener;
};
class NoIpv6 : public testing::TestWithParam<WithoutIpv6> {};
TEST_P(NoIpv6, SaysWhatWasSeenAndThatTheRestWasNot) {
  const Ran ran = run(with_addresses(1, 1), {{"192.0.2.1", GetParam().at_ipv4()},
                                             {"2001:db8::1", ServerScript{.connect_end = wire::End::NoRoute}}});
  EXPECT_EQ(ran.report["verdict"]["word"], GetParam().word);
  EXPECT_EQ(ran.report["verdict"]["sentence"], GetParam().sentence);
  EXPECT_EQ(ran.report["axes"]["passive"]["sentence"], GetParam().listener);
}
INSTANTIATE_TEST_SUITE_P(
    Servers, NoIpv6,
    testing::Values(
        WithoutIpv6{"that_encrypt", [] { return encrypted(); }, "yes",
                    "Every mail server address of example.test that could be checked encrypts mail on its way in. One "
                    "more address could not be reached from where the check ran.",
                    "Wherever mail could be handed over from where the check ran, someone who only listens cannot read "
                    "it. More addresses of the same mail servers could not be reached from there."},
        WithoutIpv6{"that_do_not", [] { return ServerScript{.ehlo = "250 mx.example.test\r\n"}; }, "no",
                    "No mail server address of example.test that could be checked offers encryption: mail travels "
                    "readable. One more address could not be reached from where the check ran.",
                    "Someone who listens can read the mail that goes through the servers without encryption."},
        WithoutIpv6{"that_do_not_answer", [] { return ServerScript{.connect_end = wire::End::Timeout}; }, "unknown",
                    "The mail server of example.test could not be checked to the end.",
                    "It could not be established whether a listener can read the mail."}),
    [](const auto& row) { return row.param.name; });

TEST(OneSenderReadable, IsNoWordAboutTheOthers) {
  // Exim sees no STARTTLS there, Postfix does; and then nothing is heard.
  const ServerScript script{.ehlo = "250-mx.example.test\r\n220-STARTTLS\r\n250 SIZE\r\n"};
  const Ran ran = run(with_addresses(1, 0), {{"192.0.2.1", script}});
  EXPECT_EQ(ran.report["verdict"]["word"], "partly");
  EXPECT_EQ(ran.report["verdict"]["because"], "some-readable");
  EXPECT_EQ(ran.report["verdict"]["sentence"],
            "Mail to example.test can travel readable. Exim hands mail over readable. Whether other senders encrypt "
            "could not be established.");
}

TEST(NoIpv6, LeavesAServerOpenOfWhichNothingWasSeen) {
  Zone zone = with_addresses(1, 1);
  zone.records.push_back({"example.test", Type::MX, exchange("2")});
  zone.records.push_back({host("2"), Type::A, "192.0.2.22"});
  const Ran ran = run(zone, {{"192.0.2.1", ServerScript{.connect_end = wire::End::Timeout}},
                             {"2001:db8::1", ServerScript{.connect_end = wire::End::NoRoute}},
                             {"192.0.2.22", encrypted()}});
  EXPECT_EQ(ran.report["verdict"]["word"], "partly");
  EXPECT_EQ(ran.report["verdict"]["because"], "some-unclear");
}

/// A relay that is itself cut off.
nlohmann::json told_by(const Zone& zone, const std::map<std::string, ServerScript>& servers, bool dns_broken,
                       wire::Port25 port25) {
  check::Check check(test::setup());
  test::ScriptedRelay relay(zone, servers);
  relay.dns_broken = dns_broken;
  relay.port25 = port25;
  EXPECT_TRUE(relay.run(check));
  return test::in_english(report::write_report(check, nullptr))["verdict"];
}

TEST(Relay, WithoutDnsSpeaksOfItselfAndNotOfTheDomain) {
  const Zone failing{{}, wire::DnsStatus::Insecure, {{"example.test", wire::DnsStatus::Failed}}};
  EXPECT_EQ(told_by(failing, {}, false, wire::Port25::Open)["because"], "dns-failed");
  const nlohmann::json verdict = told_by(failing, {}, true, wire::Port25::Open);
  EXPECT_EQ(verdict["because"], "relay-without-dns");
  EXPECT_EQ(verdict["sentence"],
            "The relay that was to look them up has no working DNS itself, so the mail servers of example.test are not "
            "known. That says nothing about the domain.");
  // What it knows all the same counts.
  EXPECT_EQ(told_by(test::one_server(), {{"192.0.2.1", encrypted()}}, true, wire::Port25::Open)["word"], "yes");
}

TEST(Relay, ThatMayNotLeaveByPort25SpeaksOfItselfAndNotOfTheDomain) {
  const auto ends = [](wire::End end) {
    return std::map<std::string, ServerScript>{{"192.0.2.1", {.connect_end = end}}};
  };
  for (const wire::End end : {wire::End::Unreachable, wire::End::NoRoute, wire::End::Timeout}) {
    const nlohmann::json verdict = told_by(test::one_server(), ends(end), false, wire::Port25::Blocked);
    EXPECT_EQ(verdict["because"], "relay-without-port25") << wire::to_string(end);
    EXPECT_NE(verdict["sentence"].get<std::string>().find("says nothing about the domain"), std::string::npos);
    EXPECT_EQ(told_by(test::one_server(), ends(end), false, wire::Port25::Open)["because"], "not-established");
  }
  EXPECT_EQ(told_by(test::one_server(), {{"192.0.2.1", encrypted()}}, false, wire::Port25::Blocked)["word"], "yes");
}

}  // namespace
}  // namespace mailglass::assess
