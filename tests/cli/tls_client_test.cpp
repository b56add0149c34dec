// TLS of the program's own rests on the system's random numbers, whatever seeds of checks are about, and wants the
// name.
#include "cli/transport/tls_client.h"

#include <gtest/gtest.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <set>
#include <string>
#include <vector>

#include "handshake/seeded_random.h"

namespace mailglass::cli {
namespace {

using Bytes = std::vector<unsigned char>;

Bytes drawn(OSSL_LIB_CTX* library, std::size_t size, bool secret) {
  Bytes bytes(size);
  const int good =
      secret ? RAND_priv_bytes_ex(library, bytes.data(), size, 256) : RAND_bytes_ex(library, bytes.data(), size, 256);
  EXPECT_EQ(good, 1);
  return bytes;
}

/// What it says first, to this host.
std::string client_hello(TlsClient& client, const std::string& host) {
  SSL* session = SSL_new(client.context().native_handle());
  EXPECT_TRUE(TlsClient::expect_host(session, host));
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(session, in, out);
  EXPECT_EQ(SSL_connect(session), -1);
  char* begin = nullptr;
  const long size = BIO_get_mem_data(out, &begin);
  std::string hello(begin, static_cast<std::size_t>(size));
  SSL_free(session);
  return hello;
}
// RFC 8446 sections 5.1 and 4: the record's header, the handshake message's, the version.
constexpr std::size_t kRandom = 5 + 4 + 2, kRandomSize = 32;

TEST(SystemRandom, GivesOtherBytesToEachDrawAndEachLibrary) {
  const SystemRandomLibrary one, other;
  ASSERT_TRUE(one.ready());
  ASSERT_TRUE(other.ready());
  std::set<Bytes> all;
  for (const SystemRandomLibrary* library : {&one, &other}) {
    for (const bool secret : {false, true}) {
      for (int i = 0; i < 3; ++i) all.insert(drawn(library->context(), 32, secret));
    }
  }
  EXPECT_EQ(all.size(), 12U);
}

TEST(SystemRandom, FillsLongRequestsToTheirEnd) {
  const SystemRandomLibrary library;
  const Bytes bytes = drawn(library.context(), 100'000, true);
  for (std::size_t from = 0; from + 64 <= bytes.size(); from += 64) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(from);
    EXPECT_GT(std::set<unsigned char>(begin, begin + 64).size(), 20U) << from;
  }
}

TEST(TlsClient, DrawsNothingFromASeed) {
  const std::array<std::uint8_t, 32> seed{7};
  std::set<std::string> randoms;
  std::set<Bytes> seeded;
  for (int run = 0; run < 2; ++run) {
    // The same seed is installed beside it, before and after.
    const handshake::SeededLibrary check(seed);
    ASSERT_TRUE(check.ready());
    seeded.insert(drawn(check.context(), 32, false));
    const auto client = TlsClient::create("");
    ASSERT_TRUE(client);
    for (int session = 0; session < 2; ++session)
      randoms.insert(client_hello(*client, "relay.example").substr(kRandom, kRandomSize));
    drawn(check.context(), 32, false);
  }
  EXPECT_EQ(seeded.size(), 1U);
  EXPECT_EQ(randoms.size(), 4U);
}

TEST(TlsClient, NamesTheHostUnlessItIsAnAddress) {
  const auto client = TlsClient::create("");
  ASSERT_TRUE(client);
  EXPECT_NE(client_hello(*client, "relay.example").find("relay.example"), std::string::npos);
  for (const char* address : {"192.0.2.1", "2001:db8::1"})
    EXPECT_EQ(client_hello(*client, address).find(address), std::string::npos);
}

TEST(TlsClient, SpeaksNothingOlderThanTls12) {
  const auto client = TlsClient::create("");
  ASSERT_TRUE(client);
  EXPECT_EQ(SSL_CTX_get_min_proto_version(client->context().native_handle()), TLS1_2_VERSION);
  EXPECT_EQ(SSL_CTX_get_verify_mode(client->context().native_handle()), SSL_VERIFY_PEER);
}

}  // namespace
}  // namespace mailglass::cli
