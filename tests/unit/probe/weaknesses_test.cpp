#include "probe/weaknesses.h"

#include <gtest/gtest.h>

#include "probe/offers.h"
#include "simulated_world.h"
#include "support/in_english.h"

namespace mailglass::probe {
namespace {

using namespace simulation;

std::map<std::string_view, Weakness> weaknesses_of(const Config& config, Depth depth = Depth::Full) {
  const Server server(config);
  Explorer explorer({"mx.example.test", Seed{7}, depth, default_budget(depth), 2}, headline(server, "mx.example.test"));
  drive(explorer, server);
  std::map<std::string_view, Weakness> found;
  for (Weakness& weakness : weaknesses(explorer.facts())) found.emplace(weakness.code, std::move(weakness));
  return found;
}

std::map<std::string_view, Verdict> explore(const Config& config, Depth depth = Depth::Full) {
  std::map<std::string_view, Verdict> found;
  for (const auto& [code, weakness] : weaknesses_of(config, depth)) found[code] = weakness.verdict;
  return found;
}

using Accepted = std::vector<std::pair<std::uint16_t, std::uint16_t>>;
Accepted pairs(const std::vector<AcceptedIn>& all) {
  Accepted out;
  for (const auto& [version, id] : all) out.emplace_back(version, id);
  return out;
}

Config modern() {
  Config config;
  config.versions = {0x0303, 0x0304};
  config.suites = {0xc02f, 0xc030};
  config.suites13 = {0x1301, 0x1302};
  config.groups12 = config.groups13 = {0x001d, 0x0017};
  config.sha1 = false;
  return config;
}

TEST(AModernServer, HasNoneOfTheWeaknessesAndNoneIsLeftOpen) {
  for (const Depth depth : {Depth::Standard, Depth::Full}) {
    for (const auto& [code, verdict] : explore(modern(), depth)) EXPECT_EQ(verdict, Verdict::Absent) << code;
  }
}

struct Case {
  std::string_view name, code;
  void (*weaken)(Config& config);
};
class OneWeakness : public testing::TestWithParam<Case> {};

TEST_P(OneWeakness, IsFoundAtStandardDepth) {
  Config config = modern();
  GetParam().weaken(config);
  EXPECT_EQ(explore(config, Depth::Standard)[GetParam().code], Verdict::Present);
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, OneWeakness,
    testing::Values(Case{"Ssl2", "tls.ssl2", [](Config& c) { c.ssl2 = true; }},
                    Case{"Drown", "tls.drown", [](Config& c) { c.ssl2 = true; }},
                    Case{"Tls10", "tls.old-versions",
                         [](Config& c) {
                           c.versions.insert(0x0301);
                           c.suites.push_back(0xc013);
                         }},
                    Case{"Export", "tls.suites.export", [](Config& c) { c.suites.push_back(0x0003); }},
                    Case{"Freak", "tls.freak", [](Config& c) { c.suites.push_back(0x0003); }},
                    Case{"LogjamExport", "tls.logjam.export", [](Config& c) { c.suites.push_back(0x0014); }},
                    Case{"Null", "tls.suites.null", [](Config& c) { c.suites.push_back(0x0002); }},
                    Case{"Anonymous", "tls.suites.anonymous", [](Config& c) { c.suites.push_back(0x0034); }},
                    Case{"Rc4", "tls.suites.rc4", [](Config& c) { c.suites.push_back(0x0005); }},
                    Case{"Des", "tls.suites.des", [](Config& c) { c.suites.push_back(0x0009); }},
                    Case{"Sweet32", "tls.suites.sweet32", [](Config& c) { c.suites.push_back(0x000a); }},
                    Case{"StaticRsa", "tls.suites.static-rsa", [](Config& c) { c.suites.push_back(0x009c); }},
                    Case{"Cbc", "tls.cbc", [](Config& c) { c.suites.push_back(0xc027); }},
                    Case{"Beast", "tls.cbc.tls10",
                         [](Config& c) {
                           c.versions.insert(0x0301);
                           c.suites.push_back(0xc013);
                         }},
                    Case{"Poodle", "tls.poodle",
                         [](Config& c) {
                           c.versions.insert(0x0300);
                           c.suites.push_back(0x002f);
                         }},
                    Case{"SmallDh", "tls.dh.small",
                         [](Config& c) {
                           c.suites.push_back(0x009e);
                           c.dh_prime = Bytes(128, 0xf1);
                         }},
                    Case{"Sha1", "tls.signatures.sha1", [](Config& c) { c.sha1 = true; }},
                    Case{"Compression", "tls.compression", [](Config& c) { c.compression = true; }},
                    Case{"Renegotiation", "tls.renegotiation", [](Config& c) { c.renegotiation = false; }},
                    Case{"Fallback", "tls.fallback", [](Config& c) { c.fallback_scsv = false; }},
                    Case{"MasterSecret", "tls.extended-master-secret", [](Config& c) { c.ems = false; }},
                    Case{"SmallCurve", "tls.curves.small", [](Config& c) { c.groups12.push_back(0x0013); }}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(AWeaknessBySuites, ListsTheAcceptedOnesWithTheirVersions) {
  Config config = modern();
  config.versions.insert(0x0301);
  config.suites.push_back(0x000a);
  config.suites.push_back(0x002f);
  const auto found = weaknesses_of(config);
  const Weakness& block64 = found.at("tls.suites.sweet32");
  EXPECT_EQ(pairs(block64.suites), (Accepted{{0x0301, 0x000a}, {0x0303, 0x000a}}));
  EXPECT_EQ(test::in_english(block64.because),
            "It accepts TLS_RSA_WITH_3DES_EDE_CBC_SHA in TLS 1.0 and TLS_RSA_WITH_3DES_EDE_CBC_SHA in TLS 1.2.");
  EXPECT_TRUE(block64.groups.empty());
  const Weakness& beast = found.at("tls.cbc.tls10");
  EXPECT_EQ(pairs(beast.suites), (Accepted{{0x0301, 0x000a}, {0x0301, 0x002f}}));
  for (const auto& [code, weakness] : found) {
    EXPECT_TRUE(weakness.verdict == Verdict::Present || weakness.suites.empty()) << code;
    EXPECT_TRUE(weakness.suites.empty() || weakness.suites.size() == weakness.evidence.size()) << code;
    EXPECT_FALSE(weakness.because.empty()) << code;
  }
}

TEST(AWeaknessByCurves, ListsTheAcceptedOnesWithTheirVersions) {
  Config config = modern();
  config.groups12.push_back(0x0013);
  const auto found = weaknesses_of(config);
  EXPECT_EQ(pairs(found.at("tls.curves.small").groups), (Accepted{{0x0303, 0x0013}}));
  EXPECT_EQ(test::in_english(found.at("tls.curves.small").because), "It accepts secp192r1 in TLS 1.2.");
}

struct Impossible {
  std::string_view name;
  std::set<std::uint16_t> versions;
  bool ssl2;
  std::string_view sha1, fallback;  ///< why it is absent; empty: not for want of a version
};
class VersionsThatLeaveNoRoom : public testing::TestWithParam<Impossible> {};

TEST_P(VersionsThatLeaveNoRoom, MakeAWeaknessAbsentWithTheReason) {
  Config config = modern();
  config.versions = GetParam().versions;
  config.ssl2 = GetParam().ssl2;
  config.suites.insert(config.suites.end(), {0xc013, 0x002f});
  const auto found = weaknesses_of(config, Depth::Standard);
  const std::pair<std::string_view, std::string_view> expected[] = {{"tls.signatures.sha1", GetParam().sha1},
                                                                    {"tls.fallback", GetParam().fallback}};
  for (const auto& [code, why] : expected) {
    const Weakness& weakness = found.at(code);
    if (why.empty()) {
      EXPECT_FALSE(weakness.because.id().starts_with("impossible.")) << code << ": " << weakness.because.id();
      continue;
    }
    EXPECT_EQ(weakness.verdict, Verdict::Absent) << code;
    EXPECT_EQ(test::in_english(weakness.because), why) << code;
  }
}
constexpr std::string_view kNoChoice =
    "TLS 1.2 is not supported, and the client has no choice of signatures in older versions.";
INSTANTIATE_TEST_SUITE_P(
    Versions, VersionsThatLeaveNoRoom,
    testing::Values(
        Impossible{"Tls10",
                   {0x0301},
                   false,
                   kNoChoice,
                   "Only TLS 1.0 is supported, so there is no older version to fall back to."},
        Impossible{"Tls10AndSsl2", {0x0301}, true, kNoChoice, ""},
        Impossible{"Ssl3",
                   {0x0300},
                   false,
                   kNoChoice,
                   "Only SSL 3.0 is supported, so there is no older version to fall back to."},
        Impossible{"Tls10AndTls11", {0x0301, 0x0302}, false, kNoChoice, ""},
        Impossible{"Tls11AndTls13", {0x0302, 0x0304}, false, kNoChoice, ""},
        Impossible{
            "Tls12", {0x0303}, false, "", "Only TLS 1.2 is supported, so there is no older version to fall back to."},
        Impossible{"Tls13",
                   {0x0304},
                   false,
                   "Only TLS 1.3 is supported.",
                   "Only TLS 1.3 is supported, so there is no older version to fall back to."},
        Impossible{"Tls12AndTls13", {0x0303, 0x0304}, false, "", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(WithoutAnswers, EveryWeaknessIsOpen) {
  for (const Weakness& weakness : weaknesses(derive({}))) EXPECT_EQ(weakness.verdict, Verdict::Open) << weakness.code;
}

TEST(AStrongPrime, DoesNotSpeakForAnonymousSuitesThatWereNotAskedFor) {
  Facts facts = derive({});
  VersionFacts& tls12 = facts.versions[0x0303];
  tls12.support = {Support::Yes, {}};
  facts.dh.push_back({{2048, 2, {}}, 0x009e, {}, 0x0303});
  facts.dh_seen = facts.dh;
  for (const auto older : {tls::Version::Ssl3, tls::Version::Tls10, tls::Version::Tls11})
    facts.versions[tls::number(older)].support = {Support::No, {}};
  const auto verdict_of_dh = [&] {
    for (const Weakness& weakness : weaknesses(facts)) {
      if (weakness.code == "tls.dh.small") return weakness.verdict;
    }
    return Verdict::Present;
  };
  EXPECT_EQ(verdict_of_dh(), Verdict::Open);
  for (const std::uint16_t id : suites_for(0x0303, false)) {
    const tls::CipherSuite& suite = *tls::find_cipher_suite(id);
    if (suite.key_exchange == tls::KeyExchange::DhAnon || suite.exportable) tls12.suites[id] = {Support::No, {}};
  }
  EXPECT_EQ(verdict_of_dh(), Verdict::Absent);
}

TEST(AWellKnownSmallPrime, IsNamed) {
  Facts facts = derive({});
  // nginx's built-in prime, by its entry in the list of known ones.
  facts.dh.push_back({{1024, 2, {}}, 0x0033, {}, 0x0303, "nginx built-in"});
  for (const Weakness& weakness : weaknesses(facts)) {
    if (weakness.code != "tls.dh.common") continue;
    EXPECT_EQ(weakness.verdict, Verdict::Present);
    EXPECT_NE(test::in_english(weakness.because).find("nginx"), std::string::npos);
  }
}

}  // namespace
}  // namespace mailglass::probe
