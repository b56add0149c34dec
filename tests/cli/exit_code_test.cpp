#include "cli/exit_code.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "speech/words.h"

namespace mailglass::cli {
namespace {

struct Verdict {
  const char *word, *because;
  int code;
};
TEST(ExitCode, TellsTheVerdict) {
  const Verdict table[] = {
      {"yes", "all-encrypted", 0},
      {"partly", "some-encrypted", 1},
      {"partly", "some-unclear", 1},
      {"no", "none-encrypted", 2},
      {"unknown", "dns-failed", 3},
      {"unknown", "not-established", 3},
      {"unknown", "null-mx", 3},
      {"unknown", "pending", 3},
      {"unknown", "session-failed", 69},
      {"unknown", "relay-without-dns", 69},
      {"unknown", "relay-without-port25", 69},
      {"perhaps", "none-of-our-words", 70},
  };
  for (const Verdict& row : table) {
    EXPECT_EQ(exit_code({{"verdict", {{"word", row.word}, {"because", row.because}}}}), row.code) << row.because;
  }
}

TEST(ExitCode, OfSeveralDomainsIsTheWorst) {
  const int by_worth[] = {0, 3, 1, 2, 69, 73, 70};
  for (std::size_t i = 0; i < std::size(by_worth); ++i) {
    for (std::size_t k = i; k < std::size(by_worth); ++k) {
      EXPECT_EQ(worse(by_worth[i], by_worth[k]), by_worth[k]);
      EXPECT_EQ(worse(by_worth[k], by_worth[i]), by_worth[k]);
    }
  }
}

TEST(ExitCode, EachIsExplainedOnceAndFailuresAreApartFromVerdicts) {
  std::set<int> codes;
  for (const int code : kExitCodes) {
    EXPECT_TRUE(codes.insert(code).second) << code;
    const std::string message = "cli.exit." + std::to_string(code);
    EXPECT_NE(english().say(message), message);
    EXPECT_TRUE(code <= 3 || code >= 64) << code;
  }
}

}  // namespace
}  // namespace mailglass::cli
