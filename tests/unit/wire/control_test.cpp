#include "wire/control.h"

#include <gtest/gtest.h>

#include "captured.h"
#include "wire/frame.h"

namespace mailglass::wire {
namespace {

TEST(Control, AMessageOverTheBoundIsNotEvenParsed) {
  const auto message = decode_from_page(std::string(kMaxText + 1, ' '));
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error(), (ParseError{kMaxText, "message-size: a text message has at most 128 KiB"}));
}

TEST(Control, DeepNestingCostsNoStack) {
  const std::string open(kMaxText - 1, '[');
  const auto message = decode_from_page(open);
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().rule, "message-depth: nested too deeply");
  EXPECT_TRUE(decode_from_page(R"({"type":"open","domain":"[[[[[[[[[[\"[[["})")) << "brackets in a text are no nesting";
}

TEST(Control, TheLargestDnsMessageAndClientHelloFit) {
  const Answer answer{1, DnsStatus::Insecure, std::string(2048, 'x'), 1, Bytes(65535, 0xab)};
  const std::string text = encode(FromRelay(answer));
  EXPECT_LE(text.size(), kMaxText);
  const auto read = decode_from_relay(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<Answer>(*read).message, answer.message);
  const Probe probe{1, ServiceId::Smtp, "mx.example.test", "192.0.2.1", Bytes(kMaxClientHello, 1)};
  EXPECT_TRUE(decode_from_page(encode(FromPage(probe))));
}

TEST(Control, WordsOfStrangersCannotBreakTheEncoding) {
  // Not UTF-8: replaced, so that the text message stays valid.
  const std::string text = encode(FromRelay(Closed{1, End::NotSmtp, Stage::Greeting, "\xff\xfe\"\n", 5}));
  const auto read = decode_from_relay(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<Closed>(*read).why, "\xef\xbf\xbd\xef\xbf\xbd\"\n");
}

TEST(Frame, CarriesAsMuchAsItMayAndNoMore) {
  Frame frame{1, Direction::FromServer, 0, 0, Bytes(kMaxFrameBytes, 7)};
  Bytes wire = encode(frame);
  EXPECT_EQ(wire.size(), kFrameHeader + kMaxFrameBytes);
  ASSERT_TRUE(decode(wire));
  EXPECT_EQ(*decode(wire), frame);
  wire.push_back(7);
  EXPECT_FALSE(decode(wire));
}

TEST(Words, RoundTripAndStrangersAreRefused) {
  for (int i = 0; i < 9; ++i) {
    const auto end = static_cast<End>(i);
    EXPECT_EQ(end_from(to_string(end)), end);
  }
  EXPECT_EQ(end_from(""), std::nullopt);
  EXPECT_EQ(stage_from("Greeting"), std::nullopt);
  EXPECT_EQ(port25_from("closed"), std::nullopt);
  EXPECT_EQ(word_from("mail"), std::nullopt);
  EXPECT_EQ(dns_status_from("secure "), std::nullopt);
}

}  // namespace
}  // namespace mailglass::wire
