#include "probe/explorer.h"

#include <gtest/gtest.h>

#include <iostream>
#include <sstream>

#include "probe/hellos.h"
#include "simulated_world.h"
#include "support/in_english.h"
#include "tls/extension.h"
#include "wire/control.h"

namespace mailglass::probe {
namespace {

using namespace simulation;
using tls::Version;

bool has_chacha(const Server& server, std::uint16_t version) {
  const Numbers& suites = suites_for(version, false);
  return std::any_of(suites.begin(), suites.end(),
                     [&](std::uint16_t suite) { return is_chacha(suite) && server.accepts(suite, version); });
}

/// Every fact against the configuration it should follow from; the differences in words.
std::string wrong_facts(const Facts& facts, const Server& server) {
  const Config& config = server.config();
  std::ostringstream wrong;
  const auto check = [&](const std::string& what, const Known& known, bool truth) {
    if (!known.unknown() && known.yes() != truth)
      wrong << what << " said " << known.yes() << " (probe " << known.evidence.probe << "); ";
  };
  check("SSL 2.0", facts.ssl2, config.ssl2);
  for (const auto& [version, known] : facts.versions) {
    const std::string name(tls::to_string(static_cast<Version>(version)));
    check(name, known.support, server.negotiates(version));
    for (const auto& [suite, fact] : known.suites)
      check(name + " " + tls::cipher_suite_text(suite), fact, server.accepts(suite, version));
    for (const auto& [group, fact] : known.groups) {
      check(name + " group " + tls::named_group_text(group), fact,
            has(version == 0x0304 ? config.groups13 : config.groups12, group));
    }
    if (known.preference == Preference::Server && !config.server_preference) wrong << name << " server preference; ";
    const bool chacha_matters = config.prioritize_chacha && !known.order.empty() && !is_chacha(known.order.front());
    if (known.preference == Preference::Server && chacha_matters && has_chacha(server, version))
      wrong << name << " server preference throughout; ";
    // By a name of its own: clang 14 captures no structured binding.
    const auto has_gcm = [&, spoken = version](std::uint16_t s) { return is_aes_gcm(s) && server.accepts(s, spoken); };
    const Numbers& all_suites = version == 0x0304 ? config.suites13 : config.suites;
    if (known.preference == Preference::Server && config.chacha_unless_gcm && has_chacha(server, version) &&
        std::any_of(all_suites.begin(), all_suites.end(), has_gcm))
      wrong << name << " server preference before clients with AES first; ";
    if (known.preference == Preference::Client && config.server_preference) wrong << name << " client preference; ";
    if (known.preference == Preference::Mixed && !config.legacy_last && !config.prioritize_chacha &&
        !config.chacha_unless_gcm)
      wrong << name << " mixed preference; ";
    Numbers order = version == 0x0304 ? config.suites13 : config.suites;
    std::erase_if(order, [&, spoken = version](std::uint16_t s) { return !server.accepts(s, spoken); });
    if (config.chacha_unless_gcm) continue;  // it has two
    if (known.order.size() > order.size() || !std::equal(known.order.begin(), known.order.end(), order.begin()))
      wrong << name << " order; ";
    if (known.order_complete && known.order.size() != order.size()) wrong << name << " order not complete; ";
  }
  const std::uint16_t top = *config.versions.rbegin();
  using namespace tls::extension;
  const std::map<std::uint16_t, bool> extensions = {
      {kExtendedMasterSecret, config.ems},
      {kEncryptThenMac, config.etm},
      {kRenegotiationInfo, config.renegotiation},
      {kSessionTicket, config.ticket},
      {kHeartbeat, config.heartbeat},
      {kStatusRequest, server.shows_certificate_with(config.staple)},
      {kSignedCertificateTimestamp, server.shows_certificate_with(config.sct)}};
  for (const auto& [type, truth] : extensions) {
    const auto found = facts.extensions.find(type);
    if (found != facts.extensions.end()) check("extension " + std::to_string(type), found->second, truth);
  }
  check("compression", facts.compression, config.compression);
  check("session ids", facts.session_ids, config.session_ids || config.ids_without_ticket);
  check("resumption", facts.resumption, config.leaves_session && config.resumes);
  if (!facts.fallback_scsv.unknown() && server.negotiates(top))
    check("fallback", facts.fallback_scsv, config.fallback_scsv);
  if (server.negotiates(top)) check("sentinel 1.2", facts.sentinel_tls12, config.sentinel);
  check("GREASE", facts.grease, !config.fears_grease);
  check("SHA-1", facts.sha1_signatures, config.sha1);
  for (const SizeFact& size : facts.sizes) {
    check("size " + std::to_string(size.size), size.tolerated,
          size.size < config.hangs_from || size.size > config.hangs_to);
  }
  const bool name_matters =
      config.sni == Config::Sni::Different13 ? server.negotiates(0x0304) : config.sni != Config::Sni::Same;
  if (facts.sni == SniEffect::None && name_matters) wrong << "SNI none; ";
  if (facts.sni == SniEffect::OtherCertificate && config.sni != Config::Sni::Different &&
      config.sni != Config::Sni::Different13 && config.sni != Config::Sni::OtherKind)
    wrong << "SNI other certificate; ";
  if (facts.sni == SniEffect::Refused && config.sni != Config::Sni::Refused) wrong << "SNI refused; ";
  for (const DhFact& dh : facts.dh) {
    if (dh.parameters.prime_bits != config.dh_prime.size() * 8) wrong << "DH size; ";
  }
  const bool all_seen = server.only_tls13();
  if (all_seen) check("ALPN", facts.extension(kAlpn), config.alpn);
  if (all_seen) check("ECDSA certificate", facts.ecdsa_certificate, config.ecdsa);
  check("RSA certificate", facts.rsa_certificate,
        config.rsa && (all_seen || std::any_of(config.suites.begin(), config.suites.end(), [&](std::uint16_t s) {
                         return tls::find_cipher_suite(s)->authentication == tls::Authentication::Rsa &&
                                (server.accepts(s, 0x0303) || server.accepts(s, 0x0301));
                       })));
  return wrong.str();
}

Target target(Depth depth) {
  return {"mx.example.test", Seed{7}, depth, default_budget(depth), 2};
}

/// What was asked and answered, for whoever looks into a wrong fact.
std::string told(const Explorer& explorer) {
  std::ostringstream all;
  for (const Observation& o : explorer.knowledge().observations()) {
    all << "\n"
        << o.probe << ": " << (o.offered.versions.empty() ? 0 : o.offered.versions.front()) << ", "
        << o.offered.suites.size() << " suites, " << o.offered.size << " bytes"
        << (o.offered.server_name ? "" : ", no name") << ": " << describe(o.answer).id;
  }
  return all.str();
}

class RandomServers : public testing::TestWithParam<std::pair<Depth, unsigned>> {};

TEST_P(RandomServers, NeverYieldAWrongFactNorExceedTheBudget) {
  const auto [depth, count] = GetParam();
  unsigned connections = 0, conclusive = 0, answering = 0;
  for (unsigned seed = 0; seed < count; ++seed) {
    std::mt19937 random(seed);
    const Server server(random_config(random));
    Target aim = target(depth);
    aim.session = session_of(server, aim.host);
    aim.carried = carrier(aim.host);
    Explorer explorer(std::move(aim), headline(server, "mx.example.test"));
    const Outcome outcome = drive(explorer, server);
    ASSERT_FALSE(outcome.stuck) << "seed " << seed;
    ASSERT_LE(outcome.connections + 1, default_budget(depth)) << "seed " << seed;
    ASSERT_LE(outcome.most_at_once, 2U);
    ASSERT_EQ(wrong_facts(explorer.facts(), server), "") << "seed " << seed << told(explorer);
    connections += outcome.connections + 1;
    // Of a server that says yes to nobody nothing is known.
    if (!server.says_yes()) continue;
    ++answering;
    const auto known = [&](const auto& v) { return !v.second.support.unknown(); };
    if (std::all_of(explorer.facts().versions.begin(), explorer.facts().versions.end(), known)) ++conclusive;
  }
  std::cout << "connections on average " << connections / count << ", every version settled for " << conclusive
            << " of " << answering << "\n";
  EXPECT_GT(conclusive, depth == Depth::Quick ? answering * 6 / 10 : answering * 9 / 10);
}
INSTANTIATE_TEST_SUITE_P(Depths, RandomServers,
                         testing::Values(std::pair{Depth::Quick, 2000U}, std::pair{Depth::Standard, 3000U},
                                         std::pair{Depth::Full, 300U}));

/// Postfix 3.7 with OpenSSL 3.0 and its own defaults: TLS 1.0 to 1.3, RSA, anonymous suites, the client's order.
Config common_postfix(bool old_versions) {
  Config config;
  config.versions =
      old_versions ? std::set<std::uint16_t>{0x0301, 0x0302, 0x0303, 0x0304} : std::set<std::uint16_t>{0x0303, 0x0304};
  config.suites = suites_for(0x0303, false);
  std::erase_if(config.suites, [&](std::uint16_t s) {
    const SuiteClass kind = class_of(s);
    return is_weak(kind) && kind != SuiteClass::Anonymous;
  });
  config.suites13 = {0x1302, 0x1303, 0x1301};
  config.groups12 = {0x001d, 0x0017, 0x001e, 0x0019, 0x0018};
  config.groups13 = {0x001d, 0x0017, 0x001e, 0x0019, 0x0018, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104};
  config.server_preference = false;
  return config;
}

TEST(CommonPostfix, IsExploredInTwentyConnectionsWithEveryClassSettled) {
  for (const bool old_versions : {false, true}) {
    const Server server(common_postfix(old_versions));
    Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
    const Outcome outcome = drive(explorer, server);
    EXPECT_LE(outcome.connections + 1, 20U);
    EXPECT_EQ(wrong_facts(explorer.facts(), server), "");
    const VersionFacts& tls12 = explorer.facts().version(Version::Tls12);
    EXPECT_EQ(tls12.preference, Preference::Client);
    for (const std::uint16_t suite : suites_for(0x0303, false)) {
      const SuiteClass kind = class_of(suite);
      const bool relative = std::any_of(tls12.suites.begin(), tls12.suites.end(), [&](const auto& known) {
        return known.second.yes() && class_of(known.first) == kind;
      });
      EXPECT_TRUE(relative || tls12.suite(suite).no()) << tls::cipher_suite_text(suite);
    }
    for (const auto& open : explorer.not_established())
      std::cout << open.what << ": " << test::in_english(open.reason) << "\n";
    EXPECT_EQ(explorer.facts().sni, SniEffect::None);
    EXPECT_TRUE(explorer.facts().grease.yes());
    EXPECT_TRUE(explorer.facts().fallback_scsv.yes());
    EXPECT_TRUE(explorer.facts().sha1_signatures.yes());
    EXPECT_TRUE(explorer.facts().version(Version::Tls13).group(0x11ec).no());
    EXPECT_TRUE(explorer.facts().extension(tls::extension::kStatusRequest).no());
    EXPECT_TRUE(explorer.facts().extension(tls::extension::kSignedCertificateTimestamp).no());
  }
}

/// A server with two certificates, asked for a suite with each in turn; what is known of its staple after each answer.
std::vector<Support> staple_known(bool staple, std::optional<tls::Authentication> bare = {}) {
  Config config;
  config.versions = {0x0303};
  config.suites = {0xc02b, 0xc02f};
  config.groups12 = {0x0017};
  config.rsa = config.ecdsa = true;
  config.staple = staple;
  config.bare = bare;
  const Server server(config);
  Knowledge knowledge;
  std::vector<Support> known;
  std::vector<std::uint16_t> others = suites_for(0x0303, false);
  std::erase_if(others, [&](std::uint16_t s) { return has(config.suites, s); });
  std::uint32_t probe = 0;
  for (const auto& suites : {Numbers{0xc02b}, others, Numbers{0xc02f}}) {
    const Bytes hello = build_client_hello(ordinary_hello(0x0303, "mx.example.test", suites), Seed{7});
    const Reply reply = server.answer(hello);
    knowledge.learn({++probe, *read_offer(hello), read_answer(reply.bytes, 0, reply.end)});
    known.push_back(knowledge.facts().extension(tls::extension::kStatusRequest).support);
  }
  return known;
}

TEST(AStaple, IsMissingOnlyOnceEveryKindOfCertificateCameWithout) {
  using enum Support;
  using tls::Authentication;
  EXPECT_EQ(staple_known(true), (std::vector{Yes, Yes, Yes}));
  EXPECT_EQ(staple_known(true, Authentication::Rsa), (std::vector{Yes, Yes, Yes}));
  EXPECT_EQ(staple_known(true, Authentication::Ecdsa), (std::vector{Unknown, Unknown, Yes}));
  EXPECT_EQ(staple_known(false), (std::vector{Unknown, Unknown, No}));
}

TEST(Ssl3, IsFoundWhereEllipticSuitesAreAllThatIsLeft) {
  Config config;
  config.versions = {0x0300, 0x0301};
  config.suites = {0xc013};
  config.groups12 = {0x0017};
  config.curves_in_ssl3 = true;
  const Server server(config);
  Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
  drive(explorer, server);
  EXPECT_TRUE(explorer.facts().version(Version::Ssl3).support.yes());
  EXPECT_TRUE(explorer.facts().version(Version::Ssl3).suite(0xc013).yes());
}

TEST(FullDepth, EstablishesEverySuiteAndTheServersWholeOrder) {
  Config config = common_postfix(true);
  config.server_preference = true;
  std::shuffle(config.suites.begin(), config.suites.end(), std::mt19937(3));
  config.suites.resize(60);
  const Server server(config);
  Explorer explorer(target(Depth::Full), headline(server, "mx.example.test"));
  drive(explorer, server);
  const VersionFacts& tls12 = explorer.facts().version(Version::Tls12);
  EXPECT_TRUE(tls12.order_complete);
  EXPECT_EQ(wrong_facts(explorer.facts(), server), "");
  for (const std::uint16_t suite : suites_for(0x0303, false)) {
    EXPECT_EQ(tls12.suite(suite).yes(), server.accepts(suite, 0x0303)) << tls::cipher_suite_text(suite);
  }
}

/// Of check/check.cpp: nothing new is asked after it.
constexpr std::uint64_t kQuestionsDeadline = 800'000'000;

/// Turns connections away above `limit` in any minute, counting those turned away too or not.
Door rate_limit(unsigned limit, bool counts_refused, std::deque<std::uint64_t>& seen) {
  return [limit, counts_refused, &seen](std::uint64_t now) -> std::optional<NoTls> {
    while (!seen.empty() && seen.front() + 60'000'000 <= now) seen.pop_front();
    const bool full = seen.size() >= limit;
    if (!full || counts_refused) seen.push_back(now);
    if (!full) return std::nullopt;
    return NoTls{NoTls::Kind::Replied, 421, "421 4.7.0 mx.example.test Error: too many connections"};
  };
}

struct Limit {
  unsigned per_minute;
  bool counts_refused;
  Depth depth;
  unsigned others = 0;  ///< connections that somebody else made just before
};
class RateLimits : public testing::TestWithParam<Limit> {};

TEST_P(RateLimits, AreFoundOutAndKeptAndNothingIsLost) {
  const Limit limit = GetParam();
  Config config = common_postfix(true);
  if (limit.depth == Depth::Full) config.suites.resize(40);  // so that the budget is not what ends the exploration
  const Server server(config);
  Explorer free(target(limit.depth), headline(server, "mx.example.test"));
  drive(free, server);

  std::deque<std::uint64_t> seen(1 + limit.others, 0);  // the headline, and what came before it
  Explorer limited(target(limit.depth), headline(server, "mx.example.test"));
  const Outcome outcome = drive(limited, server, rate_limit(limit.per_minute, limit.counts_refused, seen));
  EXPECT_EQ(wrong_facts(limited.facts(), server), "");
  EXPECT_EQ(limited.usage().used, free.usage().used);
  EXPECT_EQ(limited.not_established().size(), free.not_established().size());
  EXPECT_LE(limited.usage().turned_away, 4U);
  if (limit.depth == Depth::Standard) {
    EXPECT_LT(outcome.took_us, kQuestionsDeadline);
  }
  std::cout << outcome.took_us / 1000000 << " s, turned away " << limited.usage().turned_away << "\n";
}
INSTANTIATE_TEST_SUITE_P(PerMinute, RateLimits,
                         testing::Values(Limit{30, true, Depth::Full}, Limit{30, false, Depth::Full},
                                         Limit{2, true, Depth::Standard}, Limit{2, false, Depth::Standard},
                                         Limit{10, true, Depth::Standard}, Limit{10, false, Depth::Standard},
                                         Limit{2, true, Depth::Standard, 1}, Limit{2, false, Depth::Standard, 1},
                                         Limit{30, true, Depth::Full, 20}));

Slowness slow(std::uint64_t connection_us, std::uint64_t greeting_us) {
  return {connection_us, greeting_us};
}

NoTls turned_away() {
  return {NoTls::Kind::Replied, 450, "450 4.7.1 go away"};
}

TEST(AServerThatTurnsAllFurtherConnectionsAway, IsLeftAloneAndQuoted) {
  const Server server(common_postfix(true));
  Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
  const Outcome outcome = drive(explorer, server, [](std::uint64_t) { return turned_away(); });
  EXPECT_FALSE(outcome.stuck);
  EXPECT_LE(outcome.connections, 6U);
  const auto open = explorer.not_established();
  ASSERT_FALSE(open.empty());
  for (const NotEstablished& entry : open) {
    if (entry.why == NotEstablished::Why::Depth) continue;
    EXPECT_EQ(entry.why, NotEstablished::Why::TurnedAway);
    EXPECT_EQ(entry.server_words, "450 4.7.1 go away");
  }
  EXPECT_TRUE(explorer.facts().version(Version::Tls13).support.yes());
  EXPECT_TRUE(explorer.facts().version(Version::Tls11).support.unknown());
}

TEST(AServerThatFallsSilent, CostsFewConnectionsAndIsNotQuoted) {
  const Server server(common_postfix(true));
  Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
  NoTls silence{NoTls::Kind::Silent, {}, "no complete greeting within 30 s"};
  const Door silent = [&](std::uint64_t) { return silence; };
  const Outcome outcome = drive(explorer, server, silent, [](unsigned) { return slow(60'000'000, 0); });
  EXPECT_FALSE(outcome.stuck);
  EXPECT_LE(outcome.connections, 6U);
  for (const NotEstablished& entry : explorer.not_established()) {
    if (entry.why == NotEstablished::Why::Depth) continue;
    EXPECT_EQ(test::in_english(entry.reason),
              "The server stopped answering. The relay says: no complete greeting within 30 s");
    EXPECT_EQ(entry.server_words, "");
  }
}

/// Slow, but willing.
struct SlowServer {
  const char* name;
  Speed speed;
  unsigned at_once;  ///< connections a server like this should meet at most, once it is known to be slow
};
class SlowServers : public testing::TestWithParam<SlowServer> {};

TEST_P(SlowServers, AreExploredAsFarAsQuickOnesWithinTheTimeOfACheck) {
  const Server server(common_postfix(true));
  Explorer quick(target(Depth::Standard), headline(server, "mx.example.test"));
  drive(quick, server);
  Explorer slow(target(Depth::Standard), headline(server, "mx.example.test"));
  const Outcome outcome = drive(slow, server, {}, GetParam().speed);
  EXPECT_FALSE(outcome.stuck);
  EXPECT_EQ(wrong_facts(slow.facts(), server), "");
  EXPECT_EQ(slow.usage().used, quick.usage().used);
  EXPECT_EQ(slow.usage().turned_away, 0U);
  EXPECT_EQ(slow.not_established().size(), quick.not_established().size());
  EXPECT_LT(outcome.took_us, kQuestionsDeadline);
  EXPECT_LE(slow.pace().concurrency(), GetParam().at_once);
  std::cout << outcome.took_us / 1000000 << " s\n";
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, SlowServers,
    testing::Values(SlowServer{"Postscreen", [](unsigned) { return slow(6'500'000, 6'000'000); }, 2},
                    // postscreen remembers for a while who passed
                    SlowServer{"PostscreenThatRemembers",
                               [](unsigned connection) {
                                 return connection % 5 == 1 ? slow(6'500'000, 6'000'000) : slow(500'000, 1000);
                               },
                               1},
                    SlowServer{"Tarpit", [](unsigned) { return slow(40'000'000, 10'000'000); }, 2},
                    SlowServer{"TarpitThatGrowsSlower",
                               [](unsigned connection) { return slow(connection * 3'000'000, connection * 1'000'000); },
                               1}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(TheRelaysBound, CountsConnectionsTurnedAwayAndTheServerIsQuoted) {
  const Server server(common_postfix(true));
  std::deque<std::uint64_t> seen = {0};
  Target bounded = target(Depth::Standard);
  bounded.connections = 12;
  Explorer explorer(bounded, headline(server, "mx.example.test"));
  const Outcome outcome = drive(explorer, server, rate_limit(5, true, seen));
  EXPECT_FALSE(outcome.stuck);
  EXPECT_EQ(outcome.connections + 1, 12U);
  EXPECT_EQ(wrong_facts(explorer.facts(), server), "");
  ASSERT_GT(explorer.usage().turned_away, 0U);
  for (const NotEstablished& entry : explorer.not_established()) {
    if (entry.why == NotEstablished::Why::Depth) continue;
    EXPECT_EQ(entry.why, NotEstablished::Why::TurnedAway);
    EXPECT_NE(test::in_english(entry.reason).find("The 12 connections that the relay allows"), std::string::npos);
    EXPECT_EQ(entry.server_words, "421 4.7.0 mx.example.test Error: too many connections");
  }
}

TEST(ARefusalOfTheRelay, IsNotPutIntoTheServersMouth) {
  const Server server(common_postfix(true));
  Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
  NoTls refusal{NoTls::Kind::Relay, {}, "limit-connections"};
  drive(explorer, server, [&](std::uint64_t) { return refusal; });
  const auto open = explorer.not_established();
  ASSERT_FALSE(open.empty());
  for (const NotEstablished& entry : open) {
    if (entry.why == NotEstablished::Why::Depth) continue;
    EXPECT_EQ(entry.why, NotEstablished::Why::NotReached);
    EXPECT_EQ(test::in_english(entry.reason), "The relay would not go on. The relay says: limit-connections");
    EXPECT_EQ(entry.server_words, "");
  }
}

TEST(AQuestionWhoseRandomBytesSpellACommand, IsAskedAgainWithAnotherSeedAndStopsNothing) {
  const Server server(common_postfix(true));
  const NoTls refusal{NoTls::Kind::Relay, {}, std::string(wire::kHelloSpellsSmtp)};
  Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
  const auto first = explorer.next(1000);
  ASSERT_TRUE(first);
  explorer.answered(first->id, {refusal, {}}, 2000);
  std::optional<PlannedProbe> again;
  for (std::uint64_t now = 3000; !again && now < 600'000'000; now += 100'000) again = explorer.next(now);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->hello == first->hello);
  EXPECT_NE(again->client_hello, first->client_hello);
  EXPECT_EQ(explorer.usage().lost, 1U);

  Explorer undisturbed(target(Depth::Standard), headline(server, "mx.example.test"));
  drive(undisturbed, server);
  for (const unsigned unlucky : {1U, 2U, 100U}) {
    Explorer other(target(Depth::Standard), headline(server, "mx.example.test"));
    unsigned asked = 0;
    const Outcome outcome = drive(other, server, [&](std::uint64_t) -> std::optional<NoTls> {
      return asked++ < unlucky ? std::optional(refusal) : std::nullopt;
    });
    EXPECT_FALSE(outcome.stuck);
    EXPECT_TRUE(other.finished());
    EXPECT_EQ(wrong_facts(other.facts(), server), "");
    if (unlucky < 3) {
      EXPECT_EQ(other.not_established().size(), undisturbed.not_established().size());
      continue;
    }
    // The same twice is chance no more: it stays open, and says why.
    const auto open = other.not_established();
    EXPECT_TRUE(std::any_of(open.begin(), open.end(), [](const NotEstablished& entry) {
      return entry.why == NotEstablished::Why::Unclear &&
             test::in_english(entry.reason).find("random bytes") != std::string::npos;
    }));
  }
}

TEST(QuestionsLostWithTheRelay, AreNotCountedAsTurnedAwayByTheServer) {
  const Server server(common_postfix(true));
  Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
  const auto refused = explorer.next(1000);
  ASSERT_TRUE(refused);
  explorer.answered(refused->id, {NoTls{NoTls::Kind::Replied, 421, "421 later"}, {}}, 2000);
  std::vector<std::uint32_t> running;
  for (std::uint64_t now = 300'000'000; running.size() < 2 && now < 600'000'000; now += 1'000'000) {
    if (const auto next = explorer.next(now)) running.push_back(next->id);
  }
  ASSERT_FALSE(running.empty());
  EXPECT_EQ(explorer.usage().used, 1 + running.size());
  for (const std::uint32_t id : running) explorer.answered(id, {NoTls{NoTls::Kind::Relay, {}, {}}, {}}, 700'000'000);
  const Usage usage = explorer.usage();
  EXPECT_EQ(usage.turned_away, 1U);
  EXPECT_EQ(usage.lost, running.size());
  EXPECT_EQ(usage.used, 1U);
  EXPECT_EQ(usage.running, 0U);
  EXPECT_TRUE(explorer.finished());
}

TEST(AnAnswer, OfAProbeThatDoesNotRunIsIgnored) {
  Explorer explorer(target(Depth::Quick), std::nullopt);
  explorer.answered(5, {ClosedAnswer{false}, std::nullopt}, 0);
  EXPECT_EQ(explorer.usage().used, 1U);
}

TEST(AnAnswer, IsReadAsTheAnswerToWhatWasReallySaid) {
  const Server server(common_postfix(false));
  Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
  const Hello other = ordinary_hello(0x0301, "mx.example.test", suites_for(0x0301, false));
  const Bytes said = build_client_hello(std::get<HelloSpec>(other), Seed{9});
  const auto planned = explorer.next(1000);
  ASSERT_TRUE(planned);
  const Reply reply = server.answer(said);
  Bytes with_farewell = said;
  for (const int byte : {21, 3, 1, 0, 2, 1, 90}) with_farewell.push_back(static_cast<std::uint8_t>(byte));
  const auto offered = read_offer(with_farewell);
  ASSERT_TRUE(offered);
  EXPECT_EQ(offered->size, said.size());
  explorer.answered(planned->id, {read_answer(reply.bytes, 0, reply.end), {}, *offered}, 2000);
  EXPECT_EQ(wrong_facts(explorer.facts(), server), "");
  EXPECT_TRUE(explorer.facts().version(Version::Tls10).support.no());
  EXPECT_EQ(explorer.knowledge().observations().back().offered, *offered);
}

const NotEstablished* open_topic(const std::vector<NotEstablished>& open, std::string_view what) {
  const auto found = std::find_if(open.begin(), open.end(), [&](const NotEstablished& o) { return o.what == what; });
  return found == open.end() ? nullptr : &*found;
}

struct SessionCase {
  const char* name;
  bool leaves, resumes;
  Support expected;
  int asked;
};
TEST(ASession, IsPresentedUntilItIsTakenBackAndOnlyWhereThereIsOne) {
  const SessionCase cases[] = {{"taken back", true, true, Support::Yes, 1},
                               {"not taken back", true, false, Support::No, 3},
                               {"none was left", false, true, Support::No, 0}};
  for (const SessionCase& row : cases) {
    Config config = common_postfix(false);
    config.versions = {0x0303};
    config.leaves_session = row.leaves;
    config.resumes = row.resumes;
    config.suites.resize(4);
    const Server server(config);
    Target aim = target(Depth::Full);
    aim.session = session_of(server, aim.host);
    Explorer explorer(std::move(aim), headline(server, "mx.example.test"));
    drive(explorer, server);
    EXPECT_EQ(explorer.facts().resumption.support, row.expected) << row.name;
    const auto& all = explorer.knowledge().observations();
    EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const Observation& o) { return o.offered.session; }), row.asked)
        << row.name;
    EXPECT_EQ(open_topic(explorer.not_established(), kResumption), nullptr) << row.name;
  }
}

TEST(ASession, ThatCannotBePresentedOrIsNotReachedIsSaidToBeOpen) {
  const Server server(common_postfix(true));
  Target unable = target(Depth::Standard);
  unable.session.why_not = "unasked.no-session";
  Explorer explorer(unable, headline(server, "mx.example.test"));
  drive(explorer, server);
  const auto open = explorer.not_established();
  const NotEstablished* topic = open_topic(open, kResumption);
  ASSERT_TRUE(topic);
  EXPECT_EQ(topic->why, NotEstablished::Why::Unclear);
  EXPECT_EQ(topic->reason.id(), "unasked.no-session");

  Target poor = target(Depth::Standard);
  poor.session = session_of(server, poor.host);
  poor.budget = 5;
  Explorer cut(poor, headline(server, "mx.example.test"));
  drive(cut, server);
  const auto left = cut.not_established();
  topic = open_topic(left, kResumption);
  ASSERT_TRUE(topic);
  EXPECT_EQ(topic->why, NotEstablished::Why::Budget);
}

TEST(ASession, ThatIsRefusedSaysNothingAboutWhatWasOffered) {
  const auto without = [](const Facts& facts) {
    std::ostringstream all;
    all << of_versions(facts);
    for (const auto& [type, fact] : facts.extensions) all << type << int(fact.support);
    all << int(facts.session_ids.support) << int(facts.grease.support) << facts.certificates.size();
    return all.str();
  };
  tls::Alert alert{};
  alert.level = 2;
  alert.description = 40;
  const std::vector<ServerAnswer> answers = {ClosedAnswer{true}, AlertAnswer{alert}, TimeoutAnswer{},
                                             SessionAnswer{true, {}}};
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const Server server(random_config(random));
    Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
    drive(explorer, server);
    Knowledge knowledge = explorer.knowledge();
    const std::string before = without(knowledge.facts());
    Offered offered = *read_offer(headline_hello("mx.example.test"));
    offered.session = true;
    for (const ServerAnswer& answer : answers) {
      // Closed on twice, a hello without a session would tell something.
      knowledge.learn({900, offered, answer});
      knowledge.learn({901, offered, answer});
      EXPECT_EQ(without(knowledge.facts()), before) << "seed " << seed << ": " << describe(answer).id;
    }
  }
}

TEST(TheSameSeedAndAnswers, GiveTheSameHellos) {
  const Server server(common_postfix(true));
  const auto hellos = [&] {
    Explorer explorer(target(Depth::Standard), headline(server, "mx.example.test"));
    std::vector<Bytes> sent;
    for (std::uint64_t now = 0; !explorer.finished(); now += 1000) {
      const auto probe = explorer.next(now);
      if (!probe) break;
      sent.push_back(probe->client_hello);
      const Reply reply = server.answer(probe->client_hello);
      explorer.answered(probe->id, {read_answer(reply.bytes, 0, reply.end, asks_ssl2(*probe)), {}}, now);
    }
    return sent;
  };
  const auto first = hellos();
  EXPECT_GT(first.size(), 10U);
  EXPECT_EQ(first, hellos());
}

}  // namespace
}  // namespace mailglass::probe
