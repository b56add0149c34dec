#include "tls/record.h"

#include <gtest/gtest.h>

#include "captured.h"
#include "tls/handshake.h"

namespace mailglass::tls {
namespace {

std::vector<Record> records(ByteView bytes, std::size_t piece = static_cast<std::size_t>(-1), std::size_t offset = 0) {
  RecordReader reader(offset);
  std::vector<Record> out;
  while (!bytes.empty()) {
    ByteView part = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(part.size());
    while (!part.empty()) {
      auto record = reader.feed(part);
      EXPECT_TRUE(record);
      if (!record) return out;
      if (*record) out.push_back(std::move(**record));
    }
  }
  EXPECT_EQ(reader.pending(), 0U);
  return out;
}

TEST(Record, SplitsARealFlightAndTilesTheStream) {
  const Bytes bytes = captured("tls/tls13-rsa.server");
  const auto all = records(bytes, static_cast<std::size_t>(-1), 500);
  ASSERT_EQ(all.size(), 9U);
  EXPECT_EQ(all[0].type, ContentType::Handshake);
  EXPECT_EQ(all[1].type, ContentType::ChangeCipherSpec);
  EXPECT_EQ(all[2].type, ContentType::ApplicationData);
  EXPECT_EQ(all[0].version, 0x0303);
  std::size_t next = 500;
  for (const Record& record : all) {
    EXPECT_EQ(record.range.offset, next);
    EXPECT_EQ(record.range.length, record.fragment.size() + kRecordHeader);
    next += record.range.length;
  }
  EXPECT_EQ(next, 500 + bytes.size());
}

TEST(Record, IsTheSameHoweverItsBytesArrive) {
  for (const std::string which : {"tls/tls13-rsa.server", "tls/tls12-rsa.server", "tls/tls13-retry.client"}) {
    const Bytes bytes = captured(which);
    const auto whole = records(bytes);
    for (const std::size_t piece : {1U, 2U, 3U, 5U, 7U, 100U, 1000U}) {
      const auto parts = records(bytes, piece);
      ASSERT_EQ(parts.size(), whole.size());
      for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_EQ(parts[i].fragment, whole[i].fragment);
        EXPECT_EQ(parts[i].range, whole[i].range);
      }
    }
  }
}

struct Broken {
  std::string_view bytes;
  std::size_t offset;
  std::string_view rule;
};
TEST(Record, TellsAtOnceWhatIsNoTls) {
  for (const Broken& c : {
           Broken{"34", 0, "RFC 8446 5.1: not a TLS record (unknown content type)"},
           Broken{"80", 0, "RFC 8446 5.1: not a TLS record (unknown content type)"},
           Broken{"16 02", 1, "RFC 8446 5.1: not a TLS record (major version is not 3)"},
           Broken{"16 0303 4801", 3, "RFC 5246 6.2.3: record longer than 2^14 + 2048 bytes"},
           Broken{"16 0303 0000", 3, "RFC 8446 5.1: empty handshake or alert record"},
           Broken{"15 0303 0000", 3, "RFC 8446 5.1: empty handshake or alert record"},
       }) {
    const Bytes bytes = hex(c.bytes);
    RecordReader reader;
    ByteView view = bytes;
    const auto record = reader.feed(view);
    ASSERT_FALSE(record) << c.bytes;
    EXPECT_EQ(record.error(), (ParseError{c.offset, c.rule})) << c.bytes;
  }
}

TEST(Record, MayBeEmptyWhereTheStandardAllowsIt) {
  const auto all = records(hex("17 0303 0000 14 0303 0001 01"));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].fragment.empty());
}

TEST(Alert, ReadsARealOne) {
  const auto all = records(captured("tls/tls-alert.server"));
  ASSERT_EQ(all.size(), 1U);
  const auto alert = parse_alert(all[0]);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->level, 2);
  EXPECT_EQ(alert_name(alert->description), "handshake_failure");
  EXPECT_EQ(alert->range, (ByteRange{0, 7}));
}

TEST(Alert, RefusesOtherRecordsAndSizes) {
  EXPECT_FALSE(parse_alert(records(hex("16 0303 0002 0228"))[0]));
  EXPECT_FALSE(parse_alert(records(hex("15 0303 0001 02"))[0]));
  EXPECT_FALSE(parse_alert(records(hex("15 0303 0003 022800"))[0]));
}

TEST(Alert, HasTheNamesOfTheRegistry) {
  int named = 0;
  for (int i = 0; i < 256; ++i) named += alert_name(static_cast<std::uint8_t>(i)).empty() ? 0 : 1;
  EXPECT_EQ(named, 35);
  EXPECT_EQ(alert_name(70), "protocol_version");
  EXPECT_EQ(alert_name(116), "certificate_required");
}

TEST(Version, HasAName) {
  EXPECT_EQ(to_string(Version::Tls13), "TLS 1.3");
  EXPECT_EQ(to_string(static_cast<Version>(0x0305)), "");
}

}  // namespace
}  // namespace mailglass::tls
