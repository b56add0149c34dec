// Records as a person reads them.
#include "dns/presentation.h"

#include <gtest/gtest.h>

namespace mailglass::dns {
namespace {

Record opaque(Type type, Bytes data) {
  return {Name(), static_cast<std::uint16_t>(type), 1, 0, Opaque{std::move(data)}, {}};
}

TEST(RecordsOfDnssec, ReadAsZoneFilesHaveThem) {
  // RFC 4034 sections 5.4 and 2.3, shortened.
  EXPECT_EQ(rdata_text(opaque(Type::DS, {0xec, 0x45, 5, 1, 0x2b, 0xb1})), "60485 5 1 2bb1");
  EXPECT_EQ(rdata_text(opaque(Type::DNSKEY, {1, 0, 3, 5, 1, 3, 0xd2, 0x2a})), "256 3 5 AQPSKg==");
}

TEST(RecordsOfAuthorities, ReadAsZoneFilesHaveThem) {
  // RFC 8659 section 4.1.1.
  EXPECT_EQ(rdata_text(opaque(Type::CAA, {0, 5, 'i', 's', 's', 'u', 'e', 'c', 'a', '.', 't'})), "0 issue \"ca.t\"");
  EXPECT_EQ(rdata_text(opaque(Type::CAA, {128, 3, 't', 'b', 's', 'x'})), "128 tbs \"x\"");
  EXPECT_EQ(rdata_text(opaque(Type::CAA, {0, 9, 'i'})), "\\# 3 000969");
}

TEST(RecordsOfDnssec, ThatAreCutShortReadAsBytes) {
  EXPECT_EQ(rdata_text(opaque(Type::DS, {0xec, 0x45, 5, 1})), "\\# 4 ec450501");
}

}  // namespace
}  // namespace mailglass::dns
