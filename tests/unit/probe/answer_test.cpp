#include "probe/answer.h"

#include <gtest/gtest.h>

#include <random>

#include "bytes/encoding.h"
#include "probe/hellos.h"
#include "probe/known_primes.h"
#include "probe/observation.h"
#include "simulated_world.h"
#include "support/in_english.h"
#include "tls/extension.h"

namespace mailglass::probe {
namespace {

using namespace simulation;

Config rich() {
  Config config;
  config.versions = {0x0301, 0x0302, 0x0303};
  config.suites = {0xc02f, 0x009e, 0xc014, 0x002f, 0x0034};
  config.groups12 = {0x0017};
  config.staple = config.client_certificate = config.session_ids = config.heartbeat = true;
  return config;
}

Reply ask(const Config& config, std::vector<std::uint16_t> suites, std::uint16_t version = 0x0303) {
  return Server(config).answer(
      build_client_hello(ordinary_hello(version, "mx.example.test", std::move(suites)), Seed{1}));
}

TEST(AFlightOfTls12, IsReadMessageByMessageWithPlaces) {
  const Reply reply = ask(rich(), {0xc02f});
  const ServerAnswer answer = read_answer(reply.bytes, 500, StreamEnd::Open);
  const HelloAnswer* hello = standing_hello(answer);
  ASSERT_NE(hello, nullptr);
  EXPECT_EQ(hello->hello.cipher_suite, 0xc02f);
  EXPECT_EQ(hello->range.offset, 505U);
  ASSERT_TRUE(hello->certificate);
  EXPECT_EQ(hello->certificate->chain, std::vector<Bytes>({Bytes{1, 0}}));
  EXPECT_EQ(hello->certificate->range.offset, hello->range.offset + hello->range.length);
  ASSERT_TRUE(hello->staple);
  EXPECT_TRUE(hello->certificate_requested);
  ASSERT_TRUE(hello->key_exchange);
  EXPECT_EQ(std::get<tls::EllipticExchange>(hello->key_exchange->parameters).group, 0x0017);
  EXPECT_EQ(hello->key_exchange->signature_scheme, 0x0804);
  EXPECT_TRUE(hello->echoes(tls::extension::kHeartbeat));
}

TEST(AFlight, ReadsTheSameHoweverItIsCut) {
  const Reply reply = ask(rich(), {0x009e});
  for (std::size_t cut = 0; cut <= reply.bytes.size(); ++cut) {
    AnswerReader reader(0);
    reader.feed(ByteView(reply.bytes).first(cut));
    EXPECT_EQ(reader.complete(), cut == reply.bytes.size()) << cut;
    reader.feed(ByteView(reply.bytes).subspan(cut));
    ASSERT_NE(standing_hello(reader.answer(StreamEnd::Open)), nullptr) << cut;
  }
}

TEST(AFlight, ThatEndsEarlyIsNoChoice) {
  // The simulation sends one record, and a record is only read when it is whole.
  const Reply reply = ask(rich(), {0xc02f});
  const ByteView part = ByteView(reply.bytes).first(reply.bytes.size() - 1);
  EXPECT_EQ(refusal_of(read_answer(part, 0, StreamEnd::Timeout)), Refusal::Silent);
  EXPECT_EQ(refusal_of(read_answer(part, 0, StreamEnd::Closed)), Refusal::Closed);
  EXPECT_FALSE(choice_of(read_answer(part, 0, StreamEnd::Timeout)));
}

TEST(AServerHello, FollowedByAFatalAlertIsNoChoice) {
  Bytes bytes = ask(rich(), {0xc02f}).bytes;
  // Only the ServerHello, then an alert.
  const std::size_t hello = 4 + ((static_cast<std::size_t>(bytes[7]) << 8) | bytes[8]);
  bytes.resize(5 + hello);
  bytes[3] = static_cast<std::uint8_t>(hello >> 8);
  bytes[4] = static_cast<std::uint8_t>(hello & 0xff);
  const Bytes alert = {21, 3, 3, 0, 2, 2, 80};
  bytes.insert(bytes.end(), alert.begin(), alert.end());
  const ServerAnswer answer = read_answer(bytes, 0, StreamEnd::Closed);
  ASSERT_TRUE(std::holds_alternative<HelloAnswer>(answer));
  EXPECT_FALSE(choice_of(answer));
  EXPECT_EQ(test::in_english(describe(answer)), "The server chose, then sent internal_error.");
}

TEST(AWarning, BeforeTheFlightIsPassedOver) {
  Bytes bytes = {21, 3, 3, 0, 2, 1, 112};
  const Bytes flight = ask(rich(), {0xc02f}).bytes;
  bytes.insert(bytes.end(), flight.begin(), flight.end());
  EXPECT_TRUE(choice_of(read_answer(bytes, 0, StreamEnd::Open)));
}

struct AlertCase {
  std::uint8_t description;
  Refusal refusal;
};
class Alerts : public testing::TestWithParam<AlertCase> {};
TEST_P(Alerts, MeanWhatTheirNamesSay) {
  const Bytes bytes = {21, 3, 1, 0, 2, 2, GetParam().description};
  EXPECT_EQ(refusal_of(read_answer(bytes, 0, StreamEnd::Closed)), GetParam().refusal);
}
INSTANTIATE_TEST_SUITE_P(Descriptions, Alerts,
                         testing::Values(AlertCase{40, Refusal::NoCommon}, AlertCase{71, Refusal::NoCommon},
                                         AlertCase{70, Refusal::Version}, AlertCase{86, Refusal::Fallback},
                                         AlertCase{80, Refusal::Unclear}, AlertCase{47, Refusal::Unclear}));

TEST(DiffieHellman, IsMeasuredAndWellKnownPrimesAreNamed) {
  Config config = rich();
  // RFC 2409 section 6.2.
  config.dh_prime = *from_hex(
      "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b"
      "302b0a6df25f1437"
      "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381"
      "ffffffffffffffff");
  const ServerAnswer answer = read_answer(ask(config, {0x009e}).bytes, 0, StreamEnd::Open);
  const auto& dh = std::get<tls::FiniteFieldExchange>(standing_hello(answer)->key_exchange->parameters);
  EXPECT_EQ(dh.prime_bits, 1024U);
  const KnownPrime* known = find_known_prime(dh.prime);
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(known->source, "RFC 2409, Oakley group 2");
  EXPECT_EQ(find_known_prime(Bytes(128, 0xf1)), nullptr);
}

TEST(AnSsl2Hello, IsAnsweredInItsOwnFormatOrByAnAlert) {
  Config config = rich();
  config.ssl2 = true;
  const Bytes hello = build_client_hello(Ssl2HelloSpec{}, Seed{1});
  const Reply spoken = Server(config).answer(hello);
  const ServerAnswer answer = read_answer(spoken.bytes, 7, StreamEnd::Open, true);
  ASSERT_TRUE(std::holds_alternative<tls::Ssl2ServerHello>(answer));
  EXPECT_EQ(std::get<tls::Ssl2ServerHello>(answer).cipher_kinds, (std::vector<std::uint32_t>{0x010080, 0x0700c0}));
  EXPECT_EQ(std::get<tls::Ssl2ServerHello>(answer).range, (ByteRange{7, spoken.bytes.size()}));
  config.ssl2 = false;
  const Reply refused = Server(config).answer(hello);
  EXPECT_EQ(refusal_of(read_answer(refused.bytes, 0, StreamEnd::Closed, true)), Refusal::Version);
}

TEST(ClearText, IsNoTls) {
  const auto answer = read_answer(view_of("220 mx.example.test ESMTP\r\n"), 0, StreamEnd::Open);
  EXPECT_TRUE(std::holds_alternative<NotTlsAnswer>(answer));
}

TEST(AlteredBytes, NeverBreakTheReader) {
  std::mt19937 random(1);
  const Bytes flight = ask(rich(), {0x009e}).bytes;
  const Bytes ssl2 = [] {
    Config config = rich();
    config.ssl2 = true;
    return Server(config).answer(build_client_hello(Ssl2HelloSpec{}, Seed{1})).bytes;
  }();
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes = round % 4 == 0 ? ssl2 : flight;
    for (int changes = 1 + round % 5; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    if (round % 3 == 0) bytes.resize(random() % bytes.size());
    const ServerAnswer answer = read_answer(bytes, 0, StreamEnd::Closed, round % 4 == 0);
    EXPECT_FALSE(describe(answer).id.empty());
    Knowledge knowledge;
    knowledge.learn({1, *read_offer(headline_hello("mx.example.test")), answer});
  }
}

TEST(AnOffer, IsReadBackWithoutGreaseAndSignals) {
  HelloSpec spec = ordinary_hello(0x0303, "mx.example.test", {0xc02f, 0x002f});
  spec.grease = spec.fallback_scsv = true;
  const auto offered = read_offer(build_client_hello(spec, Seed{1}));
  ASSERT_TRUE(offered);
  EXPECT_EQ(offered->suites, spec.suites);
  EXPECT_EQ(offered->groups, spec.groups);
  EXPECT_EQ(offered->versions, (std::vector<std::uint16_t>{0x0303, 0x0302, 0x0301, 0x0300}));
  EXPECT_TRUE(offered->grease && offered->fallback_scsv && offered->server_name && offered->compression);
}

}  // namespace
}  // namespace mailglass::probe
