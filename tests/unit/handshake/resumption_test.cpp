#include <gtest/gtest.h>
#include <sys/time.h>

#include <ctime>
#include <set>

#include "handshake/client.h"
#include "support/memory_server.h"
#include "tls/record.h"
#include "tls/registry.h"
#include "wire/control.h"

namespace {
std::int64_t clock_is_ahead_by = 0;
}
/// The clock that OpenSSL reads, in place of the C library's.
extern "C" int gettimeofday(timeval* now, void* /*zone*/) noexcept {
  timespec real{};
  clock_gettime(CLOCK_REALTIME, &real);
  *now = {real.tv_sec + clock_is_ahead_by, real.tv_nsec / 1000};
  return 0;
}

namespace mailglass::handshake {
namespace {

using test::MemoryServer;
using test::ServerSpec;

constexpr Seed kFirst{1}, kSecond{2};
constexpr const char* kHost = "mx.example.test";

struct Peer {
  const char* name;
  ServerSpec spec;
  std::uint16_t extension = 0;  ///< that presents the session; 0: a session id alone does
};

struct Keys {
  test::Key key = test::rsa_key();
  test::Cert certificate = test::make_certificate({"test", {"DNS:mx.example.test"}}, key.get());
};
MemoryServer server_of(const ServerSpec& spec) {
  static const Keys keys;
  return {spec, keys.certificate.get(), keys.key.get()};
}

/// The handshake to its polite end, and the server's answer to it.
void finish(Client& client, MemoryServer& server) {
  Bytes said = client.client_hello();
  for (int turns = 0; !said.empty() && turns < 10; ++turns) {
    said = client.receive(server.take(said));
    if (!client.ready_for_quit()) continue;
    const Bytes quit = client.quit();
    said.insert(said.end(), quit.begin(), quit.end());
  }
  // With a CBC suite TLS's own farewell takes QUIT's place.
  const tls::CipherSuite* suite = tls::find_cipher_suite(client.outcome().suite.value_or(0));
  const bool cbc = suite && suite->mode == tls::CipherMode::Cbc;
  ASSERT_EQ(server.application_data(), cbc ? "" : "QUIT\r\n");
  ASSERT_EQ(server.heard_close_notify(), cbc);
  if (cbc) return;
  client.receive(server.say("221 2.0.0 Bye\r\n"));
}

tls::ClientHello read_hello(ByteView records) {
  tls::RecordReader reader;
  tls::HandshakeReader messages;
  return *tls::parse_client_hello(messages.feed(**reader.feed(records))->front().body);
}

class ComingBack : public testing::TestWithParam<Peer> {};

TEST_P(ComingBack, IsTakenBackByTheSameServer) {
  MemoryServer server = server_of(GetParam().spec);
  Client first({kHost, kFirst, Offer::Modern});
  EXPECT_EQ(first.session_left(), SessionLeft::Unknown);
  EXPECT_FALSE(first.resume(kSecond)) << "before there is a session";
  finish(first, server);
  ASSERT_EQ(first.session_left(), SessionLeft::Given);
  EXPECT_FALSE(first.outcome().session_taken_back);
  std::optional<Client> back = first.resume(kSecond);
  ASSERT_TRUE(back);
  const tls::ClientHello hello = read_hello(back->client_hello());
  EXPECT_EQ(hello.server_name, kHost);
  EXPECT_NE(hello.random, read_hello(first.client_hello()).random);
  EXPECT_EQ(hello.cipher_suites, read_hello(first.client_hello()).cipher_suites);
  if (GetParam().extension != 0) {
    const tls::Extension* presented = tls::find_extension(hello.extensions, GetParam().extension);
    ASSERT_TRUE(presented);
    EXPECT_GE(presented->data.size(), first.ticket_size());
    EXPECT_GT(first.ticket_size(), 0U);
  }
  EXPECT_FALSE(tls::find_extension(hello.extensions, 42)) << "no early data";
  MemoryServer again(server);
  finish(*back, again);
  EXPECT_EQ(back->outcome().progress, Progress::ServerFinished);
  EXPECT_TRUE(back->outcome().session_taken_back);
  EXPECT_EQ(back->outcome().version, first.outcome().version);
  EXPECT_EQ(back->outcome().suite, first.outcome().suite);
  EXPECT_TRUE(back->outcome().chain.empty()) << "no certificate is sent again";
}

TEST_P(ComingBack, GetsAFullHandshakeFromAServerThatDoesNotKnowTheSession) {
  MemoryServer server = server_of(GetParam().spec);
  Client first({kHost, kFirst, Offer::Modern});
  finish(first, server);
  MemoryServer stranger = server_of(GetParam().spec);  // with ticket keys and a cache of its own
  std::optional<Client> back = first.resume(kSecond);
  ASSERT_TRUE(back);
  finish(*back, stranger);
  EXPECT_EQ(back->outcome().progress, Progress::ServerFinished);
  EXPECT_FALSE(back->outcome().session_taken_back);
  EXPECT_EQ(back->outcome().chain.size(), 1U);
}

TEST_P(ComingBack, SaysTheSameBytesForTheSameSeedWhateverTheClockSays) {
  MemoryServer server = server_of(GetParam().spec);
  Client first({kHost, kFirst, Offer::Modern});
  finish(first, server);
  const Bytes hello = first.resume(kSecond)->client_hello();
  constexpr std::int64_t kDay = 86'400, kYear = 365 * kDay;
  for (const std::int64_t ahead : {std::int64_t{2}, kDay, 10 * kDay, 30 * kYear, 200 * kYear, -20 * kYear}) {
    clock_is_ahead_by = ahead;
    const std::time_t seen = [] {
      SSL_SESSION* fresh = SSL_SESSION_new();
      const std::time_t made = SSL_SESSION_get_time_ex(fresh);
      SSL_SESSION_free(fresh);
      return made;
    }();
    EXPECT_NEAR(static_cast<double>(seen), static_cast<double>(std::time(nullptr) + ahead), 5) << "OpenSSL reads it";
    EXPECT_EQ(first.resume(kSecond)->client_hello(), hello) << ahead;
    clock_is_ahead_by = 0;
  }
  EXPECT_NE(first.resume(Seed{3})->client_hello(), hello);
}

TEST_P(ComingBack, OutlivesTheClientThatWasGivenTheSession) {
  MemoryServer server = server_of(GetParam().spec);
  std::optional<Client> first(std::in_place, ClientConfig{kHost, kFirst, Offer::Modern});
  finish(*first, server);
  std::optional<Client> back = first->resume(kSecond);
  first.reset();
  MemoryServer again(server);
  finish(*back, again);
  EXPECT_TRUE(back->outcome().session_taken_back);
}

INSTANTIATE_TEST_SUITE_P(
    Servers, ComingBack,
    testing::Values(
        Peer{"tls13_ticket", {}, 41}, Peer{"tls13_kept_by_the_server", {.tickets = false}, 41},
        Peer{"tls13_after_a_retry", {.groups = "P-384"}, 41}, Peer{"tls12_ticket", {.max_version = TLS1_2_VERSION}, 35},
        Peer{"tls12_session_id", {.max_version = TLS1_2_VERSION, .tickets = false}, 0},
        Peer{"tls12_static_rsa", {.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256:@SECLEVEL=0"}, 35},
        Peer{"tls11_session_id", {.max_version = TLS1_1_VERSION, .tickets = false}, 0},
        Peer{"tls10_ticket", {.max_version = TLS1_VERSION}, 35}),
    [](const auto& row) { return row.param.name; });

class NoSession : public testing::TestWithParam<Peer> {};
TEST_P(NoSession, IsAFactOnceTheHandshakeAndItsAnswerAreThrough) {
  MemoryServer server = server_of(GetParam().spec);
  Client client({kHost, kFirst, Offer::Modern});
  Bytes said = client.receive(server.take(client.client_hello()));
  EXPECT_EQ(client.session_left(), SessionLeft::Unknown);
  client.receive(server.take(said));
  ASSERT_EQ(client.outcome().progress, Progress::ServerFinished);
  // A ticket of TLS 1.3 may come at any time until the server has answered.
  const bool tls13 = client.outcome().version == 0x0304;
  EXPECT_EQ(client.session_left(), tls13 ? SessionLeft::Unknown : SessionLeft::None);
  server.take(client.quit());
  client.receive(server.say("221 2.0.0 Bye\r\n"));
  EXPECT_EQ(client.session_left(), SessionLeft::None);
  EXPECT_EQ(client.ticket_size(), 0U);
  EXPECT_FALSE(client.resume(kSecond));
}
INSTANTIATE_TEST_SUITE_P(
    Servers, NoSession,
    testing::Values(Peer{"tls13", {.tickets13 = 0}},
                    Peer{"tls12", {.max_version = TLS1_2_VERSION, .tickets = false, .cache = false}},
                    Peer{"tls10", {.max_version = TLS1_VERSION, .tickets = false, .cache = false}}),
    [](const auto& row) { return row.param.name; });

TEST(Session, IsUnknownWhereTheHandshakeFailed) {
  Client client({kHost, kFirst, Offer::Modern});
  client.receive(Bytes{21, 3, 3, 0, 2, 2, 40});
  EXPECT_EQ(client.session_left(), SessionLeft::Unknown);
  EXPECT_FALSE(client.resume(kSecond));
}

TEST(Session, ThatWasAlteredOnTheWayIsNeverSaidToBeTakenBack) {
  MemoryServer server = server_of({});
  Client first({kHost, kFirst, Offer::Modern});
  finish(first, server);
  MemoryServer again(server);
  const Bytes flight = again.take(first.resume(kSecond)->client_hello());
  // TLS does not look at the version in a record's header, and it changes nothing.
  std::set<std::size_t> versions;
  for (std::size_t at = 0; at < flight.size(); at += 5U + (std::size_t{flight[at + 3]} << 8U) + flight[at + 4]) {
    versions.insert({at + 1, at + 2});
  }
  for (std::size_t at = 0; at < flight.size(); ++at) {
    Bytes altered = flight;
    altered[at] ^= 0x20;
    std::optional<Client> victim = first.resume(kSecond);
    victim->receive(altered);
    EXPECT_TRUE(!victim->outcome().session_taken_back || versions.contains(at)) << at;
  }
}

}  // namespace
}  // namespace mailglass::handshake
