#include "check/check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/report.h"
#include "support/scripted_relay.h"

namespace mailglass::check {
namespace {

using dns::Type;
using nlohmann::json;
using test::ScriptedRelay;
using test::ServerScript;
using test::Zone;

struct World {
  test::Authority authority;
  test::Key key = test::rsa_key(), other_key = test::rsa_key();
  test::Cert cert = authority.leaf(key.get(), {"leaf", {"DNS:mx.example.test"}});
  test::Cert wrong_name = authority.leaf(key.get(), {"leaf", {"DNS:other.example.test"}});
  test::Cert expired = authority.leaf(key.get(), {"leaf", {"DNS:mx.example.test"}, 1'600'000'000, 1'700'000'000});
  test::Cert self_signed = test::make_certificate({"self", {"DNS:mx.example.test"}}, key.get());
  x509::TrustStore roots = std::move(*x509::TrustStore::from_pem(test::pem_of(authority.root.get())));
};
World& world() {
  static World instance;
  return instance;
}

Setup setup(std::string domain = "example.test", Depth depth = Depth::Headline) {
  return {std::move(domain), {5, 5, 5}, test::kNow * 1000, depth};
}

Zone one_server() {
  return {{{"example.test", Type::MX, "10 mx.example.test"}, {"mx.example.test", Type::A, "192.0.2.1"}}};
}

std::shared_ptr<test::MemoryServer> tls(test::ServerSpec spec = {}, X509* certificate = nullptr,
                                        bool send_intermediate = true) {
  if (send_intermediate) spec.extra_chain = {world().authority.middle.get()};
  return std::make_shared<test::MemoryServer>(spec, certificate ? certificate : world().cert.get(), world().key.get());
}

ServerScript encrypted(test::ServerSpec spec = {}, X509* certificate = nullptr, bool send_intermediate = true) {
  ServerScript script;
  script.tls = tls(std::move(spec), certificate, send_intermediate);
  return script;
}

struct Ran {
  json report;
  std::vector<std::string> connections;
  std::string evidence;
  [[nodiscard]] const json& address(std::size_t server = 0, std::size_t index = 0) const {
    return report["servers"][server]["addresses"][index];
  }
  [[nodiscard]] json fact(const std::string& code) const {
    for (const json& fact : report["facts"]) {
      if (fact["code"] == code) return fact;
    }
    return nullptr;
  }
  [[nodiscard]] bool found(const std::string& code) const {
    for (const json& finding : report["findings"]) {
      if (finding["code"] == code) return true;
    }
    return false;
  }
};

Ran run(const Zone& zone, std::map<std::string, ServerScript> servers, const std::string& domain = "example.test",
        Depth depth = Depth::Headline) {
  Check check(setup(domain, depth));
  ScriptedRelay relay(zone, std::move(servers));
  EXPECT_TRUE(relay.run(check));
  const std::string report = report::write_report(check, &world().roots);
  // Whatever was seen runs again to the same report.
  const std::string evidence = write_evidence(check.evidence());
  const auto read = read_evidence(evidence);
  EXPECT_TRUE(read);
  EXPECT_EQ(report::write_report(replay(*read), &world().roots), report);
  return {json::parse(report), relay.connections(), evidence};
}

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
  spec.min_version = std::min(spec.max_version, TLS1_2_VERSION);
  spec.ciphers =
      spec.max_version < TLS1_2_VERSION ? "AES128-SHA:@SECLEVEL=0" : "ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0";
  ServerScript script;
  const auto one = tls(spec);
  script.tls_each = [&] { return GetParam().same_server ? std::make_shared<test::MemoryServer>(*one) : tls(spec); };
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, "example.test", Depth::Standard);
  EXPECT_LE(ran.connections.size(), 20U);
  const json& exploration = ran.address()["exploration"];
  EXPECT_TRUE(exploration["done"]);
  for (const json& property : exploration["properties"]) {
    if (property["code"] != "session-resumption") continue;
    EXPECT_EQ(property["support"], GetParam().expected) << exploration["not_established"].dump();
    ASSERT_EQ(property["evidence"].size(), 1U);
    EXPECT_GT(property["evidence"][0]["length"], 30) << "a ServerHello";
  }
  for (const json& open : exploration["not_established"]) EXPECT_NE(open["what"], "whether it takes a session back");
}
INSTANTIATE_TEST_SUITE_P(
    Servers, Resumption,
    testing::Values(Resumed{"tls13", {}, true, "yes"}, Resumed{"tls13_other_keys", {}, false, "no"},
                    Resumed{"tls13_without_tickets", {.tickets13 = 0}, true, "no"},
                    Resumed{"tls13_with_a_retry", {.groups = "P-384"}, true, "yes"},
                    Resumed{"tls12_ticket", {.max_version = TLS1_2_VERSION}, true, "yes"},
                    Resumed{"tls12_other_keys", {.max_version = TLS1_2_VERSION}, false, "no"},
                    Resumed{"tls12_session_id", {.max_version = TLS1_2_VERSION, .tickets = false}, true, "yes"},
                    Resumed{
                        "tls12_neither", {.max_version = TLS1_2_VERSION, .tickets = false, .cache = false}, true, "no"},
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
  script.tls_each = [] { return tls(GetParam().spec); };
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
                    Explored{"null_suites",
                             {.min_version = TLS1_2_VERSION, .ciphers = "ECDHE+AESGCM:ECDHE-RSA-NULL-SHA:@SECLEVEL=0"},
                             {"null-encryption-accepted"}},
                    Explored{"anonymous_suites_are_no_finding",
                             {.min_version = TLS1_2_VERSION, .ciphers = "ECDHE+AESGCM:AECDH-AES128-SHA:@SECLEVEL=0"},
                             {}}),
    [](const auto& row) { return std::string(row.param.name); });

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
            "exposed", "certificate-verified", "trusted", "verified"},
        Row{"tls10_only", [] { return encrypted({.max_version = TLS1_VERSION}); }, "encrypted", "yes", "protected",
            "exposed", "tls-old-version", "trusted", "verified"},
        Row{"static_rsa", [] { return encrypted({.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"}); },
            "encrypted", "yes", "protected", "exposed", "no-forward-secrecy", "trusted", "verified"},
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
            "starttls-refused", "unknown", "unknown", "unknown", "starttls-refused", "", ""},
        Row{"greeting_421", [] { return ServerScript{.greeting = "421 4.7.0 too many connections\r\n"}; },
            "temporarily-refused", "unknown", "unknown", "unknown", "", "", ""},
        Row{"greeting_554", [] { return ServerScript{.greeting = "554 no\r\n"}; }, "permanently-refused", "unknown",
            "unknown", "unknown", "", "", ""},
        Row{"refused", [] { return ServerScript{.connect_end = wire::End::ConnectRefused}; }, "unreachable", "unknown",
            "unknown", "unknown", "", "", ""},
        Row{"silent", [] { return ServerScript{.greeting = "220-wait", .ends_after_greeting = wire::End::Timeout}; },
            "silent", "unknown", "unknown", "unknown", "", "", ""},
        Row{"hangs_up",
            [] { return ServerScript{.greeting = "220-wai", .ends_after_greeting = wire::End::PeerClosed}; },
            "broken-smtp", "unknown", "unknown", "unknown", "", "", ""},
        Row{"garbage_after_220", [] { return ServerScript{.after_starttls = "500 what?\r\n", .tls = tls()}; },
            "handshake-failed", "unknown", "unknown", "unknown", "plaintext-after-starttls", "", ""}),
    [](const auto& row) { return row.param.name; });

TEST(TwoServers, OneWithoutTlsIsPartly) {
  const Zone zone{{{"example.test", Type::MX, "10 mx.example.test"},
                   {"example.test", Type::MX, "20 plain.example.test"},
                   {"mx.example.test", Type::A, "192.0.2.1"},
                   {"plain.example.test", Type::A, "192.0.2.2"}}};
  const Ran ran =
      run(zone, {{"192.0.2.1", encrypted()}, {"192.0.2.2", ServerScript{.ehlo = "250 plain.example.test\r\n"}}});
  EXPECT_EQ(ran.report["verdict"]["word"], "partly");
  EXPECT_EQ(ran.report["axes"]["passive"]["state"], "partly");
  EXPECT_EQ(ran.connections, (std::vector<std::string>{"mx.example.test 192.0.2.1", "plain.example.test 192.0.2.2"}));
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
};
class Routes : public testing::TestWithParam<RouteRow> {};
TEST_P(Routes, AreToldApart) {
  const Ran ran = run(GetParam().zone, {{"192.0.2.1", encrypted()}});
  EXPECT_EQ(ran.report["routing"]["kind"], GetParam().kind) << ran.report["routing"].dump();
  EXPECT_EQ(ran.report["verdict"]["because"], GetParam().because) << ran.report["verdict"].dump();
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, Routes,
    testing::Values(RouteRow{"null_mx", {{{"example.test", Type::MX, "0 ."}}}, "null-mx", "null-mx"},
                    RouteRow{"no_domain", {{}}, "no-domain", "no-domain"},
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
                    RouteRow{
                        "mx_without_address", {{{"example.test", Type::MX, "10 mx.example.test"}}}, "mx", "no-mail"}),
    [](const auto& row) { return row.param.name; });

TEST(DowngradeProtection, PublishedButUncheckedIsUnknown) {
  Zone zone = one_server();
  zone.records.push_back({"_mta-sts.example.test", Type::TXT, "v=STSv1; id=1"});
  const Ran ran = run(zone, {{"192.0.2.1", encrypted()}});
  EXPECT_EQ(ran.report["axes"]["active"]["state"], "unknown");
  EXPECT_TRUE(ran.found("downgrade-protection-published"));
}

TEST(SmallerHello, IsTriedOnceWhenTheFirstFallsSilent) {
  const Ran ran = run(one_server(), {{"192.0.2.1", ServerScript{}}});
  EXPECT_EQ(ran.connections.size(), 2U);
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
  Check check({"example.test", {1}, test::kNow * 1000});
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
    const json report = json::parse(report::write_report(check, &world().roots));
    for (const json& fact : report["facts"]) EXPECT_NE(fact["assurance"], "verified") << at << " " << fact["code"];
  }
  EXPECT_GT(flight, 2000U);
}

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
  const json report = json::parse(report::write_report(check, nullptr));
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
    const json report = json::parse(report::write_report(check, roots));
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
