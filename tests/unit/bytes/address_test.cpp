#include "bytes/address.h"

#include <gtest/gtest.h>

#include "captured.h"

namespace mailglass {
namespace {

struct Case {
  std::string_view text, canonical, bytes;
};

TEST(IpAddress, ReadsTextAndWritesItsCanonicalForm) {
  for (const Case& c : {
           Case{"192.0.2.1", "192.0.2.1", "c0000201"},
           Case{"0.0.0.0", "0.0.0.0", "00000000"},
           Case{"255.255.255.255", "255.255.255.255", "ffffffff"},
           Case{"::", "::", "00000000000000000000000000000000"},
           Case{"::1", "::1", "00000000000000000000000000000001"},
           Case{"1::", "1::", "00010000000000000000000000000000"},
           // RFC 5952 section 1: all of these are one address.
           Case{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "20010db8000000000001000000000001"},
           Case{"2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "20010db8000000000001000000000001"},
           Case{"2001:db8::1:0:0:1", "2001:db8::1:0:0:1", "20010db8000000000001000000000001"},
           // Section 4.2.2: a single zero group is not shortened. Section 4.2.3: the longest run is.
           Case{"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "20010db8000000010001000100010001"},
           Case{"2001:0:0:1:0:0:0:1", "2001:0:0:1::1", "20010000000000010000000000000001"},
           // RFC 4291 section 2.2.
           Case{"FF01::101", "ff01::101", "ff010000000000000000000000000101"},
           Case{"::13.1.68.3", "::d01:4403", "0000000000000000000000000d014403"},
           Case{"::FFFF:129.144.52.38", "::ffff:129.144.52.38", "00000000000000000000ffff81903426"},
           Case{"64:ff9b::192.0.2.33", "64:ff9b::c000:221", "0064ff9b0000000000000000c0000221"},
           Case{"1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a", "0001000200030004000500060708090a"},
       }) {
    const auto address = IpAddress::parse(c.text);
    ASSERT_TRUE(address) << c.text;
    EXPECT_EQ(address->to_string(), c.canonical);
    EXPECT_EQ(to_hex(address->bytes()), c.bytes);
    EXPECT_EQ(IpAddress::parse(address->to_string()), address);
    EXPECT_EQ(address->is_v4(), c.bytes.size() == 8);
    EXPECT_NE(address->is_v4(), address->is_v6());
  }
}

TEST(IpAddress, RefusesWhatOtherReadersCouldUnderstandDifferently) {
  for (const std::string_view text : {"",
                                      " ",
                                      "1",
                                      "1.2.3",
                                      "1.2.3.4.5",
                                      "01.2.3.4",
                                      "1.2.3.256",
                                      "1.2.3.4 ",
                                      "0x7f.1.1.1",
                                      "1.2.3.",
                                      ".1.2.3",
                                      "1..2.3",
                                      "127.1",
                                      "2130706433",
                                      ":",
                                      ":::",
                                      "1:",
                                      ":1",
                                      "1::2::3",
                                      "12345::",
                                      "::g",
                                      "1:2:3:4:5:6:7",
                                      "1:2:3:4:5:6:7:8:9",
                                      "1:2:3:4:5:6:7::8:9",
                                      "fe80::1%eth0",
                                      "[::1]",
                                      "::1.2.3",
                                      "1.2.3.4::",
                                      "::1.2.3.4:5",
                                      "::00001",
                                      "1:2:3:4::5:6:7:8"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpAddress, KeepsMappedAndPlainAddressesApart) {
  EXPECT_NE(IpAddress::parse("192.0.2.1"), IpAddress::parse("::ffff:192.0.2.1"));
}

}  // namespace
}  // namespace mailglass
