#include "policy/mta_sts_record.h"

#include <gtest/gtest.h>

namespace mailglass::policy {
namespace {

struct Case {
  std::string_view name, text;
  std::optional<std::string_view> id;  ///< none: it is no MTA-STS record
};
class MtaStsRecords : public testing::TestWithParam<Case> {};
TEST_P(MtaStsRecords, AreReadAsRfc8461HasThem) {
  const auto record = read_mta_sts_record(GetParam().text);
  EXPECT_EQ(record.has_value(), GetParam().id.has_value());
  if (record && GetParam().id) {
    EXPECT_EQ(record->id, *GetParam().id);
  }
}
INSTANTIATE_TEST_SUITE_P(
    Section31, MtaStsRecords,
    testing::Values(
        Case{"Example", "v=STSv1; id=20160831085700Z;", "20160831085700Z"},
        Case{"WithoutASemicolonAtTheEnd", "v=STSv1; id=1", "1"},
        Case{"BehindAnExtension", "v=STSv1;a=b ;\tid=20261125T07 ;", "20261125T07"},
        Case{"OfTheGreatestLength", "v=STSv1; id=12345678901234567890123456789012", "12345678901234567890123456789012"},
        Case{"TooLong", "v=STSv1; id=123456789012345678901234567890123", ""},
        Case{"WithAnotherSign", "v=STSv1; id=2026-11-25;", ""}, Case{"WithoutAnId", "v=STSv1; a=b;", ""},
        Case{"WithAnEmptyId", "v=STSv1; id=;", ""}, Case{"OnlyTheFirstIdCounts", "v=STSv1; id=-; id=1", ""},
        Case{"InOtherCase", "v=STSv1; ID=1", ""}, Case{"OfNothingElse", "v=STSv1;", ""},
        Case{"WithABlankBeforeTheSemicolon", "v=STSv1 ; id=1", "1"}, Case{"WithATabBeforeIt", "v=STSv1\t;id=1;", "1"},
        Case{"WithoutASemicolonBehindTheBlank", "v=STSv1 id=1", std::nullopt},
        Case{"WithoutItsSemicolon", "v=STSv1", std::nullopt}, Case{"OfAnotherVersion", "v=STSv2; id=1", std::nullopt},
        Case{"BehindABlank", " v=STSv1; id=1", std::nullopt}, Case{"Spf", "v=spf1 -all", std::nullopt},
        Case{"Empty", "", std::nullopt}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace mailglass::policy
