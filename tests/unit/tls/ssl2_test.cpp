#include "tls/ssl2.h"

#include <gtest/gtest.h>

#include "captured.h"

namespace mailglass::tls {
namespace {

// Type 4, session not known, an X.509 certificate, version 2; lengths of certificate, kinds of cipher and connection
// id.
constexpr std::string_view kHello = "8012 04 00 01 0002 0001 0006 0000 aa 010080 0700c0";

TEST(Ssl2ServerHello, SaysItsKindsOfCipher) {
  const Bytes record = hex(kHello);
  EXPECT_EQ(ssl2_record_size(record), record.size());
  const auto hello = parse_ssl2_server_hello(record, 7);
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->cipher_kinds, (std::vector<std::uint32_t>{0x010080, 0x0700c0}));
  EXPECT_EQ(hello->certificate, hex("aa"));
  EXPECT_EQ(hello->range, (ByteRange{7, record.size()}));
}

TEST(Ssl2ServerHello, IsRefusedByTheRuleThatItBreaks) {
  struct Case {
    std::string_view record, rule;
    std::size_t offset;
  };
  for (const auto& [record, rule, offset] : {
           Case{"8003 00 0001", "SSL 2.0: SERVER-HELLO too short", 12},
           Case{"800b 01 00 01 0002 0000 0000 0000", "SSL 2.0: no SERVER-HELLO", 9},
           Case{"800b 04 00 01 0300 0000 0000 0000", "SSL 2.0: another version", 12},
           Case{"800b 04 00 01 0002 0001 0000 0000", "SSL 2.0: SERVER-HELLO lengths do not fit", 20},
           Case{"800d 04 00 01 0002 0000 0002 0000 0100", "SSL 2.0: SERVER-HELLO lengths do not fit", 22},
       }) {
    const auto hello = parse_ssl2_server_hello(hex(record), 7);
    ASSERT_FALSE(hello) << record;
    EXPECT_EQ(hello.error().rule, rule) << record;
    EXPECT_EQ(hello.error().offset, offset) << record;
  }
}

TEST(Ssl2Record, HasItsSizeIn15Bits) {
  EXPECT_EQ(ssl2_record_size(hex("8003")), 5U);
  EXPECT_EQ(ssl2_record_size(hex("ffff")), 0x7fffU + 2);
}

}  // namespace
}  // namespace mailglass::tls
