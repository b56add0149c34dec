#include "probe/hello_builder.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include "bytes/encoding.h"
#include "probe/hellos.h"
#include "probe/offers.h"
#include "probe/questions.h"
#include "simulated_world.h"
#include "tls/extension.h"
#include "tls/handshake.h"

namespace mailglass::probe {
namespace {

constexpr std::size_t kMaxClientHello = 4096;
const Seed kSeed{1, 2, 3};

Parsed<tls::ClientHello> parse(ByteView records) {
  tls::RecordReader reader;
  auto record = reader.feed(records);
  if (!record) return record.error();
  if (!record->has_value() || !records.empty()) return ParseError{0, "not one record"};
  tls::HandshakeReader messages;
  auto found = messages.feed(**record);
  if (!found) return found.error();
  if (found->size() != 1 || messages.mid_message()) return ParseError{0, "not one message"};
  return tls::parse_client_hello(found->front().body);
}

TEST(AClientHello, SaysWhatItsSpecSays) {
  HelloSpec spec = ordinary_hello(0x0303, "mx.example.test", {0xc02f, 0x002f});
  spec.fallback_scsv = true;
  const auto hello = parse(build_client_hello(spec, kSeed));
  ASSERT_TRUE(hello) << hello.error().rule;
  EXPECT_EQ(hello->legacy_version, 0x0303);
  EXPECT_EQ(hello->cipher_suites, (std::vector<std::uint16_t>{0xc02f, 0x002f, kFallbackScsv}));
  EXPECT_EQ(hello->server_name, "mx.example.test");
  EXPECT_EQ(hello->supported_groups, spec.groups);
  EXPECT_EQ(hello->signature_algorithms, spec.signature_algorithms);
  EXPECT_EQ(hello->compression_methods, (Bytes{1, 0}));
  for (const std::uint16_t type :
       {tls::extension::kExtendedMasterSecret, tls::extension::kEncryptThenMac, tls::extension::kRenegotiationInfo,
        tls::extension::kSessionTicket, tls::extension::kHeartbeat, tls::extension::kStatusRequest,
        tls::extension::kSignedCertificateTimestamp}) {
    EXPECT_NE(tls::find_extension(hello->extensions, type), nullptr) << type;
  }
}

TEST(AClientHello, ForOlderVersionsNamesThemInItsListOnly) {
  const auto hello = parse(build_client_hello(older_versions_hello(0x0302, "mx.example.test", {0x002f}), kSeed));
  ASSERT_TRUE(hello) << hello.error().rule;
  EXPECT_EQ(hello->legacy_version, 0x0303);
  EXPECT_EQ(hello->supported_versions, (std::vector<std::uint16_t>{0x0302, 0x0301, 0x0300}));
}

TEST(AClientHello, IsPaddedToTheByteWithZeros) {
  for (const std::size_t size : {300U, 600U, 1200U, 1600U}) {
    HelloSpec spec = ordinary_hello(0x0303, "mx.example.test", {0xc02f});
    spec.pad_to = size;
    const Bytes bytes = build_client_hello(spec, kSeed);
    EXPECT_EQ(bytes.size(), size);
    const auto hello = parse(bytes);
    ASSERT_TRUE(hello);
    const tls::Extension* padding = tls::find_extension(hello->extensions, tls::extension::kPadding);
    ASSERT_NE(padding, nullptr);
    for (const std::uint8_t byte : padding->data) EXPECT_EQ(byte, 0);
  }
}

TEST(AClientHello, OfSsl3HasNoExtensionsAndSignalsRenegotiationByASuite) {
  const auto hello = parse(build_client_hello(ordinary_hello(0x0300, "mx.example.test", {0x000a}), kSeed));
  ASSERT_TRUE(hello);
  EXPECT_TRUE(hello->extensions.empty());
  EXPECT_EQ(hello->cipher_suites, (std::vector<std::uint16_t>{0x000a, kRenegotiationScsv}));
}

TEST(AClientHello, WithGreaseHasOnlyReservedValuesMore) {
  HelloSpec spec = tls13_hello("mx.example.test", {0x1301}, {0x001d});
  const auto plain = parse(build_client_hello(spec, kSeed));
  spec.grease = true;
  const auto greased = parse(build_client_hello(spec, kSeed));
  ASSERT_TRUE(plain && greased);
  const auto only_grease_more = [](std::vector<std::uint16_t> more, const std::vector<std::uint16_t>& less) {
    EXPECT_EQ(more.size(), less.size() + 1);
    std::erase_if(more, tls::is_grease);
    EXPECT_EQ(more, less);
  };
  only_grease_more(greased->cipher_suites, plain->cipher_suites);
  only_grease_more(greased->supported_groups, plain->supported_groups);
  only_grease_more(greased->supported_versions, plain->supported_versions);
  EXPECT_EQ(greased->extensions.size(), plain->extensions.size() + 1);
}

TEST(AClientHello, DependsOnItsSeedAlone) {
  const HelloSpec spec = tls13_hello("mx.example.test", {0x1301}, {0x001d});
  EXPECT_EQ(build_client_hello(spec, kSeed), build_client_hello(spec, kSeed));
  EXPECT_NE(build_client_hello(spec, kSeed), build_client_hello(spec, Seed{9}));
}

TEST(TheSsl2Hello, HasTheFormOfRfc6101AppendixE) {
  const std::string hex = to_hex(build_client_hello(Ssl2HelloSpec{}, kSeed));
  EXPECT_EQ(hex.substr(0, 64), "802e0100020015000000100100800200800300800400800500800600400700c0");
  EXPECT_EQ(hex.size(), 64U + 32U);
}

TEST(EveryHelloOfAnyExploration, IsOneWellFormedMessageWithinTheGuardsBound) {
  std::size_t count = 0, largest = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const simulation::Server server(simulation::random_config(random));
    Explorer explorer({"mx.example.test", kSeed, Depth::Full, 120, 2}, simulation::headline(server, "mx.example.test"));
    while (auto probe = explorer.next(0)) {
      ++count;
      largest = std::max(largest, probe->client_hello.size());
      if (!simulation::asks_ssl2(*probe)) {
        const auto hello = parse(probe->client_hello);
        ASSERT_TRUE(hello) << hello.error().rule;
        ASSERT_TRUE(!hello->server_name || *hello->server_name == "mx.example.test");
      }
      const simulation::Reply reply = server.answer(probe->client_hello);
      explorer.answered(probe->id, {read_answer(reply.bytes, 0, reply.end, simulation::asks_ssl2(*probe)), {}}, 0);
    }
  }
  EXPECT_GT(count, 5000U);
  EXPECT_LE(largest, kMaxClientHello);
}

struct Share {
  std::uint16_t group;
  const char* name;
};
class KeyShares : public testing::TestWithParam<Share> {};

/// Loads the share as OpenSSL's server would.
bool accepted_by_openssl(const char* name, ByteView share) {
  EVP_PKEY* raw = EVP_PKEY_new_raw_public_key_ex(nullptr, name, nullptr, share.data(), share.size());
  const bool as_raw_key = raw != nullptr;
  EVP_PKEY_free(raw);
  EC_GROUP* group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(name));
  if (!group) return as_raw_key;
  EC_POINT* point = EC_POINT_new(group);
  const bool on_curve = EC_POINT_oct2point(group, point, share.data(), share.size(), nullptr) == 1;
  EC_POINT_free(point);
  EC_GROUP_free(group);
  return on_curve;
}

TEST_P(KeyShares, AreWellFormedForOpenssl) {
  const Bytes share = key_share_for(GetParam().group, kSeed);
  EXPECT_TRUE(accepted_by_openssl(GetParam().name, share)) << GetParam().name << " " << share.size();
}
INSTANTIATE_TEST_SUITE_P(Groups, KeyShares,
                         testing::Values(Share{0x0017, "prime256v1"}, Share{0x0018, "secp384r1"},
                                         Share{0x0019, "secp521r1"}, Share{0x001d, "X25519"}, Share{0x001e, "X448"}));

TEST(HybridKeyShares, ContainAnMlKemKeyOpensslTakes) {
  const Bytes x25519 = key_share_for(0x11ec, kSeed), p256 = key_share_for(0x11eb, kSeed),
              p384 = key_share_for(0x11ed, kSeed);
  ASSERT_EQ(x25519.size(), 1216U);
  ASSERT_EQ(p256.size(), 1249U);
  ASSERT_EQ(p384.size(), 1665U);
  EXPECT_TRUE(accepted_by_openssl("ML-KEM-768", ByteView(x25519).first(1184)));
  EXPECT_TRUE(accepted_by_openssl("ML-KEM-768", ByteView(p256).subspan(65)));
  EXPECT_TRUE(accepted_by_openssl("ML-KEM-1024", ByteView(p384).subspan(97)));
}

TEST(AnUnknownGroup, HasNoKeyShare) {
  EXPECT_TRUE(key_share_for(0xfefe, kSeed).empty());
}

}  // namespace
}  // namespace mailglass::probe
