#include "tls/server_key_exchange.h"

#include <gtest/gtest.h>

#include "captured.h"

namespace mailglass::tls {
namespace {

constexpr std::uint16_t kEcdhe = 0xc02f, kDhe = 0x009e, kEcdhAnon = 0xc018, kDhAnon = 0x001b, kExportRsa = 0x0003;
constexpr std::uint16_t kTls12 = 0x0303, kTls10 = 0x0301;

ServerKeyExchange read(std::string_view text, std::uint16_t suite, std::uint16_t version = kTls12) {
  const Bytes body = hex(text);
  auto message = parse_server_key_exchange(body, suite, version, {100, body.size() + 4});
  EXPECT_TRUE(message) << text;
  return message ? *message : ServerKeyExchange{};
}

TEST(ServerKeyExchange, NamesItsCurve) {
  const ServerKeyExchange message = read("03 001d 02 aabb  0804 0003 010203", kEcdhe);
  EXPECT_EQ(std::get<EllipticExchange>(message.parameters).group, 0x001d);
  EXPECT_EQ(message.signature_scheme, 0x0804);
  EXPECT_EQ(message.signed_parameters, hex("03 001d 02 aabb"));
  EXPECT_EQ(message.signature, hex("010203"));
  EXPECT_EQ(message.range.offset, 100U);
}

TEST(ServerKeyExchange, HasItsPrimeMeasured) {
  const ServerKeyExchange message = read("0003 00 01ff 0001 02 0002 0005  0401 0001 09", kDhe);
  const auto& field = std::get<FiniteFieldExchange>(message.parameters);
  EXPECT_EQ(field.prime_bits, 9U);
  EXPECT_EQ(field.generator_bits, 2U);
  EXPECT_EQ(field.prime, hex("0001ff"));
  EXPECT_EQ(message.signature_scheme, 0x0401);
}

TEST(ServerKeyExchange, OfAnExportSuiteHasAnRsaKey) {
  const ServerKeyExchange message = read("0002 8001 0001 03  0010", kExportRsa, kTls10);
  EXPECT_EQ(std::get<ExportRsaExchange>(message.parameters).modulus_bits, 16U);
}

TEST(ServerKeyExchange, IsNotSignedWhereNobodySigns) {
  EXPECT_EQ(read("03 0017 01 04", kEcdhAnon).signature_scheme, std::nullopt);
  EXPECT_EQ(read("0001 05 0001 02 0001 03", kDhAnon).signature_scheme, std::nullopt);
}

TEST(ServerKeyExchange, NamesNoSchemeBeforeTls12) {
  const ServerKeyExchange message = read("03 0017 01 04  0003 010203", kEcdhe, kTls10);
  EXPECT_EQ(message.signature_scheme, std::nullopt);
  EXPECT_TRUE(message.signature.empty());
}

TEST(ServerKeyExchange, OfAnExplicitCurveHasNoSchemeThatCouldBeFound) {
  const ServerKeyExchange message = read("01 0803 0004 01020304", kEcdhe);
  EXPECT_TRUE(std::holds_alternative<ExplicitCurveExchange>(message.parameters));
  EXPECT_EQ(message.signature_scheme, std::nullopt);
  EXPECT_TRUE(message.signed_parameters.empty());
}

TEST(ServerKeyExchange, KeepsASignatureOnlyWhereItEndsTheMessage) {
  const ServerKeyExchange message = read("03 001d 01 aa  0804 0001 01 02", kEcdhe);
  EXPECT_EQ(message.signature_scheme, 0x0804);
  EXPECT_TRUE(message.signature.empty());
}

struct BrokenExchange {
  std::string_view body;
  std::uint16_t suite;
  std::string_view rule;
};
class BrokenKeyExchange : public testing::TestWithParam<BrokenExchange> {};
TEST_P(BrokenKeyExchange, IsToldByItsRule) {
  const auto message = parse_server_key_exchange(hex(GetParam().body), GetParam().suite, kTls12, {10, 4});
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().rule, GetParam().rule);
  EXPECT_GE(message.error().offset, 10U);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, BrokenKeyExchange,
    testing::Values(BrokenExchange{"", kEcdhe, "RFC 8422 5.4: ServerKeyExchange without curve type"},
                    BrokenExchange{"04 0017", kEcdhe, "RFC 8422 5.4: unknown curve type"},
                    BrokenExchange{"03 0017 02 01", kEcdhe, "RFC 8422 5.4: ServerKeyExchange too short"},
                    BrokenExchange{"0001 05 0001 02", kDhe, "RFC 5246 7.4.3: ServerDHParams too short"},
                    BrokenExchange{"0001 05", kExportRsa, "RFC 2246 7.4.3: ServerRSAParams too short"},
                    BrokenExchange{"03 0017 00", 0x1301,
                                   "RFC 5246 7.4.3: this key exchange sends no ServerKeyExchange"},
                    BrokenExchange{"03 0017 00", 0x0a0a, "ServerKeyExchange of a suite that is not listed"}));

TEST(BitLength, IgnoresLeadingZeros) {
  EXPECT_EQ(bit_length(Bytes{}), 0U);
  EXPECT_EQ(bit_length(Bytes{0, 0}), 0U);
  EXPECT_EQ(bit_length(Bytes{0, 1}), 1U);
  EXPECT_EQ(bit_length(Bytes{0x80, 0}), 16U);
}

}  // namespace
}  // namespace mailglass::tls
