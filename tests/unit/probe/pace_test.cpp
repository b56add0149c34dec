// Times come from whoever wrote the evidence: none of them may do harm.

#include "probe/pace.h"

#include <gtest/gtest.h>

#include <limits>

namespace mailglass::probe {
namespace {

constexpr std::uint64_t kSecond = 1'000'000, kEnd = std::numeric_limits<std::uint64_t>::max();

TEST(Pace, BearsWelcomesAtTheEndOfTime) {
  Pace pace(2);
  for (const std::uint64_t at : {kEnd - kSecond, kEnd - 1, kEnd}) {
    pace.started(at);
    pace.welcomed(at, kEnd);
  }
  EXPECT_EQ(pace.welcomes(), 3U);
  EXPECT_EQ(pace.running(), 0U);
}

TEST(Pace, WaitsAfterARefusalAtTheEndOfTimeAsAtAnyOther) {
  Pace pace(1);
  pace.started(kEnd - kSecond);
  pace.throttled(kEnd - kSecond);
  EXPECT_EQ(pace.next_at(), kEnd);
  EXPECT_FALSE(pace.may_start(kEnd - 1)) << "a pause that began again at zero would be over long since";
}

TEST(Pace, CountsTheWelcomesOfTheLastMinuteAlsoWhereTimeGoesBack) {
  Pace pace(1);
  const auto welcome = [&](std::uint64_t at) {
    pace.started(at);
    pace.welcomed(at, std::nullopt);
  };
  welcome(500 * kSecond);
  welcome(100 * kSecond);
  pace.started(100 * kSecond);
  pace.throttled(100 * kSecond);
  EXPECT_EQ(pace.spacing_us(), 31 * kSecond) << "two in 62 seconds";
}

TEST(Pace, ForgetsWelcomesOlderThanAMinute) {
  Pace pace(1);
  for (const std::uint64_t at : {0 * kSecond, 10 * kSecond, 61 * kSecond}) {
    pace.started(at);
    pace.welcomed(at, std::nullopt);
  }
  pace.started(62 * kSecond);
  pace.throttled(62 * kSecond);
  EXPECT_EQ(pace.spacing_us(), 31 * kSecond) << "two in 62 seconds";
}

struct GreetingRow {
  const char* name;
  std::uint64_t first, later;
  unsigned concurrency;
};
class Greetings : public testing::TestWithParam<GreetingRow> {};
TEST_P(Greetings, ThatTakeMuchLongerThanTheFirstSlowThePace) {
  Pace pace(2);
  for (const std::uint64_t greeting : {GetParam().first, GetParam().later}) {
    pace.started(0);
    pace.welcomed(0, greeting);
  }
  EXPECT_EQ(pace.concurrency(), GetParam().concurrency);
}
INSTANTIATE_TEST_SUITE_P(Rows, Greetings,
                         testing::Values(GreetingRow{"four_times_and_two_seconds", kSecond, 6 * kSecond, 2},
                                         GreetingRow{"a_little_more", kSecond, 6 * kSecond + 1, 1},
                                         GreetingRow{"shorter", 6 * kSecond, kSecond, 2},
                                         GreetingRow{"both_near_the_end_of_time", kEnd - 1, kEnd, 2},
                                         GreetingRow{"a_first_whose_quadruple_is_no_number", kEnd / 2, kEnd, 2}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailglass::probe
