#include "cli/text/paper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "speech/printable_text.h"

namespace mailglass::cli {
namespace {

struct Rendering {
  std::string_view given, shown;
};
TEST(PrintableText, LetsNothingThroughThatSteersATerminal) {
  const Rendering table[] = {
      {"plain ~ text", "plain ~ text"},
      {"\x1b[2J", "\\x1b[2J"},
      {"a\r\nb\tc", "a\\r\\nb\\x09c"},
      {std::string_view("\0", 1), "\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "2J",
       "\\xc2\\x9b2J"},  // CSI as one C1 character
      {"\xe2\x80\xae"
       "moc",
       "\\xe2\\x80\\xaemoc"},      // right-to-left override
      {"\xd0\xb0", "\\xd0\\xb0"},  // a Cyrillic letter that looks like a
      {"already \\x1b escaped", "already \\x1b escaped"},
      {"Checking … – can’t", "Checking … – can’t"},
      {"\xe2\x80", "\\xe2\\x80"},  // a mark cut short
  };
  for (const Rendering& row : table) EXPECT_EQ(printable_text(row.given), row.shown);
}

TEST(SteadyText, KeepsOurOwnWordsInAnyLanguageAndNothingThatSteersATerminal) {
  const Rendering table[] = {
      {"Prüfung … – „é“", "Prüfung … – „é“"},
      {"\xd9\x86\xd8\xb9\xd9\x85", "\xd9\x86\xd8\xb9\xd9\x85"},  // Arabic
      {"\x1b[2J", "\\x1b[2J"},
      {"\x7f\xc2\x9b", "\\x7f\\xc2\\x9b"},
      {"\xe2\x80\xae", "\\xe2\\x80\\xae"},  // right-to-left override
      {"\xe2\x81\xa6", "\\xe2\\x81\\xa6"},  // left-to-right isolate
      {"\xe2\x80", "\\xe2\\x80"},           // cut short
  };
  for (const Rendering& row : table) EXPECT_EQ(steady_text(row.given), row.shown);
}

TEST(Paper, WrapsAtItsWidthAndCountsColumnsNotBytes) {
  Paper paper({24, false});
  paper.text(2, "one two three four five six … … … seven");
  EXPECT_EQ(paper.take(), "  one two three four\n  five six … … … seven\n");
}

TEST(Paper, LeavesOutWhatSetsWordsApartForAPage) {
  Paper paper({40, false});
  paper.text(0, Words("ar").say("said.key-curve", {{"type", "EC"}, {"curve", "P-256"}}));
  paper.row(0, "\u2068a\u2069", "\u2066b\u2069\x1b");
  EXPECT_EQ(paper.take(), "EC, P-256\na                       b\\x1b\n");
}

TEST(Paper, KeepsAWordThatIsTooLongWhole) {
  Paper paper({20, false});
  paper.text(4, "a TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 b");
  EXPECT_EQ(paper.take(), "    a\n    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n    b\n");
}

TEST(Paper, SetsARowsTextInAColumn) {
  Paper paper({50, false});
  paper.row(2, "Label", "a text that goes on in the same column");
  paper.row(2, "A label wider than its column", "text");
  EXPECT_EQ(paper.take(),
            "  Label                   a text that goes on in\n"
            "                          the same column\n"
            "  A label wider than its column\n"
            "                          text\n");
}

TEST(Paper, ColoursEachLineByItselfAndOnlyWhenWanted) {
  Paper plain({40, false}), coloured({40, true});
  for (Paper* paper : {&plain, &coloured}) {
    paper->text(0, "bad", Ink::Bad);
    paper->row(0, "label", "\x1b[0m good", Ink::Good);
    paper->text(0, "as usual");
  }
  EXPECT_THAT(plain.take(), testing::Not(testing::HasSubstr("\x1b")));
  EXPECT_EQ(coloured.take(),
            "\x1b[31mbad\x1b[0m\n"
            "label                   \x1b[32m\\x1b[0m good\x1b[0m\n"
            "as usual\n");
}

}  // namespace
}  // namespace mailglass::cli
