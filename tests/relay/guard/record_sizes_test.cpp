#include "guard/record_sizes.h"

#include <gtest/gtest.h>

namespace mailglass::relay::guard {
namespace {

struct Row {
  std::uint16_t suite;
  std::uint16_t version;
  bool encrypt_then_mac;
  std::size_t plaintext;
  std::size_t size;
};

class RecordSize : public testing::TestWithParam<Row> {};

TEST_P(RecordSize, FollowsFromTheSuite) {
  const tls::CipherSuite* suite = tls::find_cipher_suite(GetParam().suite);
  ASSERT_NE(suite, nullptr);
  EXPECT_EQ(protected_size({suite, GetParam().version, GetParam().encrypt_then_mac}, GetParam().plaintext),
            GetParam().size)
      << suite->name;
}

// Finished has 16 bytes before TLS 1.3 and 36 or 52 in it; an empty Certificate of TLS 1.3 has 8.
INSTANTIATE_TEST_SUITE_P(Suites, RecordSize,
                         testing::Values(Row{0x1301, 0x0304, false, 6, 23}, Row{0x1301, 0x0304, false, 36, 53},
                                         Row{0x1302, 0x0304, false, 52, 69}, Row{0x1303, 0x0304, false, 8, 25},
                                         Row{0x1305, 0x0304, false, 6, 15},   // CCM_8
                                         Row{0xc02f, 0x0303, false, 16, 40},  // GCM: explicit nonce
                                         Row{0xc0ae, 0x0303, false, 6, 22},   // CCM_8
                                         Row{0xcca8, 0x0303, false, 16, 32},  // ChaCha20-Poly1305
                                         Row{0x002f, 0x0303, false, 16, 64},  // CBC, SHA-1: IV 16, 16+20+1 → 48
                                         Row{0x002f, 0x0303, true, 16, 68},   // IV 16, 16+1 → 32, MAC 20
                                         Row{0x002f, 0x0303, false, 6, 48}, Row{0x002f, 0x0301, false, 6, 32},
                                         Row{0x002f, 0x0301, false, 0, 32}, Row{0x000a, 0x0301, false, 0, 24},
                                         Row{0x000a, 0x0302, false, 6, 40},    // 3DES: IV 8, 6+20+1 → 32
                                         Row{0x0005, 0x0301, false, 16, 36},   // RC4, SHA-1
                                         Row{0x0004, 0x0301, false, 16, 32},   // RC4, MD5
                                         Row{0x0002, 0x0301, false, 6, 26}));  // NULL, SHA-1

TEST(RecordSize, IsUnknownForAPairThatDoesNotFit) {
  EXPECT_FALSE(protected_size({tls::find_cipher_suite(0xc02f), 0x0304, false}, 6));
}

}  // namespace
}  // namespace mailglass::relay::guard
