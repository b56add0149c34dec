#include "check/check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/report.h"
#include "support/checked.h"
#include "support/in_english.h"

namespace mailglass::check {
namespace {

using dns::Type;
using nlohmann::json;
using test::encrypted;
using test::one_server;
using test::Ran;
using test::run;
using test::ScriptedRelay;
using test::ServerScript;
using test::setup;
using test::tls_server;
using test::world;
using test::Zone;

struct Resumed {
  const char* name;
  test::ServerSpec spec;
  bool same_server;  ///< each connection meets the same one, or one with keys of its own
  const char* expected;
};
class Resumption : public testing::TestWithParam<Resumed> {};
TEST_P(Resumption, IsTriedAndToldTruly) {
  // With little else to ask the budget reaches to the last question.
  test::ServerSpec spec = GetParam().spec;
  if (spec.min_version < TLS1_3_VERSION) spec.min_version = std::min(spec.max_version, TLS1_2_VERSION);
  spec.ciphers =
      spec.max_version < TLS1_2_VERSION ? "AES128-SHA:@SECLEVEL=0" : "ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0";
  ServerScript script;
  const auto one = tls_server(spec);
  script.tls_each = [&] {
    return GetParam().same_server ? std::make_shared<test::MemoryServer>(*one) : tls_server(spec);
  };
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, "example.test", Depth::Standard);
  EXPECT_LE(ran.connections.size(), 20U);
  const json& exploration = ran.address()["exploration"];
  EXPECT_TRUE(exploration["done"]);
  const bool open = std::string_view(GetParam().expected) == "unknown";
  for (const json& property : exploration["properties"]) {
    if (property["code"] != "session-resumption") continue;
    EXPECT_EQ(property["support"], GetParam().expected) << exploration["not_established"].dump();
    ASSERT_EQ(property["evidence"].size(), open ? 0U : 1U);
    for (const json& hello : property["evidence"]) EXPECT_GT(hello["length"], 30) << "a ServerHello";
  }
  const json& left = exploration["not_established"];
  EXPECT_EQ(std::count_if(left.begin(), left.end(),
                          [](const json& topic) { return topic["what"] == "Whether it takes a session back"; }),
            open ? 1 : 0);
}
INSTANTIATE_TEST_SUITE_P(
    Servers, Resumption,
    testing::Values(
        Resumed{
            "tls13", {}, true, "yes"},  // Some take back sessions of TLS 1.2 alone, and the one at hand is of TLS 1.3.
        Resumed{"tls13_other_keys", {}, false, "unknown"},
        Resumed{"tls13_without_tickets", {.tickets13 = 0}, true, "unknown"},
        Resumed{"tls13_alone_other_keys", {.min_version = TLS1_3_VERSION}, false, "no"},
        Resumed{"tls13_alone_without_tickets", {.min_version = TLS1_3_VERSION, .tickets13 = 0}, true, "no"},
        Resumed{"tls13_with_a_retry", {.groups = "P-384"}, true, "yes"},
        Resumed{"tls12_ticket", {.max_version = TLS1_2_VERSION}, true, "yes"},
        Resumed{"tls12_other_keys", {.max_version = TLS1_2_VERSION}, false, "no"},
        Resumed{"tls12_session_id", {.max_version = TLS1_2_VERSION, .tickets = false}, true, "yes"},
        Resumed{"tls12_neither", {.max_version = TLS1_2_VERSION, .tickets = false, .cache = false}, true, "no"},
        Resumed{"tls10", {.max_version = TLS1_VERSION}, true, "yes"}),
    [](const auto& row) { return row.param.name; });

struct Explored {
  const char* name;
  test::ServerSpec spec;
  std::vector<std::string> findings;  ///< those about weaknesses, exactly
};
class Exploration : public testing::TestWithParam<Explored> {};
TEST_P(Exploration, TellsTheWeaknessesThatMailHasToMind) {
  ServerScript script;
  script.tls_each = [] { return tls_server(GetParam().spec); };
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, "example.test", Depth::Standard);
  EXPECT_LE(ran.connections.size(), 20U);
  std::vector<std::string> found;
  for (const json& finding : ran.report["findings"]) {
    const std::string code = finding["code"];
    if (code.find("accepted") == std::string::npos && code != "small-dh" && code != "insecure-renegotiation") continue;
    found.push_back(code);
    EXPECT_EQ(finding["assurance"], "observed");
    for (const json& id : finding["facts"]) {
      const json& fact = ran.report["facts"][id.get<std::size_t>() - 1];
      EXPECT_FALSE(fact["evidence"].empty()) << fact.dump();
      EXPECT_EQ(fact["subject"]["address"], "192.0.2.1");
    }
  }
  std::vector<std::string> expected = GetParam().findings;
  std::sort(expected.begin(), expected.end());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, expected) << ran.address()["exploration"]["weaknesses"].dump();
}
INSTANTIATE_TEST_SUITE_P(
    Servers, Exploration,
    testing::Values(Explored{"modern", {.min_version = TLS1_2_VERSION, .ciphers = "ECDHE+AESGCM"}, {}},
                    Explored{"only_tls13", {.min_version = TLS1_3_VERSION}, {}},
                    Explored{"old_versions", {.ciphers = "ECDHE+AES:@SECLEVEL=0"}, {"old-choices-accepted"}},
                    Explored{"static_rsa",
                             {.min_version = TLS1_2_VERSION, .ciphers = "ECDHE+AESGCM:AES128-GCM-SHA256"},
                             {"old-choices-accepted"}},
                    Explored{"only_tls10", {.max_version = TLS1_VERSION, .ciphers = "ECDHE+AES:@SECLEVEL=0"}, {}},
                    Explored{
                        "only_static_rsa", {.max_version = TLS1_2_VERSION, .ciphers = "AES128-SHA:@SECLEVEL=0"}, {}},
                    Explored{"null_suites",
                             {.min_version = TLS1_2_VERSION, .ciphers = "ECDHE+AESGCM:ECDHE-RSA-NULL-SHA:@SECLEVEL=0"},
                             {"null-encryption-accepted"}},
                    Explored{"anonymous_suites_are_no_finding",
                             {.min_version = TLS1_2_VERSION, .ciphers = "ECDHE+AESGCM:AECDH-AES128-SHA:@SECLEVEL=0"},
                             {}}),
    [](const auto& row) { return std::string(row.param.name); });

struct Slow {
  const char* name;
  std::uint64_t connect_us, greeting_us;
  bool told;
};
class SlowServer : public testing::TestWithParam<Slow> {};
TEST_P(SlowServer, IsSlowToGreetByTheTimeSinceItConnected) {
  ServerScript script = encrypted();
  script.connect_us = GetParam().connect_us;
  script.greeting_us = GetParam().greeting_us;
  const Ran ran = run(one_server(), {{"192.0.2.1", script}});
  EXPECT_EQ(ran.found("slow-greeting"), GetParam().told);
  const auto us = ran.fact("smtp.greeting")["value"]["us"].get<std::uint64_t>();
  EXPECT_GE(us, script.greeting_us);
  EXPECT_LT(us, script.greeting_us + 10'000);
}
INSTANTIATE_TEST_SUITE_P(Times, SlowServer,
                         testing::Values(Slow{"quick", 0, 0, false}, Slow{"far_away", 4'000'000, 0, false},
                                         Slow{"both_a_little", 2'000'000, 2'000'000, false},
                                         Slow{"greets_late", 0, 6'000'000, true}),
                         [](const auto& row) { return row.param.name; });

struct LostConnection {
  const char* name;
  Depth depth;
  bool told;
};
class FirstConnectionLost : public testing::TestWithParam<LostConnection> {};
TEST_P(FirstConnectionLost, IsToldAsASizeOnlyWhereNoLargeHelloIsTaken) {
  ServerScript script;
  script.tls_each = [first = std::make_shared<bool>(true)] {
    return std::exchange(*first, false) ? nullptr : tls_server();
  };
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, "example.test", GetParam().depth);
  EXPECT_EQ(ran.address()["outcome"], "encrypted");
  EXPECT_EQ(ran.found("large-hello-intolerant"), GetParam().told) << ran.report["findings"].dump();
  for (const json& finding : ran.report["findings"]) {
    if (finding["code"] == "large-hello-intolerant") {
      EXPECT_EQ(finding["severity"], "info");
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Depths, FirstConnectionLost,
                         testing::Values(LostConnection{"nothing_explored", Depth::Headline, true},
                                         LostConnection{"size_proven", Depth::Standard, false}),
                         [](const auto& row) { return row.param.name; });

struct Row {
  const char* name;
  std::function<ServerScript()> script;
  const char *outcome, *word, *passive, *active;
  const char* finding;
  const char* trust;      ///< of x509.trust's fact; empty: there is none
  const char* assurance;  ///< of tls.version
};

class OneServer : public testing::TestWithParam<Row> {};
TEST_P(OneServer, IsJudgedTruly) {
  const Row& row = GetParam();
  const Ran ran = run(one_server(), {{"192.0.2.1", row.script()}});
  EXPECT_EQ(ran.address()["outcome"], row.outcome) << ran.address().dump();
  EXPECT_EQ(ran.report["verdict"]["word"], row.word) << ran.report["verdict"].dump();
  EXPECT_EQ(ran.report["axes"]["passive"]["state"], row.passive);
  EXPECT_EQ(ran.report["axes"]["active"]["state"], row.active);
  EXPECT_TRUE(*row.finding == '\0' || ran.found(row.finding)) << ran.report["findings"].dump();
  if (*row.trust) {
    EXPECT_EQ(ran.fact("x509.trust")["value"]["status"], row.trust) << ran.fact("x509.trust").dump();
    EXPECT_EQ(ran.fact("tls.version")["assurance"], row.assurance);
  } else {
    EXPECT_TRUE(ran.fact("x509.trust").is_null());
  }
  EXPECT_TRUE(ran.report["complete"].get<bool>());
  // Every fact's evidence lies within what was received.
  for (const json& fact : ran.report["facts"]) EXPECT_FALSE(fact["evidence"].empty()) << fact.dump();
}

INSTANTIATE_TEST_SUITE_P(
    Behaviours, OneServer,
    testing::Values(
        Row{"trusted_tls13", [] { return encrypted(); }, "encrypted", "yes", "protected", "exposed",
            "certificate-verified", "trusted", "verified"},
        Row{"trusted_tls12", [] { return encrypted({.max_version = TLS1_2_VERSION}); }, "encrypted", "yes", "protected",
            "exposed", "certificate-verified", "trusted", "authenticated"},
        Row{"tls10_only", [] { return encrypted({.max_version = TLS1_VERSION}); }, "depends", "partly", "partly",
            "exposed", "tls-old-version", "trusted", "authenticated"},
        Row{"static_rsa", [] { return encrypted({.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"}); },
            "encrypted", "yes", "protected", "exposed", "no-forward-secrecy", "trusted", "authenticated"},
        Row{"hello_retry", [] { return encrypted({.groups = "P-384"}); }, "encrypted", "yes", "protected", "exposed",
            "", "trusted", "verified"},
        Row{"client_certificate_asked", [] { return encrypted({.request_certificate = true}); }, "encrypted", "yes",
            "protected", "exposed", "client-certificate-requested", "trusted", "verified"},
        Row{"wrong_name", [] { return encrypted({}, world().wrong_name.get()); }, "encrypted", "yes", "protected",
            "exposed", "certificate-host-mismatch", "trusted", "observed"},
        Row{"expired", [] { return encrypted({}, world().expired.get()); }, "encrypted", "yes", "protected", "exposed",
            "certificate-expired", "expired", "observed"},
        Row{"self_signed", [] { return encrypted({}, world().self_signed.get(), false); }, "encrypted", "yes",
            "protected", "exposed", "certificate-not-trusted", "self-signed", "observed"},
        Row{"missing_intermediate", [] { return encrypted({}, nullptr, false); }, "encrypted", "yes", "protected",
            "exposed", "certificate-not-trusted", "missing-intermediate", "observed"},
        Row{"no_starttls", [] { return ServerScript{.ehlo = "250-mx.example.test\r\n250 SIZE 1000\r\n"}; },
            "no-starttls", "no", "exposed", "exposed", "starttls-not-supported", "", ""},
        Row{"starttls_stripped",
            [] { return ServerScript{.ehlo = "250-mx.example.test\r\n250-XXXXXXXA\r\n250 SIZE 1000\r\n"}; },
            "no-starttls", "no", "exposed", "exposed", "starttls-stripped", "", ""},
        Row{"starttls_454", [] { return ServerScript{.starttls = "454 4.7.0 TLS not available\r\n"}; },
            "starttls-refused", "no", "exposed", "exposed", "starttls-refused", "", ""},
        Row{"greeting_421", [] { return ServerScript{.greeting = "421 4.7.0 too many connections\r\n"}; },
            "temporarily-refused", "unknown", "unknown", "unknown", "", "", ""},
        Row{"greeting_554", [] { return ServerScript{.greeting = "554 no\r\n"}; }, "permanently-refused", "unknown",
            "unknown", "unknown", "", "", ""},
        Row{"ehlo_not_known", [] { return ServerScript{.ehlo = "502 5.5.1 Command not implemented\r\n"}; }, "no-ehlo",
            "no", "exposed", "exposed", "starttls-not-supported", "", ""},
        Row{"refused", [] { return ServerScript{.connect_end = wire::End::ConnectRefused}; }, "unreachable", "unknown",
            "unknown", "unknown", "", "", ""},
        Row{"no_route", [] { return ServerScript{.connect_end = wire::End::NoRoute}; }, "no-route", "unknown",
            "unknown", "unknown", "", "", ""},
        Row{"silent", [] { return ServerScript{.greeting = "220-wait", .ends_after_greeting = wire::End::Timeout}; },
            "silent", "unknown", "unknown", "unknown", "", "", ""},
        Row{"hangs_up",
            [] { return ServerScript{.greeting = "220-wai", .ends_after_greeting = wire::End::PeerClosed}; },
            "broken-smtp", "unknown", "unknown", "unknown", "", "", ""},
        Row{"garbage_after_220", [] { return ServerScript{.after_starttls = "500 what?\r\n", .tls = tls_server()}; },
            "handshake-failed", "no", "exposed", "exposed", "plaintext-after-starttls", "", ""}),
    [](const auto& row) { return row.param.name; });

TEST(WhatTheRelayLacks, IsNoWordAboutTheServer) {
  const struct {
    const char* rule;
    const char* sentence;
  } rows[] = {
      {"relay-resources", "It was not checked: the relay itself had too much to do. Try again in a minute."},
      {"budget-target",
       "It was not checked: others are asking the same server, and no turn came. Try again in a minute."},
      {"another-rule", "The relay would not connect to this address now."},
  };
  const Zone zone{{{"example.test", Type::MX, "10 mx.example.test"}, {"mx.example.test", Type::A, "192.0.2.1"}}};
  for (const auto& row : rows) {
    const Ran ran = run(zone, {{"192.0.2.1", ServerScript{.refused = row.rule}}});
    const auto& address = ran.report["servers"][0]["addresses"][0];
    EXPECT_EQ(address["outcome"], "not-probed") << row.rule;
    EXPECT_EQ(address["sentence"], row.sentence);
    EXPECT_EQ(ran.report["verdict"]["word"], "unknown") << row.rule;
  }
}

TEST(AHelloWhoseRandomBytesSpellACommand, IsSaidAgainWithAnotherSeed) {
  ServerScript server = encrypted();
  server.spelt_smtp = 1;
  const Ran ran = run(one_server(), {{"192.0.2.1", server}});
  EXPECT_EQ(ran.connections.size(), 2U);
  EXPECT_EQ(ran.report["verdict"]["word"], "yes");
  // Whoever refuses every one of them is not asked for ever.
  server.spelt_smtp = 100;
  const Ran never = run(one_server(), {{"192.0.2.1", server}});
  EXPECT_EQ(never.connections.size(), 2U);
  EXPECT_EQ(never.report["verdict"]["word"], "unknown");
}

TEST(TwoServers, OneWithoutTlsIsPartly) {
  const Zone zone{{{"example.test", Type::MX, "10 mx.example.test"},
                   {"example.test", Type::MX, "20 plain.example.test"},
                   {"mx.example.test", Type::A, "192.0.2.1"},
                   {"plain.example.test", Type::A, "192.0.2.2"}}};
  const Ran ran =
      run(zone, {{"192.0.2.1", encrypted()}, {"192.0.2.2", ServerScript{.ehlo = "250 plain.example.test\r\n"}}});
  EXPECT_EQ(ran.report["verdict"]["word"], "partly");
  EXPECT_EQ(ran.report["axes"]["passive"]["state"], "partly");
  EXPECT_EQ(ran.connections, (std::vector<std::string>{"mx.example.test 192.0.2.1", "plain.example.test 192.0.2.2",
                                                       "plain.example.test 192.0.2.2"}))
      << "whoever offers nothing is looked at again";
}

TEST(TheRelaysConnections, AreSharedAmongTheAddressesThatCanBeExplored) {
  Zone zone{{{"example.test", Type::MX, "10 mx.example.test"}}};
  std::map<std::string, ServerScript> servers;
  for (int i = 1; i <= 6; ++i) {
    const std::string address = "192.0.2." + std::to_string(i);
    zone.records.push_back({"mx.example.test", Type::A, address});
    servers[address] = ServerScript{.connect_end = wire::End::ConnectRefused};
  }
  servers["192.0.2.1"] = {};
  servers["192.0.2.1"].tls_each = [] { return tls_server({.min_version = TLS1_2_VERSION, .ciphers = "ECDHE+AESGCM"}); };
  const Ran ran = run(zone, std::move(servers), "example.test", Depth::Standard);
  EXPECT_EQ(ran.address()["exploration"]["budget"]["allowed"], 20);
}

TEST(TwoServers, AreSaidInWords) {
  EXPECT_EQ(run(one_server(), {{"192.0.2.1", encrypted()}}).report["routing"]["sentence"],
            "One mail server takes mail for example.test.");
  Zone zone = one_server();
  zone.records.push_back({"example.test", Type::MX, "20 other.example.test"});
  EXPECT_EQ(run(zone, {{"192.0.2.1", encrypted()}}).report["routing"]["sentence"],
            "2 mail servers take mail for example.test.");
}

TEST(Addresses, AreTriedOnceEachInBothFamilies) {
  const Zone zone{{{"example.test", Type::MX, "10 mx.example.test"},
                   {"mx.example.test", Type::A, "192.0.2.1"},
                   {"mx.example.test", Type::AAAA, "2001:db8::1"}}};
  const Ran ran =
      run(zone, {{"192.0.2.1", encrypted()}, {"2001:db8::1", ServerScript{.connect_end = wire::End::Unreachable}}});
  EXPECT_EQ(ran.connections.size(), 2U);
  EXPECT_EQ(ran.report["verdict"]["word"], "yes");
  EXPECT_EQ(ran.report["not_established"].size(), 1U);
}

struct RouteRow {
  const char* name;
  Zone zone;
  const char *kind, *because;
  const char* sentence = nullptr;
};
class Routes : public testing::TestWithParam<RouteRow> {};
TEST_P(Routes, AreToldApart) {
  const Ran ran = run(GetParam().zone, {{"192.0.2.1", encrypted()}});
  EXPECT_EQ(ran.report["routing"]["kind"], GetParam().kind) << ran.report["routing"].dump();
  EXPECT_EQ(ran.report["verdict"]["because"], GetParam().because) << ran.report["verdict"].dump();
  if (GetParam().sentence) {
    EXPECT_EQ(ran.report["verdict"]["sentence"], GetParam().sentence);
  }
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, Routes,
    testing::Values(
        RouteRow{"null_mx", {{{"example.test", Type::MX, "0 ."}}}, "null-mx", "null-mx"},
        RouteRow{
            "no_domain", {{}}, "no-domain", "no-domain", "There is no domain called example.test. Is it spelt right?"},
        RouteRow{"alias_of_no_domain",
                 {{{"example.test", Type::CNAME, "alias.test"}, {"alias.test", Type::CNAME, "gone.test"}}},
                 "no-domain",
                 "no-domain",
                 "example.test takes no mail: it is an alias of gone.test, which does not exist."},
        RouteRow{"implicit_mx", {{{"example.test", Type::A, "192.0.2.1"}}}, "implicit-mx", "all-encrypted"},
        RouteRow{"no_mail_at_all", {{{"example.test", Type::TXT, "hello"}}}, "no-mail", "no-mail"},
        RouteRow{"servfail",
                 {{}, wire::DnsStatus::Insecure, {{"example.test", wire::DnsStatus::Failed}}},
                 "failed",
                 "dns-failed"},
        RouteRow{"bogus",
                 {{}, wire::DnsStatus::Insecure, {{"example.test", wire::DnsStatus::Bogus}}},
                 "failed",
                 "dns-failed"},
        RouteRow{"mx_is_an_alias",
                 {{{"example.test", Type::MX, "10 mx.example.test"},
                   {"mx.example.test", Type::CNAME, "real.example.test"},
                   {"real.example.test", Type::A, "192.0.2.1"}}},
                 "mx",
                 "all-encrypted"},
        RouteRow{"mx_without_address", {{{"example.test", Type::MX, "10 mx.example.test"}}}, "mx", "no-mail"}),
    [](const auto& row) { return row.param.name; });

using Statuses = std::map<std::string, wire::DnsStatus>;
constexpr const char* kTlsa = "\3\1\1a SHA-256 of some public key, say";
constexpr const char *kOwnTlsa = "_25._tcp.mx.example.test", *kEndTlsa = "_25._tcp.real.example.test",
                     *kSts = "_mta-sts.example.test";
constexpr auto kSecure = wire::DnsStatus::Secure, kInsecure = wire::DnsStatus::Insecure;

/// A server by its own name, or behind an alias.
Zone published(bool alias, std::vector<test::ZoneRecord> more) {
  Zone zone = one_server();
  if (alias) {
    zone.records.back() = {"mx.example.test", Type::CNAME, "real.example.test"};
    zone.records.push_back({"real.example.test", Type::A, "192.0.2.1"});
  }
  zone.records.insert(zone.records.end(), more.begin(), more.end());
  return zone;
}

struct ProtectionRow {
  const char* name;
  Zone zone;
  wire::DnsStatus status;
  const char* active;
  std::vector<std::string> facts;  ///< about DANE and MTA-STS, in order
  Statuses statuses = {}, broken = {};
};
class DowngradeProtection : public testing::TestWithParam<ProtectionRow> {};
TEST_P(DowngradeProtection, CountsWhereSendersWouldFindIt) {
  const ProtectionRow& row = GetParam();
  Zone zone = row.zone;
  zone.status = row.status;
  zone.statuses = row.statuses;
  zone.broken = row.broken;
  const Ran ran = run(zone, {{"192.0.2.1", encrypted()}}, test::setup_by_relays_word());
  EXPECT_EQ(ran.report["axes"]["active"]["state"], row.active);
  std::vector<std::string> facts;
  for (const json& fact : ran.report["facts"]) {
    const std::string code = fact["code"];
    if (code.find("tlsa") != std::string::npos || code.find("sts") != std::string::npos) facts.push_back(code);
  }
  EXPECT_EQ(facts, row.facts);
  const bool is_there = std::find(facts.begin(), facts.end(), "dns.tlsa") != facts.end() ||
                        std::find(facts.begin(), facts.end(), "dns.mta_sts") != facts.end();
  EXPECT_EQ(ran.found("downgrade-protection-published"), is_there);
  EXPECT_EQ(ran.found("no-downgrade-protection"), std::string_view(row.active) == "exposed");
  const bool counts_for_nothing = std::any_of(facts.begin(), facts.end(), [](const std::string& code) {
    return code == "dns.mta_sts_ambiguous" || code == "dns.mta_sts_invalid";
  });
  EXPECT_EQ(ran.found("sts-record-invalid"), counts_for_nothing);
}
INSTANTIATE_TEST_SUITE_P(
    Records, DowngradeProtection,
    testing::Values(ProtectionRow{"none", published(false, {}), kSecure, "exposed", {"dns.no_tlsa", "dns.no_mta_sts"}},
                    ProtectionRow{"tlsa",
                                  published(false, {{kOwnTlsa, Type::TLSA, kTlsa}}),
                                  kSecure,
                                  "unknown",
                                  {"dns.tlsa", "dns.no_mta_sts"}},
                    ProtectionRow{"tlsa_without_dnssec",
                                  published(false, {{kOwnTlsa, Type::TLSA, kTlsa}}),
                                  kInsecure,
                                  "exposed",
                                  {"dns.tlsa_unsigned", "dns.no_mta_sts"}},
                    ProtectionRow{"tlsa_at_the_end_of_an_alias",
                                  published(true, {{kEndTlsa, Type::TLSA, kTlsa}}),
                                  kSecure,
                                  "unknown",
                                  {"dns.tlsa", "dns.no_mta_sts"}},
                    ProtectionRow{"tlsa_at_the_alias_itself",
                                  published(true, {{kOwnTlsa, Type::TLSA, kTlsa}}),
                                  kSecure,
                                  "unknown",
                                  {"dns.no_tlsa", "dns.tlsa", "dns.no_mta_sts"}},
                    ProtectionRow{"tlsa_nowhere_at_an_alias",
                                  published(true, {}),
                                  kSecure,
                                  "exposed",
                                  {"dns.no_tlsa", "dns.no_tlsa", "dns.no_mta_sts"}},
                    ProtectionRow{"tlsa_at_the_end_of_an_unsigned_alias",
                                  published(true, {{kEndTlsa, Type::TLSA, kTlsa}}),
                                  kSecure,
                                  "exposed",
                                  {"dns.no_tlsa", "dns.no_mta_sts"},
                                  {{"mx.example.test", kInsecure}}},
                    ProtectionRow{"end_of_an_alias_that_cannot_be_looked_up",
                                  published(true, {}),
                                  kSecure,
                                  "unknown",
                                  {"dns.no_tlsa", "dns.no_mta_sts"},
                                  {},
                                  {{kEndTlsa, wire::DnsStatus::Failed}}},
                    ProtectionRow{"mta_sts",
                                  published(false, {{kSts, Type::TXT, "v=STSv1; id=1"}}),
                                  kInsecure,
                                  "unknown",
                                  {"dns.no_tlsa", "dns.mta_sts"}},
                    ProtectionRow{"mta_sts_beside_other_text",
                                  published(false, {{kSts, Type::TXT, "hello"}, {kSts, Type::TXT, "v=STSv1; id=1"}}),
                                  kInsecure,
                                  "unknown",
                                  {"dns.no_tlsa", "dns.mta_sts"}},
                    ProtectionRow{
                        "two_mta_sts_records",
                        published(false, {{kSts, Type::TXT, "v=STSv1; id=1"}, {kSts, Type::TXT, "v=STSv1; id=2"}}),
                        kInsecure,
                        "exposed",
                        {"dns.no_tlsa", "dns.mta_sts_ambiguous", "dns.mta_sts_ambiguous"}},
                    ProtectionRow{"mta_sts_without_a_field",
                                  published(false, {{kSts, Type::TXT, "v=STSv1"}}),
                                  kInsecure,
                                  "exposed",
                                  {"dns.no_tlsa", "dns.no_mta_sts"}},
                    ProtectionRow{"mta_sts_with_its_id_behind_another_field",
                                  published(false, {{kSts, Type::TXT, "v=STSv1;a=b ;\tid=20261125T07 ;"}}),
                                  kInsecure,
                                  "unknown",
                                  {"dns.no_tlsa", "dns.mta_sts"}},
                    ProtectionRow{"mta_sts_without_an_id",
                                  published(false, {{kSts, Type::TXT, "v=STSv1; a=b;"}}),
                                  kInsecure,
                                  "exposed",
                                  {"dns.no_tlsa", "dns.mta_sts_invalid"}},
                    ProtectionRow{"mta_sts_with_an_id_and_what_is_no_field",
                                  published(false, {{kSts, Type::TXT, "v=STSv1; id=1;; x"}}),
                                  kInsecure,
                                  "exposed",
                                  {"dns.no_tlsa", "dns.mta_sts_invalid"}},
                    ProtectionRow{"mta_sts_with_another_kind_of_id",
                                  published(false, {{kSts, Type::TXT, "v=STSv1; id=2026-11-25;"}}),
                                  kInsecure,
                                  "exposed",
                                  {"dns.no_tlsa", "dns.mta_sts_invalid"}}),
    [](const auto& row) { return row.param.name; });

TEST(SavedEvidence, OfACheckThatDidNotFollowAliasesLeavesDaneOpen) {
  Zone zone = published(true, {{kEndTlsa, Type::TLSA, kTlsa}});
  zone.status = kSecure;
  auto old = setup();
  old.plan = 0;
  const Ran ran = run(zone, {{"192.0.2.1", encrypted()}}, old);
  EXPECT_EQ(json::parse(ran.evidence).count("plan"), 0U);
  EXPECT_EQ(ran.report["verdict"]["word"], "yes");
  EXPECT_EQ(ran.report["axes"]["active"]["state"], "unknown");
  EXPECT_FALSE(ran.found("no-downgrade-protection"));
  ASSERT_EQ(ran.report["not_established"].size(), 1U);
  EXPECT_EQ(ran.report["not_established"][0]["why"],
            "This saved check did not look for them at the end of a mail server’s alias.");
}

TEST(SavedEvidence, OfALaterPlanIsRefusedInWords) {
  const std::string evidence = run(one_server(), {{"192.0.2.1", encrypted()}}).evidence;
  const std::string ours = "\"plan\":" + std::to_string(kPlan);
  for (const std::string& plan : {std::to_string(kPlan + 1), std::string("-1"), std::string("\"1\""),
                                  std::string("1.5"), std::string("99999999999")}) {
    std::string later = evidence;
    later.replace(later.find(ours), ours.size(), "\"plan\":" + plan);
    const auto read = read_evidence(later);
    ASSERT_FALSE(read) << plan;
    EXPECT_EQ(read.error().rule, "evidence.later");
  }
}

TEST(SmallerHello, IsTriedOnceWhenTheFirstFallsSilent) {
  const Ran ran = run(one_server(), {{"192.0.2.1", ServerScript{}}});
  EXPECT_EQ(ran.connections.size(), 3U) << "and senders' own, which has no name";
  EXPECT_EQ(ran.address()["outcome"], "handshake-failed");
  EXPECT_EQ(ran.report["verdict"]["word"], "unknown");
}

// ── a relay that lies ────────────────────────────────────────────────────────────────────────

void expect_nothing_verified(const Ran& ran) {
  for (const json& fact : ran.report["facts"]) EXPECT_NE(fact["assurance"], "verified") << fact.dump();
  EXPECT_FALSE(ran.found("certificate-verified"));
}

TEST(LyingRelay, ThatSwapsTheCertificateNeverGetsVerified) {
  // It holds some key, and shows a certificate of its own making for the right name.
  test::Authority own;
  const test::Cert forged = own.leaf(world().other_key.get(), {"leaf", {"DNS:mx.example.test"}});
  ServerScript script;
  test::ServerSpec spec;
  spec.extra_chain = {own.middle.get()};
  script.tls = std::make_shared<test::MemoryServer>(spec, forged.get(), world().other_key.get());
  const Ran ran = run(one_server(), {{"192.0.2.1", script}});
  // The forged issuers bear the true ones' names, so their signatures are what gives them away.
  EXPECT_EQ(ran.fact("x509.trust")["value"]["status"], "bad-signature");
  expect_nothing_verified(ran);
}

class LyingRelayVersions : public testing::TestWithParam<int> {};
TEST_P(LyingRelayVersions, ThatReplaysAnOldFlightNeverGetsVerified) {
  Bytes recorded;
  ServerScript honest = encrypted({.max_version = GetParam()});
  honest.tamper = [&](Bytes bytes) {
    if (recorded.empty()) recorded = bytes;
    return bytes;
  };
  Check check(
      {.domain = "example.test", .seed = {1}, .started_unix_ms = test::kNow * 1000, .anchors = test::unsigned_root()});
  ScriptedRelay(one_server(), {{"192.0.2.1", honest}}).run(check);
  ASSERT_FALSE(recorded.empty());
  ServerScript replaying = encrypted();
  replaying.tamper = [&](const Bytes&) { return recorded; };
  const Ran ran = run(one_server(), {{"192.0.2.1", replaying}});
  EXPECT_EQ(ran.address()["outcome"], "proof-failed") << ran.address().dump();
  EXPECT_EQ(ran.report["verdict"]["word"], "unknown");
  expect_nothing_verified(ran);
}
INSTANTIATE_TEST_SUITE_P(Versions, LyingRelayVersions, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

TEST(LyingRelay, ThatAltersAByteNeverGetsVerified) {
  std::size_t flight = 1;
  for (std::size_t at = 0; at < flight; at += 29) {
    ServerScript script = encrypted();
    bool first = true;
    script.tamper = [&](Bytes bytes) {
      // What follows the first flight (tickets) proves nothing and changes nothing.
      if (std::exchange(first, false)) {
        flight = bytes.size();
        bytes[at] ^= 1;
      }
      return bytes;
    };
    Check check(setup());
    ScriptedRelay(one_server(), {{"192.0.2.1", script}}).run(check);
    const json report = test::in_english(report::write_report(check, &world().roots));
    for (const json& fact : report["facts"]) EXPECT_NE(fact["assurance"], "verified") << at << " " << fact["code"];
  }
  EXPECT_GT(flight, 2000U);
}

struct Blanked {
  const char *name, *keyword;
  bool told;
};
class BlankedKeyword : public testing::TestWithParam<Blanked> {};
TEST_P(BlankedKeyword, MayBeStarttlsOnlyIfItIsAsLong) {
  ServerScript script;
  script.ehlo = "250-mx.example.test\r\n250 " + std::string(GetParam().keyword) + "\r\n";
  const Ran ran = run(one_server(), {{"192.0.2.1", script}});
  EXPECT_EQ(ran.address()["outcome"], "no-starttls");
  EXPECT_EQ(ran.found("starttls-stripped"), GetParam().told);
  EXPECT_EQ(ran.found("starttls-not-supported"), !GetParam().told);
}
INSTANTIATE_TEST_SUITE_P(Keywords, BlankedKeyword,
                         testing::Values(Blanked{"all_but_the_last_letter", "XXXXXXXA", true},
                                         Blanked{"all_letters", "XXXXXXXX", true}, Blanked{"four", "XXXX", false},
                                         Blanked{"four_with_another", "XXXA", false},
                                         Blanked{"seven", "XXXXXXX", false}, Blanked{"nine", "XXXXXXXXX", false},
                                         Blanked{"not_blanked", "XXXXXXAB", false}),
                         [](const auto& row) { return row.param.name; });

TEST(LyingRelay, ThatStripsStarttlsIsOnlyObserved) {
  const Ran ran = run(one_server(), {{"192.0.2.1", ServerScript{.ehlo = "250 mx.example.test\r\n"}}});
  EXPECT_EQ(ran.fact("smtp.starttls_offered")["assurance"], "observed");
  expect_nothing_verified(ran);
}

TEST(Relay, ThatBreaksOffLeavesWhatWasNotSeenOpen) {
  Check check(setup());
  check.on_text(wire::encode(wire::FromRelay(wire::Welcome{"r", "e", false, wire::Port25::Open, {}})), 1);
  check.on_lost(2);
  EXPECT_TRUE(check.finished());
  const json report = test::in_english(report::write_report(check, nullptr));
  EXPECT_EQ(report["verdict"]["word"], "unknown");
  EXPECT_EQ(report["verdict"]["because"], "session-failed");
}

TEST(Relay, ThatFallsSilentEndsTheCheckByItsOwnDeadline) {
  Check check(setup());
  check.on_tick(10'000'000);
  EXPECT_FALSE(check.finished());
  check.on_tick(30'000'000);
  EXPECT_TRUE(check.finished());
}

TEST(Roots, ThatComeLateTurnObservedIntoVerified) {
  Check check(setup());
  ScriptedRelay(one_server(), {{"192.0.2.1", encrypted()}}).run(check);
  const auto assurance = [&](const x509::TrustStore* roots) {
    const json report = test::in_english(report::write_report(check, roots));
    for (const json& fact : report["facts"]) {
      if (fact["code"] == "tls.version") return fact["assurance"].get<std::string>();
    }
    return std::string();
  };
  EXPECT_EQ(assurance(nullptr), "observed");
  EXPECT_EQ(assurance(&world().roots), "verified");
}

}  // namespace
}  // namespace mailglass::check
