// Questions whose handshake is carried to its end, where TLS 1.3 is all there is.

#include <gtest/gtest.h>

#include <sstream>

#include "probe/derivation.h"
#include "probe/explorer.h"
#include "simulated_world.h"
#include "tls/extension.h"

namespace mailglass::probe {
namespace {

using namespace simulation;
using tls::Authentication;

constexpr std::string_view kTopic = "topic.certificates-tls13";

Config tls13_alone() {
  Config config;
  config.versions = {0x0304};
  config.suites13 = {0x1302, 0x1303, 0x1301};
  config.groups13 = {0x001d, 0x0017};
  return config;
}

Explorer explore(const Server& server, Depth depth = Depth::Standard, bool carries = true) {
  Target target{kHost, Seed{7}, depth, default_budget(depth), 2};
  if (carries) target.carried = carrier(kHost);
  Explorer explorer(std::move(target), headline(server, kHost));
  drive(explorer, server);
  return explorer;
}

std::size_t carried_in(const Explorer& explorer) {
  const auto& all = explorer.knowledge().observations();
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const auto& o) { return o.carried; }));
}

struct Case {
  const char* name;
  void (*change)(Config& config);
  Support rsa, ecdsa, staple, timestamps;
  SniEffect sni;
};
class Tls13Alone : public testing::TestWithParam<Case> {};
TEST_P(Tls13Alone, IsAskedForItsCertificatesAndWhatComesWithThem) {
  Config config = tls13_alone();
  GetParam().change(config);
  const Explorer explorer = explore(Server(config));
  const Facts& facts = explorer.facts();
  EXPECT_EQ(facts.rsa_certificate.support, GetParam().rsa);
  EXPECT_EQ(facts.ecdsa_certificate.support, GetParam().ecdsa);
  EXPECT_EQ(facts.extension(tls::extension::kStatusRequest).support, GetParam().staple);
  EXPECT_EQ(facts.extension(tls::extension::kSignedCertificateTimestamp).support, GetParam().timestamps);
  EXPECT_EQ(facts.sni, GetParam().sni);
  EXPECT_EQ(carried_in(explorer), 3U);
  EXPECT_FALSE(is_open(explorer, kTopic));
  EXPECT_EQ(facts.client_certificate_requested.support, config.client_certificate ? Support::Yes : Support::No);
}
using enum Support;
INSTANTIATE_TEST_SUITE_P(
    Servers, Tls13Alone,
    testing::Values(
        Case{"Plain", [](Config&) {}, Yes, No, No, No, SniEffect::None},
        Case{"Elliptic", [](Config& c) { c.rsa = false, c.ecdsa = true; }, No, Yes, No, No, SniEffect::None},
        Case{"Stapling", [](Config& c) { c.staple = c.client_certificate = true; }, Yes, No, Yes, No, SniEffect::None},
        Case{"BothKinds", [](Config& c) { c.ecdsa = c.sct = true; }, Yes, Yes, No, Yes, SniEffect::None},
        Case{"WithOneKindAlone", [](Config& c) { c.ecdsa = c.staple = true, c.bare = Authentication::Ecdsa; }, Yes, Yes,
             Yes, No, SniEffect::None},
        Case{"OtherWithoutAName", [](Config& c) { c.sni = Config::Sni::Different; }, Yes, No, No, No,
             SniEffect::OtherCertificate},
        Case{"RefusedWithoutAName", [](Config& c) { c.sni = Config::Sni::Refused; }, Yes, No, No, No,
             SniEffect::Refused}),
    [](const auto& row) { return row.param.name; });

TEST(AnOlderVersion, LeavesNothingToAskUnderEncryptionButTheName) {
  Config config = tls13_alone();
  config.versions.insert(0x0303);
  config.suites = {0xc02f};
  config.groups12 = {0x001d};
  EXPECT_EQ(carried_in(explore(Server(config), Depth::Full)), 1U);
  Target target{kHost, Seed{7}, Depth::Full, default_budget(Depth::Full), 2};
  target.carried = carrier(kHost);
  target.edition = Edition::First;
  Explorer as_before(std::move(target), headline(Server(config), kHost));
  drive(as_before, Server(config));
  EXPECT_EQ(carried_in(as_before), 0U);
}

TEST(NobodyToCarryAHandshake, MeansThatNothingIsAskedOrSaid) {
  const Explorer explorer = explore(Server(tls13_alone()), Depth::Full, false);
  EXPECT_EQ(carried_in(explorer), 0U);
  EXPECT_TRUE(explorer.facts().rsa_certificate.unknown());
  EXPECT_TRUE(explorer.facts().extension(tls::extension::kStatusRequest).unknown());
  EXPECT_FALSE(is_open(explorer, kTopic));
}

TEST(AServerThatClosesToRefuse, LeavesTheKindItDoesNotShowOpen) {
  Config config = tls13_alone();
  config.closes_to_refuse = true;
  const Explorer explorer = explore(Server(config));
  EXPECT_TRUE(explorer.facts().rsa_certificate.yes());
  EXPECT_TRUE(explorer.facts().ecdsa_certificate.unknown());
  EXPECT_TRUE(explorer.facts().extension(tls::extension::kStatusRequest).unknown());
  EXPECT_TRUE(is_open(explorer, kTopic));
}

TEST(AGroupTheHelloLacks, LeavesTheKindOpen) {
  Config config = tls13_alone();
  config.groups13 = {0x001f};  // brainpoolP256r1tls13: known to be accepted, and not in the carried hello
  const Explorer explorer = explore(Server(config));
  EXPECT_TRUE(explorer.facts().rsa_certificate.unknown());
  EXPECT_TRUE(explorer.facts().ecdsa_certificate.unknown());
  EXPECT_TRUE(is_open(explorer, kTopic));
}

TEST(Alpn, IsAskedForUnderEncryptionAtFullDepth) {
  for (const bool has : {true, false}) {
    Config config = tls13_alone();
    config.alpn = has;
    EXPECT_EQ(explore(Server(config), Depth::Full).facts().extension(tls::extension::kAlpn).yes(), has);
    EXPECT_TRUE(explore(Server(config)).facts().extension(tls::extension::kAlpn).unknown());
  }
  Knowledge knowledge;
  tls::Alert alert{};
  alert.level = 2;
  alert.description = kNoApplicationProtocol;
  const CarriedHello asked{Authentication::Rsa, true, true};
  knowledge.learn({1, *read_offer(carried_hello(asked, kHost)), AlertAnswer{alert}, false, asked});
  EXPECT_TRUE(knowledge.facts().extension(tls::extension::kAlpn).yes());
}

TEST(ACarriedHandshake, SaysNothingAboutWhatElseWasOffered) {
  const auto without = [](const Facts& facts) {
    std::ostringstream all;
    all << of_versions(facts);
    all << int(facts.session_ids.support) << int(facts.grease.support);
    for (const SizeFact& size : facts.sizes) all << int(size.tolerated.support);
    return all.str();
  };
  tls::Alert alert{};
  alert.level = 2;
  alert.description = 40;
  const CarriedHello asked{Authentication::Ecdsa};
  const Offered offered = *read_offer(carried_hello(asked, kHost));
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const Server server(random_config(random));
    Knowledge knowledge = explore(server).knowledge();
    const std::string before = without(knowledge.facts());
    for (const ServerAnswer& answer : std::vector<ServerAnswer>{ClosedAnswer{true}, AlertAnswer{alert}, TimeoutAnswer{},
                                                                RetryAnswer{0x1301, 0x0018, {}}, CarriedAnswer{}}) {
      knowledge.learn({900, offered, answer, false, asked});
      knowledge.learn({901, offered, answer, false, asked});
      EXPECT_EQ(without(knowledge.facts()), before) << "seed " << seed << ": " << describe(answer).id;
    }
  }
}

/// Everything is answered at once but the second carried handshake, which is still under way when this returns.
std::uint32_t until_one_is_left(Explorer& explorer, const Server& server, std::uint64_t& now) {
  std::uint32_t under_way = 0;
  unsigned carried = 0;
  for (int idle = 0; idle < 1000; ++idle, now += 10'000) {
    const auto probe = explorer.next(now);
    if (!probe) continue;
    idle = 0;
    const auto* asked = std::get_if<CarriedHello>(&probe->hello);
    if (asked && ++carried == 2) {
      under_way = probe->id;
      continue;
    }
    const Reply reply = server.answer(probe->client_hello);
    explorer.answered(probe->id,
                      {asked ? server.carried(probe->client_hello, *asked)
                             : read_answer(reply.bytes, 0, reply.end, asks_ssl2(*probe)),
                       {}},
                      now);
  }
  return under_way;
}

TEST(TheLastConnection, IsKeptForWhatAGreaterQuestionUnderWayMayLeadTo) {
  Config config = tls13_alone();
  config.groups13 = {groups_tls13().begin(), groups_tls13().end()};
  const Server server(config);
  for (const bool patient : {true, false}) {
    Target target{kHost, Seed{7}, Depth::Standard, 16, 2};
    target.carried = carrier(kHost);
    target.patient = patient;
    Explorer explorer(std::move(target), headline(server, kHost));
    std::uint64_t now = 0;
    const std::uint32_t under_way = until_one_is_left(explorer, server, now);
    ASSERT_NE(under_way, 0U);
    EXPECT_EQ(explorer.usage().used, patient ? 15U : 16U);
    EXPECT_FALSE(explorer.finished());
    const CarriedHello rsa{Authentication::Rsa};
    explorer.answered(under_way, {server.carried(carried_hello(rsa, kHost), rsa), {}}, now);
    const auto last = explorer.next(now += 1'000'000);
    EXPECT_EQ(last.has_value(), patient);
    if (last) {
      ASSERT_TRUE(std::holds_alternative<CarriedHello>(last->hello));
      EXPECT_FALSE(std::get<CarriedHello>(last->hello).server_name);
    }
  }
}

TEST(TheHeadlinesKind, IsNeverSaidToBeMissing) {
  Knowledge knowledge = explore(Server(tls13_alone())).knowledge();
  tls::Alert alert{};
  alert.level = 2;
  alert.description = 40;
  const CarriedHello asked{Authentication::Rsa};
  for (const bool shown : {true, false}) {
    Knowledge anew;
    for (Observation o : knowledge.observations()) {
      if (o.carried) continue;
      if (o.probe == kHeadline && shown) o.signed_with = 0x0804;
      anew.learn(std::move(o));
    }
    anew.learn({900, *read_offer(carried_hello(asked, kHost)), AlertAnswer{alert}, false, asked});
    EXPECT_EQ(anew.facts().rsa_certificate.support, shown ? Support::Unknown : Support::No);
  }
}

TEST(AnotherKindWithoutAName, IsAnotherCertificate) {
  Config config = tls13_alone();
  config.rsa = false;
  config.ecdsa = true;
  const Knowledge seen = explore(Server(config)).knowledge();
  Knowledge knowledge;
  for (Observation o : seen.observations()) {
    if (o.carried && !o.carried->server_name) {
      auto& answer = std::get<CarriedAnswer>(o.answer);
      answer.signature_scheme = 0x0804;
      answer.chain = {{1, 1}};
    }
    knowledge.learn(std::move(o));
  }
  EXPECT_EQ(knowledge.facts().sni, SniEffect::OtherCertificate);
  EXPECT_TRUE(knowledge.facts().rsa_certificate.no()) << "the host itself has none";
}

TEST(ARefusalOfAnyKindWithoutAName, IsAboutTheNameWhereTheSameWithItIsAnswered) {
  constexpr std::uint8_t kInternalError = 80;
  const auto learned = [](bool named_too) {
    const Knowledge seen = explore(Server(tls13_alone())).knowledge();
    Knowledge knowledge;
    for (Observation o : seen.observations()) {
      if (o.carried && o.carried->server_name && !named_too) continue;
      if (o.carried && !o.carried->server_name) o.answer = AlertAnswer{{2, kInternalError, {}}};
      knowledge.learn(std::move(o));
    }
    return knowledge.facts().sni;
  };
  EXPECT_EQ(learned(true), SniEffect::Refused);
  EXPECT_EQ(learned(false), SniEffect::Unknown);
}

TEST(AnotherHelloThanPlanned, IsReadAsWhatItIs) {
  const Server server(tls13_alone());
  Target target{kHost, Seed{7}, Depth::Standard, default_budget(Depth::Standard), 1};
  target.carried = carrier(kHost);
  Explorer explorer(std::move(target), headline(server, kHost));
  std::uint64_t now = 0;
  while (const auto probe = explorer.next(now += 1'000'000)) {
    const bool carried = std::holds_alternative<CarriedHello>(probe->hello);
    const Reply reply = server.answer(probe->client_hello);
    ProbeResult result{read_answer(reply.bytes, 0, reply.end, asks_ssl2(*probe)), {}};
    // Older evidence had another question in its place, whose answer may come all the same.
    if (carried) result.said = *read_offer(headline_hello(kHost));
    explorer.answered(probe->id, std::move(result), now);
    if (carried) {
      EXPECT_FALSE(explorer.knowledge().observations().back().carried);
      return;
    }
  }
  FAIL() << "nothing was to be carried";
}

}  // namespace
}  // namespace mailglass::probe
