// A second EHLO, inside TLS: what a real server says there, and every way in which it does not.
#include "check/inside_tls.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "support/checked.h"

namespace mailglass::check {
namespace {

using nlohmann::json;
using test::encrypted;
using test::one_server;
using test::Ran;
using test::run;
using test::ServerScript;
using wire::End;

constexpr const char* kBothWords = "EHLO relay.test\r\nQUIT\r\n";
constexpr const char* kEhlo = "EHLO relay.test\r\n";

struct Version {
  const char* name;
  test::ServerSpec spec;
};
class SessionThatWorks : public testing::TestWithParam<Version> {};
TEST_P(SessionThatWorks, SaysWhatItOffersInsideTls) {
  for (const std::size_t piece : {std::size_t{16384}, std::size_t{1}}) {
    ServerScript script = encrypted(GetParam().spec);
    script.server_piece = piece;
    const auto server = script.tls;
    const Ran ran = run(one_server(), {{"192.0.2.1", script}});
    EXPECT_EQ(ran.connections.size(), 1U);
    EXPECT_EQ(server->application_data(), kBothWords);
    // Not all senders speak the old versions.
    EXPECT_EQ(ran.address()["outcome"], GetParam().spec.max_version < TLS1_2_VERSION ? "depends" : "encrypted");
    const json fact = ran.fact("smtp.inside_capabilities");
    ASSERT_FALSE(fact.is_null());
    EXPECT_EQ(fact["value"], json({"SIZE"}));
    EXPECT_EQ(fact["assurance"], "authenticated");
    EXPECT_GT(fact["evidence"][0]["length"], 40) << "at least one sealed record";
    const json& probe = ran.report["probes"][0];
    EXPECT_EQ(probe["end"], "done");
    EXPECT_EQ(probe["inside"]["state"], "answered");
    ASSERT_EQ(probe["inside"]["lines"].size(), 2U);
    EXPECT_EQ(probe["inside"]["lines"][1]["text"], "250 SIZE 1000");
    EXPECT_EQ(ran.address()["steps"].back()["stage"], "closing");
  }
}
constexpr const char* kCbc = "ECDHE-RSA-AES128-SHA:@SECLEVEL=0";
INSTANTIATE_TEST_SUITE_P(
    Versions, SessionThatWorks,
    testing::Values(
        Version{"tls13", {}}, Version{"tls13_without_tickets", {.tickets13 = 0}},
        Version{"tls13_with_a_retry", {.groups = "P-384"}},
        Version{"tls13_certificate_asked", {.request_certificate = true}},
        Version{"tls12", {.max_version = TLS1_2_VERSION}},
        Version{"tls12_chacha20", {.max_version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-CHACHA20-POLY1305"}},
        Version{"tls12_cbc", {.max_version = TLS1_2_VERSION, .ciphers = kCbc}},
        Version{"tls12_cbc_mac_first", {.max_version = TLS1_2_VERSION, .ciphers = kCbc, .encrypt_then_mac = false}},
        Version{"tls12_static_rsa", {.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"}},
        Version{"tls11", {.max_version = TLS1_1_VERSION}}, Version{"tls10", {.max_version = TLS1_VERSION}},
        Version{"tls10_mac_first", {.max_version = TLS1_VERSION, .encrypt_then_mac = false}}),
    [](const auto& row) { return std::string(row.param.name); });

struct Otherwise {
  const char* name;
  std::function<ServerScript()> script;
  const char* state;  ///< of the probe's `inside`
  const char* fact;   ///< empty: none
  json value;
  const char* assurance;
  const char* end;   ///< of the probe
  const char* said;  ///< to the server
};
ServerScript with(test::ServerSpec spec, const std::function<void(ServerScript&)>& change) {
  ServerScript script = encrypted(std::move(spec));
  change(script);
  return script;
}
/// Alters what the server says once its handshake is through.
ServerScript altered_inside() {
  ServerScript script = encrypted({.max_version = TLS1_2_VERSION});
  script.alters_inside = true;
  return script;
}
json left(const char* how, const json& alert = nullptr) {
  return {{"how", how}, {"alert", alert}};
}

class NoSession : public testing::TestWithParam<Otherwise> {};
TEST_P(NoSession, IsToldAsWhatItWas) {
  const Otherwise& row = GetParam();
  const ServerScript script = row.script();
  const Ran ran = run(one_server(), {{"192.0.2.1", script}});
  const json& probe = ran.report["probes"][0];
  ASSERT_TRUE(probe.contains("inside")) << probe.dump();
  EXPECT_EQ(probe["inside"]["state"], row.state);
  EXPECT_EQ(probe["end"], row.end);
  EXPECT_EQ(script.tls->application_data(), row.said);
  EXPECT_TRUE(ran.report["complete"].get<bool>());
  for (const char* code : {"smtp.inside_capabilities", "smtp.inside_reply", "smtp.inside_left"}) {
    const json fact = ran.fact(code);
    EXPECT_EQ(!fact.is_null(), std::string_view(row.fact) == code) << fact.dump();
    if (fact.is_null()) continue;
    EXPECT_EQ(fact["value"], row.value);
    EXPECT_EQ(fact["assurance"], row.assurance);
  }
  EXPECT_LT(probe["inside"]["lines"].dump().size(), 8192U);
}
INSTANTIATE_TEST_SUITE_P(
    Servers, NoSession,
    testing::Values(Otherwise{"closing_for_now",
                              [] { return with({}, [](auto& s) { s.ehlo_inside = "421 4.3.2 later\r\n"; }); },
                              "answered",
                              "smtp.inside_reply",
                              {{"code", 421}},
                              "authenticated",
                              "done",
                              kBothWords},
                    Otherwise{"refuses_ehlo",
                              [] {
                                return with({.max_version = TLS1_2_VERSION},
                                            [](auto& s) { s.ehlo_inside = "550-no\r\n550 no\r\n"; });
                              },
                              "answered",
                              "smtp.inside_reply",
                              {{"code", 550}},
                              "authenticated",
                              "done",
                              kBothWords},
                    Otherwise{"speaks_another_protocol",
                              [] { return with({}, [](auto& s) { s.ehlo_inside = "\x16\x03\x01\x02"; }); },
                              "unreadable",
                              "",
                              {},
                              "",
                              "done",
                              kBothWords},
                    Otherwise{
                        "never_ends_its_line",
                        [] { return with({}, [](auto& s) { s.ehlo_inside = "250 " + std::string(100'000, 'x'); }); },
                        "unreadable",
                        "",
                        {},
                        "",
                        "done",
                        kBothWords},
                    Otherwise{"says_nothing",
                              [] {
                                return with({}, [](auto& s) {
                                  s.ehlo_inside = "";
                                  s.ends_inside = End::Timeout;
                                });
                              },
                              "awaited",
                              "",
                              {},
                              "",
                              "timeout",
                              kEhlo},
                    Otherwise{"breaks_off_in_its_answer",
                              [] {
                                return with({}, [](auto& s) {
                                  s.ehlo_inside = "250-mx.example.test\r\n250-SI";
                                  s.ends_inside = End::PeerClosed;
                                });
                              },
                              "left", "smtp.inside_left", left("closed"), "reported", "peer-closed", kEhlo},
                    Otherwise{"hangs_up_after_the_handshake",
                              [] { return with({}, [](auto& s) { s.ends_after_handshake = End::PeerClosed; }); },
                              "left", "smtp.inside_left", left("closed"), "reported", "peer-closed", ""},
                    Otherwise{"hangs_up_at_ehlo",
                              [] {
                                return with({.max_version = TLS1_2_VERSION}, [](auto& s) {
                                  s.ehlo_inside = "";
                                  s.ends_inside = End::PeerReset;
                                });
                              },
                              "left", "smtp.inside_left", left("reset"), "reported", "peer-reset", kEhlo},
                    Otherwise{"says_goodbye_in_tls",
                              [] {
                                return with({}, [](auto& s) {
                                  s.ehlo_inside = "";
                                  s.closes_inside = true;
                                });
                              },
                              "left", "smtp.inside_left", left("close-notify"), "authenticated", "cancelled", kEhlo},
                    Otherwise{"wants_a_certificate", [] { return encrypted({.require_certificate = true}); }, "left",
                              "smtp.inside_left", left("alert", 116), "authenticated", "cancelled", ""},
                    Otherwise{"altered_on_the_way", altered_inside, "left", "smtp.inside_left", left("broken"),
                              "observed", "cancelled", kEhlo},
                    Otherwise{"relay_says_none",
                              [] { return with({}, [](auto& s) { s.words_refused = "say-suite"; }); },
                              "refused",
                              "",
                              {},
                              "",
                              "cancelled",
                              ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(RelayWithoutWords, IsAskedForNone) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    ServerScript script = encrypted({.max_version = version, .ciphers = "ECDHE+AESGCM"});
    Check check(test::setup());
    test::ScriptedRelay relay(one_server(), {{"192.0.2.1", script}});
    relay.says = false;
    ASSERT_TRUE(relay.run(check));
    EXPECT_EQ(script.tls->application_data(), "");
    const auto* unasked = std::get_if<NotAskedInside>(&check.probes().front().inside().state());
    ASSERT_NE(unasked, nullptr);
    EXPECT_EQ(unasked->why, NotAskedInside::Why::NoWords);
  }
}

TEST(EvidenceOfAnEarlierPlan, RunsWithoutWords) {
  check::Setup earlier = test::setup();
  earlier.plan = kPlanWithWords - 1;
  ServerScript script = encrypted();
  const auto server = script.tls;
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, earlier);
  EXPECT_EQ(server->application_data(), "");
  EXPECT_FALSE(ran.report["probes"][0].contains("inside"));
}

TEST(Headline, IsKnownOnceTheSecondEhloIsAnswered) {
  Check check(test::setup());
  ServerScript script = encrypted();
  script.ehlo_inside = "";
  test::ScriptedRelay relay(one_server(), {{"192.0.2.1", script}});
  EXPECT_FALSE(relay.run(check));
  EXPECT_TRUE(encrypts(check.probes().front().handshake()));
  EXPECT_FALSE(check.headline_us());
  EXPECT_TRUE(check.probes().front().inside().open());
}

TEST(Exploration, SaysQuitAndNothingElseInItsSessions) {
  std::vector<std::shared_ptr<test::MemoryServer>> servers;
  const auto first = test::tls_server({.min_version = TLS1_3_VERSION});
  ServerScript script;
  script.tls_each = [&] { return servers.emplace_back(std::make_shared<test::MemoryServer>(*first)); };
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, "example.test", Depth::Standard);
  ASSERT_GT(servers.size(), 1U);
  EXPECT_EQ(servers.front()->application_data(), kBothWords);
  std::size_t carried = 0;
  for (std::size_t i = 1; i < servers.size(); ++i) {
    if (!servers[i]->finished()) continue;
    ++carried;
    EXPECT_EQ(servers[i]->application_data(), "QUIT\r\n");
  }
  EXPECT_GT(carried, 2U);
}

}  // namespace
}  // namespace mailglass::check
