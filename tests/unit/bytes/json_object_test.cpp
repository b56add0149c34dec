#include "bytes/json_object.h"

#include <gtest/gtest.h>

namespace mailglass {
namespace {

struct Row {
  const char *name, *text;
  bool within;
};
class Bounds : public testing::TestWithParam<Row> {};
TEST_P(Bounds, AreLookedAtBeforeAnythingIsMadeOfAText) {
  EXPECT_EQ(within(GetParam().text, {.depth = 2, .values = 4}), GetParam().within);
}
INSTANTIATE_TEST_SUITE_P(Texts, Bounds,
                         testing::Values(Row{"nothing", "", true}, Row{"as_deep_as_may_be", R"({"a":[1]})", true},
                                         Row{"deeper", R"({"a":[[1]]})", false},
                                         Row{"no_json_and_deeper", "[[[", false}, Row{"closed_again", "[[],[]]", true},
                                         Row{"closed_more_often_than_opened", "]]][[", true},
                                         Row{"as_many_as_may_be", "[1,2,3,4]", true}, Row{"more", "[1,2,3,4,5]", false},
                                         Row{"brackets_in_a_text", R"(["[[[[,,,,{{{{"])", true},
                                         Row{"a_quote_in_a_text", R"(["\"[[[[,,,,"])", true},
                                         Row{"a_backslash_at_the_end_of_a_text", R"(["\\",[[1]]])", false},
                                         Row{"a_text_without_end", R"(["[[[[)", true}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailglass
