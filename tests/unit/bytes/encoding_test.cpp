#include "bytes/encoding.h"

#include <gtest/gtest.h>

#include "captured.h"

namespace mailglass {
namespace {

struct Vector {
  std::string_view plain, encoded;
};

TEST(Base64, MatchesTheVectorsOfRfc4648) {
  for (const Vector& v : {Vector{"", ""},
                          {"f", "Zg=="},
                          {"fo", "Zm8="},
                          {"foo", "Zm9v"},
                          {"foob", "Zm9vYg=="},
                          {"fooba", "Zm9vYmE="},
                          {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(to_base64(view_of(v.plain)), v.encoded);
    EXPECT_EQ(from_base64(v.encoded), bytes_of(v.plain));
  }
  EXPECT_EQ(to_base64(hex("fbff00")), "+/8A");
}

TEST(Base64, RefusesEverySecondSpelling) {
  for (const std::string_view text :
       {"Zg=", "Zg", "Zh==", "Zm9=", "Zm 8", "Zm8=\n", "Zg==Zg==", "====", "=", "Z===", "-_8A", "Zm=v"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Hex, ReadsBothCasesAndWritesLowerCase) {
  EXPECT_EQ(from_hex("00ffAb"), (Bytes{0x00, 0xff, 0xab}));
  EXPECT_EQ(to_hex(Bytes{0x00, 0xff, 0xab}), "00ffab");
  for (const std::string_view text : {"0", "0g", "g0", " 0", "0x"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Printable, ShowsHostileBytesHarmlessly) {
  EXPECT_EQ(printable(hex("32323020 5c 1b5b32 4a 00 c3a4 7f 0d0a")), "220 \\\\\\x1b[2J\\x00\\xc3\\xa4\\x7f\\r\\n");
  EXPECT_EQ(printable(bytes_of("abcdef"), 6), "abcdef");
  EXPECT_EQ(printable(bytes_of("abcdefg"), 6), "abcdef…");
  EXPECT_EQ(printable({}), "");
}

}  // namespace
}  // namespace mailglass
