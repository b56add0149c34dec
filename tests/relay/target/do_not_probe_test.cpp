#include "target/do_not_probe.h"

#include <gtest/gtest.h>

#include "support/dns_answer.h"
#include "target/off_limits.h"

namespace mailglass::relay::target {
namespace {

DoNotProbe list_of(std::string_view text) {
  auto read = DoNotProbe::read(text, "list");
  if (const auto* error = std::get_if<std::string>(&read)) ADD_FAILURE() << *error;
  return std::get<DoNotProbe>(read);
}

TEST(DoNotProbe, ListsAddressesPrefixesAndNames) {
  const DoNotProbe list = list_of(
      "# by mail of the 3rd\n"
      "198.51.100.7\r\n"
      "  198.51.101.0/24\t# a whole network\n"
      "\n"
      "2001:db8:7::/48\n"
      "Example.TEST\n"
      "*.wild.test\n"
      ".dotted.test\n"
      "mx.host.example.");
  EXPECT_EQ(list.size(), 7U);
  const struct {
    const char* address;
    bool listed;
  } addresses[] = {
      {"198.51.100.7", true},   {"198.51.100.8", false},   {"198.51.101.200", true},
      {"2001:db8:7::25", true}, {"2001:db8:8::25", false},
  };
  for (const auto& row : addresses) EXPECT_EQ(list.contains(test::ip(row.address)), row.listed) << row.address;
  const struct {
    const char* name;
    bool listed;
  } names[] = {
      {"example.test", true},
      {"MX1.example.test", true},
      {"a.b.example.test", true},
      {"notexample.test", false},
      {"test", false},
      {"wild.test", true},
      {"mx.wild.test", true},
      {"dotted.test", true},
      {"mx.host.example", true},
      {"host.example", false},
      {".", false},
  };
  for (const auto& row : names) EXPECT_EQ(list.contains(test::name(row.name)), row.listed) << row.name;
}

TEST(DoNotProbe, SaysWhichLineIsNoEntry) {
  const struct {
    const char* text;
    const char* error;
  } rows[] = {
      {"198.51.100.300", "list:1: \"198.51.100.300\" is no address, prefix or name"},
      {"\n# fine\n198.51.100.0/33\n", "list:3: \"198.51.100.0/33\" is no address, prefix or name"},
      {"a.test\ntwo words", "list:2: \"two words\" is no address, prefix or name"},
      {"*", "list:1: \"*\" is no address, prefix or name"},
      {".", "list:1: \".\" is no address, prefix or name"},
      {"com", "list:1: \"com\" is no address, prefix or name"},
      {"postmaster@a.test", "list:1: \"postmaster@a.test\" is no address, prefix or name"},
  };
  for (const auto& row : rows) {
    const auto read = DoNotProbe::read(row.text, "list");
    const auto* error = std::get_if<std::string>(&read);
    ASSERT_TRUE(error) << row.text;
    EXPECT_EQ(*error, row.error);
  }
  EXPECT_TRUE(std::holds_alternative<std::string>(DoNotProbe::load("/nowhere/list")));
}

TEST(DoNotProbe, IsOffLimitsAlsoInALabAndThroughNat64) {
  const OffLimits lab(true, {}, list_of("127.0.45.0/24\n198.51.100.7\nexample.test"));
  for (const char* address : {"127.0.45.9", "198.51.100.7", "64:ff9b::198.51.100.7"}) {
    const auto refusal = lab.refuse(test::ip(address));
    ASSERT_TRUE(refusal) << address;
    EXPECT_EQ(refusal->rule, "target-denied");
    EXPECT_EQ(refusal->why, "its operator asked not to be checked");
  }
  EXPECT_FALSE(lab.refuse(test::ip("127.0.46.9")));
  EXPECT_TRUE(lab.refuse(test::name("mx.example.test")));
  EXPECT_FALSE(lab.refuse(test::name("example.example")));
}

}  // namespace
}  // namespace mailglass::relay::target
