#include "x509/sct.h"

#include <gtest/gtest.h>

#include "support/timestamps.h"

namespace mailglass::x509 {
namespace {

using test::timestamp;
using test::timestamp_list;

TEST(Timestamps, AreReadWithLogAndTime) {
  const Bytes list = timestamp_list({timestamp(0xaa, 1'700'000'000'123), timestamp(0xbb, 7)});
  const auto found = parse_timestamps(list);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].log_id[31], 0xaa);
  EXPECT_EQ((*found)[0].unix_ms, 1'700'000'000'123U);
  EXPECT_EQ((*found)[1].log_id[0], 0xbb);
}

TEST(Timestamps, OfAnUnknownVersionArePassedOver) {
  Bytes later = timestamp(0xaa, 1);
  later[0] = 1;
  const auto found = parse_timestamps(timestamp_list({later, timestamp(0xbb, 2)}));
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ((*found)[0].unix_ms, 2U);
}

TEST(Timestamps, CutShortAnywhereAreAnError) {
  const Bytes list = timestamp_list({timestamp(0xaa, 1), timestamp(0xbb, 2)});
  for (std::size_t size = 0; size < list.size(); ++size) {
    const auto found = parse_timestamps(ByteView(list).first(size));
    ASSERT_FALSE(found) << size;
    EXPECT_LE(found.error().offset, list.size());
    EXPECT_FALSE(found.error().rule.empty());
  }
}

TEST(Timestamps, OfNoCalendarAreAnError) {
  constexpr std::uint64_t kEnd = 1ULL << 53;
  EXPECT_TRUE(parse_timestamps(timestamp_list({timestamp(1, kEnd - 1)})));
  EXPECT_FALSE(parse_timestamps(timestamp_list({timestamp(1, kEnd)})));
}

struct BadRow {
  const char* name;
  Bytes list;
};
class BadTimestamps : public testing::TestWithParam<BadRow> {};
TEST_P(BadTimestamps, AreAnError) {
  EXPECT_FALSE(parse_timestamps(GetParam().list));
}
Bytes with_tail(Bytes bytes) {
  bytes.push_back(0);
  return bytes;
}
INSTANTIATE_TEST_SUITE_P(
    Lists, BadTimestamps,
    testing::Values(BadRow{"nothing", {}}, BadRow{"empty_list", {0, 0}},
                    BadRow{"a_byte_behind_the_list", with_tail(timestamp_list({timestamp(1, 1)}))},
                    BadRow{"a_byte_behind_a_timestamp", timestamp_list({with_tail(timestamp(1, 1))})},
                    BadRow{"an_empty_timestamp", timestamp_list({{}})},
                    BadRow{"more_than_anyone_needs",
                           timestamp_list(std::vector<Bytes>(kMaxTimestamps + 1, timestamp(1, 1)))}),
    [](const auto& row) { return row.param.name; });

TEST(EmbeddedTimestamps, StandInAnOctetString) {
  const Bytes list = timestamp_list({timestamp(0xaa, 1)});
  const Bytes value = test::octet_string(list);
  ASSERT_TRUE(parse_embedded_timestamps(value));
  EXPECT_EQ(parse_embedded_timestamps(value)->size(), 1U);
  EXPECT_FALSE(parse_embedded_timestamps(list));
  EXPECT_FALSE(parse_embedded_timestamps(with_tail(value)));
  for (std::size_t size = 0; size < value.size(); ++size)
    EXPECT_FALSE(parse_embedded_timestamps(ByteView(value).first(size))) << size;
}

}  // namespace
}  // namespace mailglass::x509
