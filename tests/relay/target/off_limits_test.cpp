#include "target/off_limits.h"

#include <gtest/gtest.h>

#include "support/dns_answer.h"

namespace mailglass::relay::target {
namespace {

TEST(Prefix, ContainsWhatBeginsWithItsBits) {
  const struct {
    const char* prefix;
    const char* inside;
    const char* outside;
  } rows[] = {
      {"198.51.100.0/24", "198.51.100.255", "198.51.101.0"},
      {"198.51.100.77/24", "198.51.100.1", "198.51.99.255"},
      {"198.51.100.128/25", "198.51.100.128", "198.51.100.127"},
      {"198.51.100.7", "198.51.100.7", "198.51.100.6"},
      {"198.51.100.7/32", "198.51.100.7", "198.51.100.8"},
      {"0.0.0.0/0", "8.8.8.8", "::"},
      {"2a00:1450::/32", "2a00:1450:ffff::1", "2a00:1451::"},
      {"2a00:1450::/31", "2a00:1451::", "2a00:1452::"},
      {"2a00:1450:4013::1a", "2a00:1450:4013::1a", "2a00:1450:4013::1b"},
      {"::/0", "ff02::1", "127.0.0.1"},
  };
  for (const auto& row : rows) {
    const auto prefix = Prefix::parse(row.prefix);
    ASSERT_TRUE(prefix) << row.prefix;
    EXPECT_TRUE(prefix->contains(test::ip(row.inside))) << row.prefix;
    EXPECT_FALSE(prefix->contains(test::ip(row.outside))) << row.prefix;
  }
}

TEST(Prefix, IsNoneWhenItsAddressOrLengthIsNone) {
  for (const char* text : {"", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/8x",
                           "192.0.2/24", "2001:db8::/129", "[2001:db8::]/32", "mx.example.test", "192.0.2.0/24/24"})
    EXPECT_FALSE(Prefix::parse(text)) << text;
}

TEST(OffLimits, AreSpecialAddressesAndWhatTheOperatorDenies) {
  const OffLimits open(false, {}), ours(false, {"198.51.0.0/18", "2a00:1450:4000::/36", "2a01:64::/96"});
  const OffLimits lab(true, {"127.0.45.0/24"});
  const struct {
    const OffLimits& limits;
    const char* address;
    const char* rule;  ///< empty: may be connected to
  } rows[] = {
      {open, "8.8.8.8", ""},
      {open, "10.0.0.1", "target-special"},
      {open, "2a00:1450:4013::1a", ""},
      {ours, "8.8.8.8", ""},
      {ours, "10.0.0.1", "target-special"},
      {ours, "198.51.1.1", "target-denied"},
      {ours, "64:ff9b::198.51.1.1", "target-denied"},
      {ours, "64:ff9b::8.8.8.8", ""},
      {ours, "2a00:1450:4013::1a", "target-denied"},
      {ours, "2a01:64::10.0.0.1", "target-denied"},
      {ours, "2a00:1450:5013::1a", ""},
      {lab, "127.0.0.1", ""},
      {lab, "127.0.45.1", "target-denied"},
  };
  for (const auto& row : rows) {
    const auto refusal = row.limits.refuse(test::ip(row.address));
    EXPECT_EQ(refusal ? refusal->rule : "", row.rule) << row.address;
  }
}

}  // namespace
}  // namespace mailglass::relay::target
