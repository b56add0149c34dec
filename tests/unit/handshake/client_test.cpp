#include "handshake/client.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "server_keys.h"
#include "support/memory_server.h"
#include "tls/registry.h"

namespace mailglass::handshake {
namespace {

using test::MemoryServer;
using test::ServerSpec;

constexpr Seed kSeed{1, 2, 3};

Client client(Offer offer = Offer::Modern, Seed seed = kSeed) {
  return Client({kHost, seed, offer});
}

struct Peer {
  const char* name;
  ServerSpec spec;
  enum { Rsa, Ec, Ed } key;
  std::uint16_t version;
  Progress after_first_flight;
  std::optional<std::uint16_t> group;
};

class EveryPeer : public testing::TestWithParam<Peer> {
 protected:
  static X509* certificate() {
    return GetParam().key == Peer::Rsa  ? keys().rsa_cert.get()
           : GetParam().key == Peer::Ec ? keys().ec_cert.get()
                                        : keys().ed_cert.get();
  }
  static EVP_PKEY* key() {
    return GetParam().key == Peer::Rsa  ? keys().rsa.get()
           : GetParam().key == Peer::Ec ? keys().ec.get()
                                        : keys().ed.get();
  }
};

TEST_P(EveryPeer, IsProvenByItsFirstFlightAndGetsExactlyQuit) {
  MemoryServer server(GetParam().spec, certificate(), key());
  Client client = handshake::client();
  Bytes to_server = client.receive(server.take(client.client_hello()));
  if (client.outcome().hello_retried && client.outcome().progress == Progress::HelloSent)
    to_server = client.receive(server.take(to_server));
  ASSERT_FALSE(client.outcome().failure) << client.outcome().failure->detail.id();
  EXPECT_EQ(client.outcome().progress, GetParam().after_first_flight);
  EXPECT_EQ(client.outcome().version, GetParam().version);
  EXPECT_EQ(client.outcome().group, GetParam().group);
  ASSERT_EQ(client.outcome().chain.size(), 1U);
  EXPECT_EQ(client.outcome().chain.front(), test::der_of(certificate()));
  EXPECT_EQ(client.outcome().client_certificate_requested, GetParam().spec.request_certificate);
  // To the polite end.
  const Bytes from_server = server.take(to_server);
  client.receive(from_server);
  ASSERT_EQ(client.outcome().progress, Progress::ServerFinished);
  EXPECT_TRUE(server.finished());
  const Bytes quit = client.quit();
  ASSERT_FALSE(quit.empty());
  EXPECT_EQ(quit.size(), 5U + (static_cast<std::size_t>(quit[3]) << 8 | quit[4])) << "exactly one record";
  server.take(quit);
  const bool cbc = tls::find_cipher_suite(*client.outcome().suite)->mode == tls::CipherMode::Cbc;
  EXPECT_EQ(server.application_data(), cbc ? "" : "QUIT\r\n");
  EXPECT_EQ(server.heard_close_notify(), cbc);
  EXPECT_TRUE(client.quit().empty());
}

TEST_P(EveryPeer, IsReadTheSameByteByByte) {
  MemoryServer server(GetParam().spec, certificate(), key());
  Client whole = handshake::client();
  Client pieces = handshake::client();
  Bytes flight = server.take(whole.client_hello());
  Bytes answer = whole.receive(flight);
  Bytes piecewise;
  for (const std::uint8_t byte : flight) {
    const Bytes part = pieces.receive({&byte, 1});
    piecewise.insert(piecewise.end(), part.begin(), part.end());
  }
  EXPECT_EQ(piecewise, answer);
  EXPECT_EQ(pieces.outcome().progress, whole.outcome().progress);
  EXPECT_EQ(pieces.outcome().messages.size(), whole.outcome().messages.size());
}

TEST_P(EveryPeer, CannotBeImitatedByReplayingItsFlightToAnotherHello) {
  MemoryServer server(GetParam().spec, certificate(), key());
  Client honest = handshake::client();
  const Bytes flight = server.take(honest.client_hello());
  Client victim = handshake::client(Offer::Modern, {9, 9, 9});
  victim.receive(flight);
  EXPECT_LT(victim.outcome().progress, Progress::KeyProven);
}

TEST_P(EveryPeer, IsNeverProvenOnceAByteOfItsFlightWasChanged) {
  // Every byte outside the record headers' version numbers, which TLS does not protect before 1.3, must matter or fail.
  MemoryServer server(GetParam().spec, certificate(), key());
  Client honest = handshake::client();
  const Bytes flight = server.take(honest.client_hello());
  honest.receive(flight);
  const Outcome& truth = honest.outcome();
  // A byte in each seven is enough to land in every field of every message while the sweep stays quick.
  for (std::size_t at = 0; at < flight.size(); at += 7) {
    Bytes altered = flight;
    altered[at] ^= 0x20;
    Client victim = handshake::client();
    victim.receive(altered);
    const Outcome& seen = victim.outcome();
    if (seen.progress < Progress::KeyProven) continue;
    // A signature that still holds covers the certificate's key and the key exchange: these must be the truth. (TLS 1.2
    // protects the rest with Finished.)
    EXPECT_EQ(seen.group, truth.group) << at;
    EXPECT_EQ(seen.dh_bits, truth.dh_bits) << at;
    EXPECT_NE(seen.progress, Progress::ServerFinished) << at;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Peers, EveryPeer,
    testing::Values(
        Peer{"tls13_rsa", {}, Peer::Rsa, 0x0304, Progress::ServerFinished, 29},
        Peer{"tls13_ecdsa", {}, Peer::Ec, 0x0304, Progress::ServerFinished, 29},
        Peer{"tls13_ed25519", {}, Peer::Ed, 0x0304, Progress::ServerFinished, 29},
        Peer{"tls13_post_quantum",
             {.groups = "X25519MLKEM768:X25519"},
             Peer::Rsa,
             0x0304,
             Progress::ServerFinished,
             4588},
        Peer{"tls13_asks_for_a_certificate",
             {.request_certificate = true},
             Peer::Rsa,
             0x0304,
             Progress::ServerFinished,
             29},
        Peer{"tls12_ecdhe_rsa", {.max_version = TLS1_2_VERSION}, Peer::Rsa, 0x0303, Progress::KeyProven, 29},
        Peer{"tls12_ecdhe_ecdsa", {.max_version = TLS1_2_VERSION}, Peer::Ec, 0x0303, Progress::KeyProven, 29},
        Peer{"tls12_dhe",
             {.max_version = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES128-GCM-SHA256"},
             Peer::Rsa,
             0x0303,
             Progress::KeyProven,
             std::nullopt},
        Peer{"tls12_cbc",
             {.max_version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-SHA"},
             Peer::Rsa,
             0x0303,
             Progress::KeyProven,
             29},
        Peer{"tls12_static_rsa",
             {.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"},
             Peer::Rsa,
             0x0303,
             Progress::ServerHello,
             std::nullopt},
        Peer{"tls12_asks_for_a_certificate",
             {.max_version = TLS1_2_VERSION, .request_certificate = true},
             Peer::Rsa,
             0x0303,
             Progress::KeyProven,
             29},
        Peer{"tls11", {.max_version = TLS1_1_VERSION}, Peer::Rsa, 0x0302, Progress::KeyProven, 29},
        Peer{"tls10", {.max_version = TLS1_VERSION}, Peer::Rsa, 0x0301, Progress::KeyProven, 29}),
    [](const auto& row) { return row.param.name; });

TEST(HelloRetryRequest, IsAnsweredWithASecondHelloAndProven) {
  MemoryServer server({.groups = "P-384"}, keys().rsa_cert.get(), keys().rsa.get());
  Client client = handshake::client();
  const Bytes second = client.receive(server.take(client.client_hello()));
  ASSERT_TRUE(client.outcome().hello_retried);
  ASSERT_FALSE(second.empty());
  client.receive(server.take(second));
  EXPECT_EQ(client.outcome().progress, Progress::ServerFinished);
  EXPECT_EQ(client.outcome().group, 24);
}

TEST(Seed, DecidesEveryByteTheClientSays) {
  const auto say = [](Seed seed, Offer offer) { return handshake::client(offer, seed).client_hello(); };
  EXPECT_EQ(say(kSeed, Offer::Modern), say(kSeed, Offer::Modern));
  EXPECT_NE(say(kSeed, Offer::Modern), say({4}, Offer::Modern));
  EXPECT_GT(say(kSeed, Offer::Modern).size(), 1200U);
  EXPECT_LT(say(kSeed, Offer::Classic).size(), 512U);
  MemoryServer server({}, keys().rsa_cert.get(), keys().rsa.get());
  Client one = handshake::client();
  Client two = handshake::client();
  const Bytes flight = server.take(one.client_hello());
  EXPECT_EQ(one.receive(flight), two.receive(flight));
  EXPECT_EQ(one.quit(), two.quit());
}

/// The two offers draw more and less before: as builds do whose arithmetic draws numbers of its own.
TEST(Seed, AloneDecidesTheKeyBeforeTls13WhereThatIsAskedFor) {
  const auto key_of = [](Offer offer, bool from_seed, Seed seed = kSeed) {
    MemoryServer server({.max_version = TLS1_2_VERSION}, keys().ec_cert.get(), keys().ec.get());
    Client client({.server_name = kHost, .seed = seed, .offer = offer, .key_from_seed = from_seed});
    client.receive(server.take(client.client_hello()));
    EXPECT_EQ(client.outcome().progress, Progress::KeyProven);
    const auto& all = client.outcome().messages;
    const auto own = std::find_if(all.begin(), all.end(), [](const SeenMessage& message) {
      return message.type == tls::HandshakeType::ClientKeyExchange;
    });
    return own == all.end() ? Bytes{} : own->bytes;
  };
  EXPECT_FALSE(key_of(Offer::Modern, true).empty());
  EXPECT_EQ(key_of(Offer::Modern, true), key_of(Offer::Classic, true));
  EXPECT_NE(key_of(Offer::Modern, false), key_of(Offer::Classic, false));
  EXPECT_NE(key_of(Offer::Modern, true), key_of(Offer::Modern, true, {9, 9, 9}));
}

TEST(Seed, KeepsInterleavedClientsApart) {
  Client alone = handshake::client();
  Client a = handshake::client();
  Client b = handshake::client(Offer::Classic, {7});
  MemoryServer server({}, keys().rsa_cert.get(), keys().rsa.get());
  const Bytes flight = server.take(a.client_hello());
  b.receive(Bytes{0x16});
  EXPECT_EQ(a.receive(flight), alone.receive(flight));
}

struct Broken {
  const char* name;
  Bytes bytes;
  Failure::Kind kind;
};
class BrokenServer : public testing::TestWithParam<Broken> {};
TEST_P(BrokenServer, IsToldApart) {
  Client client = handshake::client();
  EXPECT_TRUE(client.receive(GetParam().bytes).empty());
  ASSERT_TRUE(client.outcome().failure);
  EXPECT_EQ(client.outcome().failure->kind, GetParam().kind) << client.outcome().failure->detail.id();
  EXPECT_EQ(client.outcome().progress, Progress::HelloSent);
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, BrokenServer,
    testing::Values(Broken{"clear_text", Bytes{'5', '0', '0', ' '}, Failure::Kind::NotTls},
                    Broken{"handshake_failure_alert", Bytes{21, 3, 3, 0, 2, 2, 40}, Failure::Kind::ServerAlert},
                    Broken{"protocol_version_alert", Bytes{21, 3, 1, 0, 2, 2, 70}, Failure::Kind::ServerAlert},
                    Broken{"application_data_first", Bytes{23, 3, 3, 0, 1, 0}, Failure::Kind::Malformed},
                    Broken{"empty_server_hello", Bytes{22, 3, 3, 0, 4, 2, 0, 0, 0}, Failure::Kind::Malformed}),
    [](const auto& row) { return row.param.name; });

TEST(ServerAlert, KeepsItsDescription) {
  Client client = handshake::client();
  client.receive(Bytes{21, 3, 3, 0, 2, 2, 40});
  ASSERT_TRUE(client.outcome().failure);
  EXPECT_EQ(client.outcome().failure->alert, 40);
}

class SwappedCertificate : public testing::TestWithParam<int> {};
TEST_P(SwappedCertificate, IsABadProof) {
  // A relay that answers with the true certificate but does not hold its key.
  const test::Key other = test::rsa_key();
  const test::Cert own = keys().authority.leaf(other.get(), {"leaf", {"DNS:mx.example.test"}});
  MemoryServer liar({.max_version = GetParam()}, own.get(), other.get());
  Client client = handshake::client();
  Bytes flight = liar.take(client.client_hello());
  if (GetParam() == TLS1_2_VERSION) {
    // In TLS 1.2 the certificate travels in clear: put the true one in its place (both are of one length or the record
    // breaks, which fails too).
    const Bytes from = test::der_of(own.get());
    const Bytes to = test::der_of(keys().rsa_cert.get());
    const auto at = std::search(flight.begin(), flight.end(), from.begin(), from.end());
    ASSERT_NE(at, flight.end());
    ASSERT_EQ(from.size(), to.size());
    std::copy(to.begin(), to.end(), at);
    client.receive(flight);
    ASSERT_TRUE(client.outcome().failure);
    EXPECT_EQ(client.outcome().failure->kind, Failure::Kind::BadProof) << client.outcome().failure->detail.id();
    EXPECT_LT(client.outcome().progress, Progress::KeyProven);
  } else {
    client.receive(flight);
    EXPECT_NE(client.outcome().chain.front(), test::der_of(keys().rsa_cert.get()));
  }
}
INSTANTIATE_TEST_SUITE_P(Versions, SwappedCertificate, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

}  // namespace
}  // namespace mailglass::handshake
