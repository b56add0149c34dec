#include "bytes/reader.h"

#include <gtest/gtest.h>

#include "captured.h"

namespace mailglass {
namespace {

TEST(ByteReader, ReadsBigEndianIntegersAndTellsAbsolutePlaces) {
  const Bytes bytes = hex("01 0203 040506 0708090a 0b0c0d0e0f101112 ff");
  ByteReader reader(bytes, 100);
  EXPECT_EQ(reader.u8(), 0x01);
  EXPECT_EQ(reader.u16(), 0x0203);
  EXPECT_EQ(reader.u24(), 0x040506U);
  EXPECT_EQ(reader.u32(), 0x0708090aU);
  EXPECT_EQ(reader.u64(), 0x0b0c0d0e0f101112ULL);
  EXPECT_EQ(reader.offset(), 118U);
  EXPECT_EQ(reader.remaining(), 1U);
}

TEST(ByteReader, StaysWhereItWasWhenARequestDoesNotFit) {
  const Bytes bytes = hex("05 aabbcc");
  ByteReader reader(bytes);
  EXPECT_FALSE(reader.u64());
  EXPECT_FALSE(reader.bytes(5));
  EXPECT_FALSE(reader.bytes(static_cast<std::size_t>(-1)));
  EXPECT_FALSE(reader.prefixed(1));
  EXPECT_FALSE(reader.prefixed(4));
  EXPECT_EQ(reader.offset(), 0U);
  EXPECT_EQ(reader.u8(), 5);
  auto inner = reader.sub(2);
  ASSERT_TRUE(inner);
  EXPECT_EQ(inner->offset(), 1U);
  EXPECT_EQ(inner->u16(), 0xaabb);
  EXPECT_FALSE(inner->u8()) << "a nested reader ends where its part ends";
  EXPECT_EQ(reader.u8(), 0xcc);
  EXPECT_TRUE(reader.empty());
}

TEST(ByteWriter, WritesWhatTheReaderReads) {
  ByteWriter writer;
  writer.u8(1).u24(0x020304).u64(5).prefixed(
      2, [](ByteWriter& inner) { inner.u16(0x0607).prefixed(3, [](ByteWriter&) {}); });
  EXPECT_EQ(to_hex(writer.bytes()),
            "01020304"
            "0000000000000005"
            "0005"
            "0607"
            "000000");
}

}  // namespace
}  // namespace mailglass
