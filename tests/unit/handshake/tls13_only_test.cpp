// Handshakes of TLS 1.3 alone, which ask for one kind of certificate and what comes along with it.

#include <gtest/gtest.h>

#include <algorithm>

#include "handshake/client.h"
#include "server_keys.h"
#include "support/memory_server.h"
#include "tls/registry.h"

namespace mailglass::handshake {
namespace {

using test::MemoryServer;
using test::ServerSpec;
using tls::Authentication;

constexpr Seed kSeed{3, 1};

Client asking_for(Authentication kind, std::vector<std::string> protocols = {}, Offer offer = Offer::Modern) {
  return Client(
      {.server_name = kHost, .seed = kSeed, .offer = offer, .tls13_only = Tls13Only{kind, std::move(protocols)}});
}

/// To the end, or to where it breaks off.
const Outcome& finish(Client& client, MemoryServer& server) {
  Bytes said = client.client_hello();
  for (int turns = 0; !said.empty() && turns < 5; ++turns) said = client.receive(server.take(said));
  return client.outcome();
}

ServerSpec both_kinds() {
  ServerSpec spec;
  spec.second_certificate = keys().rsa_cert.get();
  spec.second_key = keys().rsa.get();
  spec.extra_chain = {keys().authority.middle.get()};
  return spec;
}

struct Kind {
  const char* name;
  Authentication asked;
  std::uint16_t scheme;
};
class EachKind : public testing::TestWithParam<Kind> {};

TEST_P(EachKind, IsAskedForByItselfAndProven) {
  MemoryServer server(both_kinds(), keys().ec_cert.get(), keys().ec.get());
  Client client = asking_for(GetParam().asked);
  const Outcome& seen = finish(client, server);
  EXPECT_EQ(seen.progress, Progress::ServerFinished);
  EXPECT_EQ(seen.version, 0x0304);
  EXPECT_EQ(seen.signature_scheme, GetParam().scheme);
  EXPECT_EQ(seen.chain.size(), 2U);
  EXPECT_TRUE(seen.leaf_extensions.empty());
  EXPECT_TRUE(client.ready_for_quit());
}
TEST_P(EachKind, ThatIsMissingIsRefusedInTheClear) {
  const bool rsa = GetParam().asked == Authentication::Rsa;
  MemoryServer server({}, rsa ? keys().ec_cert.get() : keys().rsa_cert.get(), rsa ? keys().ec.get() : keys().rsa.get());
  Client client = asking_for(GetParam().asked);
  const Outcome& seen = finish(client, server);
  ASSERT_TRUE(seen.failure);
  EXPECT_EQ(seen.failure->alert, 40);
  EXPECT_FALSE(seen.version);
}
TEST_P(EachKind, SaysTheSameBytesForTheSameSeed) {
  EXPECT_EQ(asking_for(GetParam().asked).client_hello(), asking_for(GetParam().asked).client_hello());
  EXPECT_LT(asking_for(GetParam().asked, {}, Offer::Classic).client_hello().size(), 512U);
}
INSTANTIATE_TEST_SUITE_P(OfCertificate, EachKind,
                         testing::Values(Kind{"Rsa", Authentication::Rsa, 0x0804},
                                         Kind{"Elliptic", Authentication::Ecdsa, 0x0403}),
                         [](const auto& row) { return row.param.name; });

TEST(AnEdwardsKey, CountsAmongTheEllipticKinds) {
  MemoryServer server({}, keys().ed_cert.get(), keys().ed.get());
  Client client = asking_for(Authentication::Ecdsa);
  EXPECT_EQ(finish(client, server).signature_scheme, 0x0807);
}

TEST(WhatComesWithACertificate, IsThatOfTheLeafAlone) {
  ServerSpec spec;
  spec.extra_chain = {keys().authority.middle.get()};
  spec.timestamps = {0, 3, 0, 1, 7};
  spec.ocsp = {0x30, 0x03, 0x0a, 0x01, 0x06};
  MemoryServer server(spec, keys().ec_cert.get(), keys().ec.get());
  Client client = asking_for(Authentication::Ecdsa);
  const Outcome& seen = finish(client, server);
  ASSERT_EQ(seen.progress, Progress::ServerFinished);
  const tls::Extension* status = tls::find_extension(seen.leaf_extensions, 5);
  const tls::Extension* timestamps = tls::find_extension(seen.leaf_extensions, 18);
  ASSERT_TRUE(status && timestamps);
  EXPECT_EQ(*tls::parse_certificate_status(status->data), spec.ocsp);
  EXPECT_EQ(timestamps->data, spec.timestamps);
}

TEST(WhatComesWithACertificate, IsNotSentToAHelloThatDoesNotAsk) {
  ServerSpec spec;
  spec.ocsp = {0x30, 0x00};
  MemoryServer server(spec, keys().ec_cert.get(), keys().ec.get());
  Client client({.server_name = kHost, .seed = kSeed});
  EXPECT_TRUE(finish(client, server).leaf_extensions.empty());
}

struct Protocol {
  const char* name;
  std::string of_server;
  std::string chosen;
  std::optional<std::uint8_t> alert;
};
class AProtocol : public testing::TestWithParam<Protocol> {};
TEST_P(AProtocol, IsChosenOrRefused) {
  MemoryServer server({.protocol = GetParam().of_server}, keys().ec_cert.get(), keys().ec.get());
  Client client = asking_for(Authentication::Ecdsa, {"smtp", "esmtp"});
  const Outcome& seen = finish(client, server);
  EXPECT_EQ(seen.protocol, GetParam().chosen);
  EXPECT_EQ(seen.failure ? seen.failure->alert : std::nullopt, GetParam().alert);
}
INSTANTIATE_TEST_SUITE_P(Alpn, AProtocol,
                         testing::Values(Protocol{"Shared", "esmtp", "esmtp", std::nullopt},
                                         Protocol{"NotLookedAt", "", "", std::nullopt},
                                         Protocol{"NoneInCommon", "imap", "", 120}),
                         [](const auto& row) { return row.param.name; });

TEST(AnOlderServer, RefusesTheVersion) {
  MemoryServer server({.max_version = TLS1_2_VERSION}, keys().rsa_cert.get(), keys().rsa.get());
  Client client = asking_for(Authentication::Rsa);
  ASSERT_TRUE(finish(client, server).failure);
  EXPECT_EQ(client.outcome().failure->alert, 70);
}

TEST(AHelloWithoutAName, NamesNoHost) {
  const Client client({.server_name = "", .seed = kSeed, .tls13_only = Tls13Only{Authentication::Rsa}});
  const Bytes& hello = client.client_hello();
  const std::string name = kHost;
  EXPECT_EQ(std::search(hello.begin(), hello.end(), name.begin(), name.end()), hello.end());
  const Client named = asking_for(Authentication::Rsa);
  EXPECT_EQ(hello.size() + name.size() + 9, named.client_hello().size());
}

}  // namespace
}  // namespace mailglass::handshake
