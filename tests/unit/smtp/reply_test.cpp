#include "smtp/reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "captured.h"

namespace mailglass::smtp {
namespace {

Parsed<std::optional<Reply>> read(std::string_view text, ByteView* rest = nullptr, std::size_t offset = 0) {
  ReplyReader reader(offset);
  ByteView bytes = view_of(text);
  auto result = reader.feed(bytes);
  if (rest) *rest = bytes;
  return result;
}

TEST(Reply, KeepsEveryLineAndItsPlace) {
  // The EHLO answer of RFC 3207 section 5.
  const std::string_view text =
      "250-mail.imc.org offers a warm hug of welcome\r\n250-8BITMIME\r\n250-STARTTLS\r\n250 DSN\r\n";
  const auto result = read(text, nullptr, 1000);
  ASSERT_TRUE(result && *result);
  const Reply& reply = **result;
  EXPECT_EQ(reply.code, 250);
  ASSERT_EQ(reply.lines.size(), 4U);
  EXPECT_EQ(reply.lines[0].text, "mail.imc.org offers a warm hug of welcome");
  EXPECT_EQ(reply.lines[2].text, "STARTTLS");
  EXPECT_EQ(text.substr(reply.lines[2].range.offset - 1000, reply.lines[2].range.length), "250-STARTTLS\r\n");
  EXPECT_EQ(reply.range, (ByteRange{1000, text.size()}));
  EXPECT_EQ(reply.text(), "mail.imc.org offers a warm hug of welcome\n8BITMIME\nSTARTTLS\nDSN");
}

TEST(Reply, IsTheSameHoweverItsBytesArrive) {
  const std::string_view text = "220-mx.example.test ESMTP\r\n220-please\n220 wait\r\n";
  const auto whole = read(text);
  ASSERT_TRUE(whole && *whole);
  for (std::size_t split = 1; split < text.size(); ++split) {
    ReplyReader reader;
    ByteView first = view_of(text.substr(0, split));
    ByteView second = view_of(text.substr(split));
    const auto before = reader.feed(first);
    ASSERT_TRUE(before && !*before) << split;
    EXPECT_EQ(reader.partial().size(), split >= 38 ? 2U : split >= 27 ? 1U : 0U) << split;
    const auto after = reader.feed(second);
    ASSERT_TRUE(after && *after) << split;
    EXPECT_EQ((*after)->text(), (*whole)->text());
    EXPECT_EQ((*after)->range, (*whole)->range);
    EXPECT_TRUE((*after)->lines[1].bare_lf);
    EXPECT_FALSE((*after)->lines[2].bare_lf);
  }
}

TEST(Reply, NeverSwallowsWhatStandsBehindIt) {
  ByteView rest;
  const auto result = read("220 Ready to start TLS\r\n250 injected\r\n", &rest);
  ASSERT_TRUE(result && *result);
  EXPECT_EQ(text_of(rest), "250 injected\r\n");
}

TEST(Reply, AfterAReplyTheReaderCountsOn) {
  ReplyReader reader;
  const std::string_view text = "220 a\r\n250 b\r\n";
  ByteView bytes = view_of(text);
  ASSERT_TRUE(reader.feed(bytes));
  const auto second = reader.feed(bytes);
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->range, (ByteRange{7, 7}));
}

struct Odd {
  const char* name;
  std::string text;
  int code, first;
  std::size_t lines;
  std::vector<std::string> breaks;
};
class OddReply : public testing::TestWithParam<Odd> {};
TEST_P(OddReply, IsReadAsSendersDoAndTold) {
  const Odd& odd = GetParam();
  const auto result = read(odd.text);
  ASSERT_TRUE(result && *result);
  const Reply& reply = **result;
  EXPECT_EQ(reply.code, odd.code);
  EXPECT_EQ(reply.first().code, odd.first);
  EXPECT_EQ(reply.lines.size(), odd.lines);
  std::vector<std::string> breaks;
  for (const Break kind : breaks_of(reply)) breaks.emplace_back(to_string(kind));
  EXPECT_EQ(breaks, odd.breaks);
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, OddReply,
    testing::Values(Odd{"in_order", "250-a\r\n250 b\r\n", 250, 250, 2, {}},
                    Odd{"blank_line_first", "\r\n220 a\r\n", 220, 220, 2, {"line-without-code"}},
                    Odd{"text_between", "250-a\r\nhello\r\n250 b\r\n", 250, 250, 3, {"line-without-code"}},
                    Odd{"two_digits", "22\r\n220 b\r\n", 220, 220, 2, {"line-without-code"}},
                    Odd{"no_blank", "220_x\r\n220 b\r\n", 220, 220, 2, {"line-without-code"}},
                    Odd{"four_digits", "2200 x\r\n220 b\r\n", 220, 220, 2, {"line-without-code"}},
                    Odd{"tab", "220\tx\r\n220 b\r\n", 220, 220, 2, {"line-without-code"}},
                    Odd{"code_changes", "250-a\r\n554-b\r\n220 c\r\n", 220, 250, 3, {"code-changes"}},
                    Odd{"code_below", "199 x\r\n", 199, 199, 1, {"code-range"}},
                    Odd{"code_above", "600 x\r\n", 600, 600, 1, {"code-range"}},
                    Odd{"bare_lf", "250-a\n250 b\r\n", 250, 250, 2, {"bare-lf"}},
                    Odd{"more_cr", "250-a\r\r\n250 b\r\n", 250, 250, 2, {"carriage-returns"}},
                    Odd{"nul", std::string("250-a\0b\r\n250 b\r\n", 16), 250, 250, 2, {"nul"}},
                    Odd{"nul_behind_code", std::string("220\0\r\n", 6), 220, 220, 1, {}},
                    Odd{"long_line", "220 " + std::string(5000, 'x') + "\r\n", 220, 220, 1, {"long-line"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Reply, TakesLinesWithoutEndOfReplyForItsBeginning) {
  const auto result = read("hello\r\n220-teaser\r\n");
  ASSERT_TRUE(result);
  EXPECT_FALSE(*result);
}

TEST(Reply, IsNoneWhereBytesAreNoText) {
  for (const auto& [text, offset] :
       {std::pair{"\x16\x03\x01", 0U}, std::pair{"2\x01", 1U}, std::pair{"hi\r\nx\x02", 5U}}) {
    const auto result = read(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().offset, offset);
    EXPECT_EQ(result.error().rule, "RFC 5321 4.2: a reply begins with three digits");
  }
  EXPECT_TRUE(read("220 \x01\r\n")) << "behind a code anything may stand";
}

TEST(Reply, IsBoundedInEveryDirection) {
  const auto long_line = read("220 " + std::string(1 << 20, 'x'));
  ASSERT_FALSE(long_line);
  EXPECT_LE(long_line.error().offset, kMaxReply + 1);
  std::string many;
  for (std::size_t i = 0; i < 2 * kMaxLines; ++i) many += "220-\r\n";
  EXPECT_FALSE(read(many));
  std::string wide;
  for (std::size_t i = 0; i < 300; ++i) wide += "220-" + std::string(1000, 'x') + "\r\n";
  const auto big = read(wide);
  ASSERT_FALSE(big);
  EXPECT_LE(big.error().offset, kMaxReply + 1);
}

TEST(Reply, AcceptsWhatRealServersSendBesideTheStandard) {
  for (const std::string_view text : {"220\r\n", "220 \r\n", "220-a\r\n220\r\n", "220 long \xe4\xff\r\n", "354 a\n"}) {
    const auto result = read(text);
    EXPECT_TRUE(result && *result) << text;
  }
  const Bytes with_zero = hex("323230 20 61 00 62 0d0a");
  const auto result = read(text_of(with_zero));
  ASSERT_TRUE(result && *result);
  EXPECT_EQ((*result)->lines.front().text, text_of(hex("61 00 62")));
}

struct Coded {
  std::string_view text;
  std::optional<EnhancedCode> code;
};
TEST(Reply, FindsEnhancedStatusCodes) {
  for (const Coded& c :
       {Coded{"454 4.7.0 TLS not available\r\n", EnhancedCode{4, 7, 0}}, Coded{"554 5.7.1\r\n", EnhancedCode{5, 7, 1}},
        Coded{"250 2.1.0 ok\r\n", EnhancedCode{2, 1, 0}}, Coded{"550 5.7.25x\r\n", std::nullopt},
        Coded{"220 10.0.0.1 hi\r\n", std::nullopt}, Coded{"220 2.0.0.1 hi\r\n", std::nullopt},
        Coded{"421 4.7 x\r\n", std::nullopt}, Coded{"250 3.1.1 x\r\n", std::nullopt},
        Coded{"550 5.7.1000 x\r\n", std::nullopt}}) {
    const auto result = read(c.text);
    ASSERT_TRUE(result && *result) << c.text;
    EXPECT_EQ((*result)->enhanced, c.code) << c.text;
  }
}

TEST(Reply, SaysWhatClassItIsOf) {
  const auto of = [](std::string_view text) { return **read(text); };
  EXPECT_TRUE(of("250 \r\n").positive());
  EXPECT_TRUE(of("421 \r\n").transient());
  EXPECT_TRUE(of("554 \r\n").permanent());
  EXPECT_FALSE(of("354 \r\n").positive() || of("354 \r\n").transient() || of("354 \r\n").permanent());
}

EhloResponse ehlo(std::string_view text) {
  return parse_ehlo(**read(text));
}

TEST(Ehlo, ReadsKeywordsAndParameters) {
  // Postfix 3.7.
  const std::string_view text =
      "250-mx.example.test\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-VRFY\r\n250-ETRN\r\n250-starttls\r\n250-AUTH "
      "PLAIN LOGIN\r\n"
      "250-AUTH=PLAIN\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-DSN\r\n250 CHUNKING\r\n";
  const EhloResponse response = ehlo(text);
  EXPECT_EQ(response.domain, "mx.example.test");
  EXPECT_EQ(response.capabilities.size(), 11U);
  ASSERT_TRUE(response.find("STARTTLS"));
  const ByteRange range = response.find("STARTTLS")->range;
  EXPECT_EQ(text.substr(range.offset, range.length), "250-starttls\r\n");
  ASSERT_TRUE(response.find("AUTH"));
  EXPECT_THAT(response.find("AUTH")->params, testing::ElementsAre("PLAIN", "LOGIN"));
  EXPECT_EQ(response.find("BINARYMIME"), nullptr);
}

TEST(Ehlo, FindsStarttlsAsLastLineAndAsTheOnlyOne) {
  EXPECT_TRUE(ehlo("250-mx\r\n250 STARTTLS\r\n").find("STARTTLS"));
  EXPECT_TRUE(ehlo("250 STARTTLS\r\n").find("STARTTLS"));
  EXPECT_FALSE(ehlo("250 mx STARTTLS\r\n").find("STARTTLS"));
  EXPECT_FALSE(ehlo("250-STARTTLS\r\n250 SIZE\r\n").find("STARTTLS")) << "the first line is the greeting";
  EXPECT_FALSE(ehlo("250-mx\r\n250-XXXXXXXA\r\n250 SIZE\r\n").find("STARTTLS"));
}

TEST(Ehlo, KeepsLinesThatAreNoKeyword) {
  const EhloResponse response = ehlo("250-mx\r\n250-\r\n250-*** stars\r\n250 SIZE\r\n");
  ASSERT_EQ(response.capabilities.size(), 3U);
  EXPECT_EQ(response.capabilities[0].keyword, "");
  EXPECT_EQ(response.capabilities[1].keyword, "");
  EXPECT_THAT(response.capabilities[1].params, testing::ElementsAre("***", "stars"));
}

}  // namespace
}  // namespace mailglass::smtp
