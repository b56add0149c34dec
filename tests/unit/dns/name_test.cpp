#include "dns/name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "captured.h"

namespace mailglass::dns {
namespace {

Name name(std::string_view text) {
  auto parsed = Name::from_text(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Name();
}

TEST(Name, ComparesWithoutCaseAndWritesLowerCase) {
  EXPECT_EQ(name("Mail.EXAMPLE.Test."), name("mail.example.test"));
  EXPECT_EQ(name("Mail.EXAMPLE.Test.").to_text(), "mail.example.test");
  EXPECT_EQ(name("").to_text(), ".");
  EXPECT_TRUE(name(".").is_root());
  // Only ASCII letters have case (RFC 4343 section 3).
  EXPECT_NE(name("\\228"), name("\\196"));
}

TEST(Name, SortsInCanonicalOrder) {
  // RFC 4034 section 6.1.
  const std::vector<std::string_view> order{"example",         "a.example",      "yljkjljk.a.example",
                                            "Z.a.example",     "zABC.a.EXAMPLE", "z.example",
                                            "\\001.z.example", "*.z.example",    "\\200.z.example"};
  for (std::size_t i = 0; i + 1 < order.size(); ++i) EXPECT_LT(name(order[i]), name(order[i + 1])) << order[i];
}

struct Case {
  std::string_view text, canonical;
  std::vector<std::string> labels;
};

TEST(Name, UnderstandsEscapes) {
  for (const Case& c :
       {Case{"a\\.b.c", "a\\.b.c", {"a.b", "c"}}, Case{"\\097.c", "a.c", {"a", "c"}},
        Case{"sp\\032ace", "sp\\032ace", {"sp ace"}}, Case{"back\\\\slash", "back\\\\slash", {"back\\slash"}},
        Case{"\\000\\255", "\\000\\255", {std::string("\0\xff", 2)}}}) {
    EXPECT_EQ(name(c.text).labels(), c.labels);
    EXPECT_EQ(name(c.text).to_text(), c.canonical);
    EXPECT_EQ(name(name(c.text).to_text()), name(c.text));
  }
}

TEST(Name, RefusesWhatIsNoName) {
  for (const std::string_view text : {"a..b", ".a", "..", "a\\", "a\\25", "a\\256"})
    EXPECT_FALSE(Name::from_text(text)) << text;
  EXPECT_TRUE(Name::from_text(std::string(63, 'a')));
  EXPECT_FALSE(Name::from_text(std::string(64, 'a')));
  // 255 octets on the wire are the most: three labels of 63, one of 61, their lengths and the root.
  std::string three;
  for (int i = 0; i < 3; ++i) three += std::string(63, 'a') += '.';
  EXPECT_TRUE(Name::from_text(three + std::string(61, 'a')));
  EXPECT_FALSE(Name::from_text(three + std::string(62, 'a')));
}

TEST(Name, FollowsCompressionAsInTheExampleOfRfc1035) {
  // Section 4.1.4: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92.
  Bytes message(93, 0xff);
  const auto put = [&](std::size_t at, std::string_view bytes) {
    const Bytes decoded = hex(bytes);
    std::copy(decoded.begin(), decoded.end(), message.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(20, "01 46 03 495349 04 41525041 00");
  put(40, "03 464f4f c014");
  put(64, "c01a");
  put(92, "00");
  const auto read = [&](std::size_t at, std::size_t ends) {
    ByteReader reader(message);
    EXPECT_TRUE(reader.bytes(at));
    const auto parsed = Name::from_wire(reader, message);
    EXPECT_EQ(reader.offset(), ends);
    return parsed ? parsed->to_text() : std::string(parsed.error().rule);
  };
  EXPECT_EQ(read(20, 32), "f.isi.arpa");
  EXPECT_EQ(read(40, 46), "foo.f.isi.arpa");
  EXPECT_EQ(read(64, 66), "arpa");
  EXPECT_EQ(read(92, 93), ".");
}

struct Broken {
  std::string_view bytes;
  std::size_t at, offset;
  std::string_view rule;
};

TEST(Name, NamesTheRuleABrokenNameBreaks) {
  for (const Broken& c : {
           Broken{"c000", 0, 0, "RFC 1035 4.1.4: compression pointer does not go backwards"},
           Broken{"0161 c000", 0, 2, "RFC 1035 4.1.4: compression pointer does not go backwards"},
           Broken{"c002 c000", 0, 0, "RFC 1035 4.1.4: compression pointer does not go backwards"},
           Broken{"0161 c000 c000", 4, 2, "RFC 1035 4.1.4: compression pointer does not go backwards"},
           Broken{"c0", 0, 0, "RFC 1035 4.1.4: compression pointer cut off"},
           Broken{"4161", 0, 0, "RFC 1035 4.1.4: reserved label type"},
           Broken{"8161", 0, 0, "RFC 1035 4.1.4: reserved label type"},
           Broken{"0361", 0, 0, "RFC 1035 3.1: label runs past the end"},
           Broken{"0161", 0, 2, "RFC 1035 3.1: name runs past the end"},
       }) {
    const Bytes message = hex(c.bytes);
    ByteReader reader(message);
    EXPECT_TRUE(reader.bytes(c.at));
    const auto parsed = Name::from_wire(reader, message);
    ASSERT_FALSE(parsed) << c.bytes;
    EXPECT_EQ(parsed.error(), (ParseError{c.offset, c.rule})) << c.bytes;
  }
}

TEST(Name, AChainOfPointersCannotMakeALongName) {
  // Every pointer goes back by one label of 63 octets: the sum passes 255 octets.
  ByteWriter message;
  message.u8(0);
  std::size_t previous = 0;
  for (int i = 0; i < 5; ++i) {
    const std::size_t here = message.size();
    message.u8(63).append(Bytes(63, 'a')).u16(static_cast<std::uint16_t>(0xc000 | previous));
    previous = here;
  }
  ByteReader reader(message.bytes());
  EXPECT_TRUE(reader.bytes(previous));
  const auto parsed = Name::from_wire(reader, message.bytes());
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().rule, "RFC 1035 2.3.4: name longer than 255 octets");
}

TEST(Name, KnowsItsPlaceInTheTree) {
  EXPECT_TRUE(name("mx.example.test").is_within(name("EXAMPLE.test")));
  EXPECT_TRUE(name("example.test").is_within(name("example.test")));
  EXPECT_TRUE(name("example.test").is_within(Name()));
  EXPECT_FALSE(name("badexample.test").is_within(name("example.test")));
  EXPECT_FALSE(name("test").is_within(name("example.test")));
  EXPECT_FALSE(name("a\\.example.test").is_within(name("example.test"))) << "an escaped dot ends no label";
  EXPECT_EQ(name("mx.example.test").parent(), name("example.test"));
  EXPECT_EQ(Name().parent(), Name());
  const auto child = name("example.test").child("_mta-sts");
  ASSERT_TRUE(child);
  EXPECT_EQ(child->to_text(), "_mta-sts.example.test");
  EXPECT_FALSE(name("example.test").child(""));
}

TEST(Name, TellsHostNamesFromOthers) {
  for (const std::string_view text :
       {"mx.example.test", "MX1.example.test", "1.example.test", "xn--mller-kva.test", "a"}) {
    EXPECT_TRUE(name(text).is_host_name()) << text;
  }
  for (const std::string_view text : {".", "_25._tcp.example.test", "-a.test", "a-.test", "a b.test", "m\\252ller.test",
                                      "a\\.b.test", "a\\000.test"}) {
    EXPECT_FALSE(name(text).is_host_name()) << text;
  }
}

}  // namespace
}  // namespace mailglass::dns
