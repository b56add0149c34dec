#include "target/off_limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

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

TEST(Prefix, IsWrittenWithoutTheBitsBehindItsLength) {
  for (const auto& [given, written] : {std::pair{"198.51.100.77/24", "198.51.100.0/24"},
                                       {"8.8.8.8", "8.8.8.8/32"},
                                       {"255.255.255.255/0", "0.0.0.0/0"},
                                       {"2a00:1450::/31", "2a00:1450::/31"},
                                       {"2a00:1451::1/31", "2a00:1450::/31"},
                                       {"::1", "::1/128"}}) {
    const auto prefix = Prefix::parse(given);
    ASSERT_TRUE(prefix) << given;
    EXPECT_EQ(prefix->to_string(), written);
  }
}

TEST(Prefix, WithoutAPartIsAllTheRest) {
  const auto rest = Prefix::parse("192.0.2.0/29")->without(*Prefix::parse("192.0.2.5"));
  std::vector<std::string> texts;
  texts.reserve(rest.size());
  for (const Prefix& prefix : rest) texts.push_back(prefix.to_string());
  EXPECT_EQ(texts, (std::vector<std::string>{"192.0.2.0/30", "192.0.2.6/31", "192.0.2.4/32"}));
  EXPECT_EQ(Prefix::parse("192.0.2.0/29")->without(*Prefix::parse("192.0.2.9")).size(), 1U);
  EXPECT_EQ(Prefix::parse("192.0.2.0/29")->without(*Prefix::parse("192.0.0.0/16")).size(), 1U);
  EXPECT_EQ(Prefix::parse("192.0.2.0/29")->without(*Prefix::parse("::1")).size(), 1U);
  EXPECT_TRUE(Prefix::parse("::1")->without(*Prefix::parse("::1")).empty());
}

TEST(OffLimits, AreTheSameAsPrefixes) {
  const OffLimits limits(false, {"198.51.0.0/18", "2a00:1450:4000::/36", "45.45.0.0/16"});
  const auto prefixes = limits.prefixes();
  std::vector<IpAddress> asked;
  std::mt19937 random(20260129);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same addresses every time
  // Each prefix's own first address with up to two bits turned: its inside, its edges and its neighbours.
  for (const Prefix& prefix : prefixes) {
    for (int round = 0; round < 200; ++round) {
      const ByteView bytes = prefix.network().bytes();
      IpAddress::V6 copy{};
      std::copy(bytes.begin(), bytes.end(), copy.begin());
      for (auto turned = random() % 3; turned > 0; --turned) {
        const std::size_t bit = random() % (bytes.size() * 8);
        copy[bit / 8] ^= static_cast<std::uint8_t>(0x80U >> (bit % 8));
      }
      if (prefix.network().is_v4()) {
        asked.emplace_back(IpAddress::V4{copy[0], copy[1], copy[2], copy[3]});
      } else {
        asked.emplace_back(copy);
      }
    }
  }
  std::size_t refused = 0;
  for (const IpAddress& address : asked) {
    const bool within =
        std::any_of(prefixes.begin(), prefixes.end(), [&](const Prefix& p) { return p.contains(address); });
    EXPECT_EQ(within, limits.refuse(address).has_value()) << address.to_string();
    refused += within ? 1U : 0U;
  }
  EXPECT_GT(refused, asked.size() / 4);
  EXPECT_LT(refused, asked.size());
  for (const char* free : {"8.8.8.8", "2a00:1450:5013::1a", "64:ff9b::8.8.8.8"})
    EXPECT_FALSE(limits.refuse(test::ip(free))) << free;
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
