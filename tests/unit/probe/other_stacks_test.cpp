// TLS stacks that are not like OpenSSL, each by what it does.

#include <gtest/gtest.h>

#include "probe/explorer.h"
#include "probe/hellos.h"
#include "probe/weaknesses.h"
#include "simulated_world.h"

namespace mailglass::probe {
namespace {

using namespace simulation;
using tls::Version;

Config modern(std::set<std::uint16_t> versions = {0x0303, 0x0304}) {
  Config config;
  config.versions = std::move(versions);
  config.suites = {0xc02f, 0xc030, 0xcca8, 0xc013, 0x009c, 0x002f};
  config.suites13 = {0x1302, 0x1303, 0x1301};
  config.groups12 = {0x001d, 0x0017, 0x0018};
  config.groups13 = {0x001d, 0x0017, 0x0018};
  return config;
}

Explorer explore(const Config& config, Depth depth = Depth::Full, Edition edition = Edition::Second) {
  const Server server(config);
  Target target{kHost, Seed{7}, depth, default_budget(depth), 2};
  target.edition = edition;
  target.session = session_of(server, kHost);
  target.carried = carrier(kHost);
  Explorer explorer(std::move(target), headline(server, kHost));
  const Outcome outcome = drive(explorer, server);
  EXPECT_FALSE(outcome.stuck);
  return explorer;
}

Verdict verdict_of(const Facts& facts, std::string_view code) {
  for (const Weakness& weakness : weaknesses(facts)) {
    if (weakness.code == code) return weakness.verdict;
  }
  return Verdict::Open;
}

TEST(AServerThatNeverSaidYes, LacksNothingForSure) {
  Config config = modern();
  config.silent_on_all = true;
  for (const bool closes : {false, true}) {
    config.closes_to_refuse = closes;
    const Explorer explorer = explore(config);
    const Facts& facts = explorer.facts();
    for (const auto& [version, known] : facts.versions) {
      EXPECT_TRUE(known.support.unknown()) << version;
      EXPECT_TRUE(known.suites.empty() && known.groups.empty()) << version;
    }
    EXPECT_TRUE(facts.ssl2.unknown());
    for (const Weakness& weakness : weaknesses(facts)) EXPECT_EQ(weakness.verdict, Verdict::Open) << weakness.code;
  }
}

struct LongListCase {
  const char* name;
  std::size_t most;
  bool closes;
};
class LongLists : public testing::TestWithParam<LongListCase> {};
TEST_P(LongLists, AreAskedForInPiecesAndNothingIsLost) {
  Config config = modern({0x0302, 0x0303});
  config.most_suites = GetParam().most;
  config.closes_on_many = GetParam().closes;
  const Explorer explorer = explore(config);
  const VersionFacts& tls12 = explorer.facts().version(Version::Tls12);
  EXPECT_TRUE(tls12.support.yes());
  EXPECT_TRUE(explorer.facts().version(Version::Tls11).support.yes());
  EXPECT_TRUE(explorer.facts().version(Version::Ssl3).support.no());
  for (const std::uint16_t suite : suites_for(0x0303, false))
    EXPECT_EQ(tls12.suite(suite).yes(), has(config.suites, suite)) << tls::cipher_suite_text(suite);
}
INSTANTIATE_TEST_SUITE_P(Servers, LongLists,
                         testing::Values(LongListCase{"DecodeError", 150, false}, LongListCase{"Closing", 150, true},
                                         LongListCase{"DecodeErrorAtFew", 60, false},
                                         LongListCase{"ClosingAtFew", 60, true}),
                         [](const auto& row) { return row.param.name; });

TEST(OneCloseOfAServerThatSaysHandshakeFailure, RefusesNothing) {
  const Server server(modern({0x0303}));
  Knowledge knowledge;
  std::uint32_t probe = 0;
  const auto learn = [&](Numbers suites, bool closed) {
    const Bytes hello = build_client_hello(ordinary_hello(0x0303, kHost, std::move(suites)), Seed{7});
    const Reply reply = server.answer(hello);
    knowledge.learn(
        {++probe, *read_offer(hello), closed ? ServerAnswer(ClosedAnswer{}) : read_answer(reply.bytes, 0, reply.end)});
  };
  learn({0xc02f}, false);
  learn({0xc030, 0xc013}, true);
  learn({0xc030, 0xc013}, true);
  EXPECT_TRUE(knowledge.facts().version(Version::Tls12).suite(0xc030).unknown());
  learn({0x0005}, false);  // handshake_failure
  learn({0x009c}, true);
  learn({0x009c}, true);
  EXPECT_TRUE(knowledge.facts().version(Version::Tls12).suite(0xc030).unknown());
  EXPECT_TRUE(knowledge.facts().version(Version::Tls12).suite(0x0005).no());
}

TEST(AServerThatClosesToRefuse, IsUnderstoodOnceTwoHellosWereClosedOn) {
  Config config = modern();
  config.closes_to_refuse = true;
  const Explorer explorer = explore(config);
  for (const Version version : {Version::Ssl3, Version::Tls10, Version::Tls11})
    EXPECT_TRUE(explorer.facts().version(version).support.no()) << int(version);
  EXPECT_TRUE(explorer.facts().version(Version::Tls12).suite(0x0005).no());
}

TEST(AServerThatClosesOnLongListsAndToRefuse, IsNotSaidToLackAVersion) {
  // Whatever it takes stands behind the strongest: closing on those, and on all, tells nothing of the version.
  for (const std::uint16_t suite : {std::uint16_t{0x002f}, std::uint16_t{0x000a}, std::uint16_t{0xc013}}) {
    for (const Depth depth : {Depth::Quick, Depth::Standard, Depth::Full}) {
      Config config = modern();
      config.suites = {suite};
      config.most_suites = 60;
      config.closes_on_many = config.closes_to_refuse = true;
      EXPECT_FALSE(explore(config, depth).facts().version(Version::Tls12).support.no()) << suite;
    }
  }
}

TEST(AVersionWithFixedDiffieHellmanAlone, IsThere) {
  Config config = modern();
  config.rsa = false;
  config.ecdsa = true;
  config.suites = {0xc004};
  const Explorer explorer = explore(config);
  EXPECT_TRUE(explorer.facts().version(Version::Tls12).support.yes());
  EXPECT_TRUE(explorer.facts().ecdsa_certificate.yes());
}

TEST(AnInternalErrorInOldVersions, MeansThatTheyCannotBeHad) {
  for (const bool ecdsa : {false, true}) {
    Config config = modern({0x0301, 0x0302, 0x0303, 0x0304});
    config.signs_old = false;
    config.rsa = !ecdsa;
    config.ecdsa = ecdsa;
    config.suites.insert(config.suites.end(), {0xc02b, 0xc009});
    const Explorer explorer = explore(config, Depth::Standard);
    for (const Version version : {Version::Tls10, Version::Tls11})
      EXPECT_TRUE(explorer.facts().version(version).support.no()) << int(version);
    EXPECT_EQ(verdict_of(explorer.facts(), "tls.old-versions"), Verdict::Absent);
    EXPECT_LE(explorer.usage().used, 20U);
  }
}

TEST(ANameThatChangesTheKindOfCertificate, IsNoRefusalWithoutIt) {
  Config config = modern({0x0303});
  config.suites = {0xc02b, 0xc02f};
  config.ecdsa = true;
  config.sni = Config::Sni::OtherKind;
  for (const Depth depth : {Depth::Standard, Depth::Full})
    EXPECT_EQ(explore(config, depth).facts().sni, SniEffect::OtherCertificate);
}

TEST(ANameThatMattersInTls13Alone, IsNotSaidToMakeNoDifference) {
  Config config = modern();
  config.sni = Config::Sni::Different13;
  EXPECT_EQ(explore(config).facts().sni, SniEffect::OtherCertificate);
  config.sni = Config::Sni::Same;
  EXPECT_EQ(explore(config).facts().sni, SniEffect::None);
}

TEST(AWeakPrimeOfExportSuitesInAnOldVersion, IsNotHiddenByAnotherPrime) {
  Config config = modern({0x0301, 0x0303});
  config.suites.insert(config.suites.end(), {0x009e, 0x0033, 0x0014});
  config.export_prime = Bytes(64, 0xfb);
  for (const unsigned budget : {4U, 8U, 12U, 20U, 120U}) {
    const Server server(config);
    Target target{kHost, Seed{7}, Depth::Full, budget, 2};
    Explorer explorer(std::move(target), headline(server, kHost));
    drive(explorer, server);
    EXPECT_NE(verdict_of(explorer.facts(), "tls.dh.small"), Verdict::Absent) << budget;
    if (budget == 120) {
      EXPECT_EQ(verdict_of(explorer.facts(), "tls.dh.small"), Verdict::Present);
    }
  }
}

TEST(SessionIdentifiers, AreAskedForWithoutATicket) {
  Config config = modern();
  config.ids_without_ticket = true;
  EXPECT_TRUE(explore(config, Depth::Standard).facts().session_ids.yes());
  config.ids_without_ticket = false;
  EXPECT_TRUE(explore(config, Depth::Standard).facts().session_ids.no());
}

TEST(ASessionThatIsTakenBackBySomeMachinesOnly, IsPresentedMoreThanOnce) {
  Config config = modern({0x0303});
  config.resumes = true;
  config.resumes_at_try = 2;
  EXPECT_TRUE(explore(config).facts().resumption.yes());
  config.resumes = false;
  EXPECT_TRUE(explore(config).facts().resumption.no());
}

TEST(ASessionOfTls13ThatIsNotTakenBack, SaysNothingAboutTls12) {
  Config config = modern();
  config.resumes = false;
  const Explorer explorer = explore(config);
  EXPECT_TRUE(explorer.facts().resumption.unknown());
  EXPECT_TRUE(is_open(explorer, kResumption));
}

TEST(ChaCha20ThatGoesFirstWhereTheClientHasItFirst, IsAStateOfItsOwn) {
  Config config = modern();
  config.prioritize_chacha = true;
  const Explorer explorer = explore(config);
  for (const Version version : {Version::Tls12, Version::Tls13}) {
    EXPECT_EQ(explorer.facts().version(version).preference, Preference::Mixed) << int(version);
    EXPECT_TRUE(explorer.facts().version(version).order_complete);
  }
  config.prioritize_chacha = false;
  for (const Version version : {Version::Tls12, Version::Tls13})
    EXPECT_EQ(explore(config).facts().version(version).preference, Preference::Server) << int(version);
  EXPECT_FALSE(is_open(explorer, "topic.order-tls13"));
}

TEST(ChaCha20ThatGoesFirstUnlessTheClientHasAesFirst, IsNotTheServersOwnOrder) {
  // As Go: whether the suites that lead its list are asked for one by one, or all at once.
  for (const Depth depth : {Depth::Standard, Depth::Full}) {
    for (const bool weak : {false, true}) {
      Config config = modern({0x0303});
      if (weak) config.suites = {0xcca8, 0xc030, 0xc013, 0x009c, 0x0005, 0x003c, 0x0035};
      config.chacha_unless_gcm = true;
      const Preference told = explore(config, depth).facts().version(Version::Tls12).preference;
      EXPECT_NE(told, Preference::Server);
      EXPECT_TRUE(depth == Depth::Standard || told == Preference::Mixed) << weak;
    }
  }
  Config config = modern();
  config.suites = {0xcca8, 0xc02f, 0xc013};
  config.suites13 = {0x1303, 0x1302, 0x1301};
  for (const Version version : {Version::Tls12, Version::Tls13})
    EXPECT_EQ(explore(config).facts().version(version).preference, Preference::Server) << int(version);
}

TEST(GroupsOfAServerWithEcdsaAlone, AreAskedForBesideItsCertificatesCurve) {
  Config config = modern({0x0301, 0x0303});
  config.suites = {0xc02b, 0xc009};
  config.rsa = false;
  config.ecdsa = true;
  config.groups12 = {0x001d, 0x0018, 0x0017};
  const Explorer explorer = explore(config);
  for (const Version version : {Version::Tls10, Version::Tls12}) {
    for (const std::uint16_t group : config.groups12)
      EXPECT_TRUE(explorer.facts().version(version).group(group).yes()) << int(version) << " " << group;
  }
  EXPECT_TRUE(is_open(explorer, "topic.every-group-tls12"));
}

TEST(AShortBudget, IsSpentOnTheStrongestSuites) {
  Config config = modern({0x0303});
  config.suites = suites_for(0x0303, false);
  config.server_preference = false;
  const Server server(config);
  Explorer explorer(Target{kHost, Seed{7}, Depth::Full, 60, 2}, headline(server, kHost));
  drive(explorer, server);
  for (const int suite : {0xc02f, 0xc030, 0xcca8})
    EXPECT_TRUE(explorer.facts().version(Version::Tls12).suite(static_cast<std::uint16_t>(suite)).yes()) << suite;
}

TEST(SignatureSchemes, AreAllFoundAtFullDepth) {
  const Explorer explorer = explore(modern());
  for (const int scheme : {0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201})
    EXPECT_TRUE(explorer.facts().signature_schemes.contains(static_cast<std::uint16_t>(scheme))) << scheme;
  EXPECT_EQ(explorer.facts().signature_schemes.size(), 7U + explorer.facts().signature_schemes.contains(0x0403));
  EXPECT_FALSE(is_open(explorer, "topic.signature-schemes"));
}

TEST(OldQuestions, AreAskedAsTheyWereOfEvidenceOfTheirTime) {
  const Explorer before = explore(modern(), Depth::Standard, Edition::First);
  for (const NotEstablished& open : before.not_established()) {
    EXPECT_TRUE(open.what != "topic.session-id" && open.what != "topic.missing-name-tls13") << open.what;
  }
  const auto& all = before.knowledge().observations();
  EXPECT_TRUE(std::none_of(all.begin(), all.end(), [](const Observation& o) { return o.carried.has_value(); }));
}

}  // namespace
}  // namespace mailglass::probe
