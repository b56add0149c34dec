#include "assess/number_words.h"

#include <gtest/gtest.h>

namespace mailglass::assess {
namespace {

TEST(SmallNumbers, AreSaidInWords) {
  EXPECT_EQ(number_word(0), "no");
  EXPECT_EQ(number_word(1), "one");
  EXPECT_EQ(number_word(12), "twelve");
  EXPECT_EQ(first_number_word(1), "One");
  EXPECT_EQ(first_number_word(8), "Eight");
}

TEST(LargeNumbers, AreSaidInDigits) {
  EXPECT_EQ(number_word(13), "13");
  EXPECT_EQ(first_number_word(20), "20");
}

}  // namespace
}  // namespace mailglass::assess
