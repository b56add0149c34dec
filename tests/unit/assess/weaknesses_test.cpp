// How many weaknesses an address is said to have.
#include <gtest/gtest.h>

#include "assess/findings.h"

namespace mailglass::assess {
namespace {

using probe::Verdict;

probe::Weakness weakness(const char* code, Verdict verdict) {
  probe::Weakness out{};
  out.code = code;
  out.verdict = verdict;
  return out;
}

TEST(Weaknesses, OnePrimeIsCountedOnceHoweverOftenItIsTold) {
  const struct {
    const char* about;
    Verdict small, common;
    std::size_t grave, open;
  } table[] = {
      {"small and common", Verdict::Present, Verdict::Present, 1, 0},
      {"small, and whether it is a common one is open", Verdict::Present, Verdict::Open, 1, 1},
      {"nothing is known of primes", Verdict::Open, Verdict::Open, 0, 1},
      {"no small one", Verdict::Absent, Verdict::Absent, 0, 0},
  };
  for (const auto& row : table) {
    const WeaknessCount count =
        count_weaknesses({weakness("tls.dh.small", row.small), weakness("tls.dh.common", row.common)});
    EXPECT_EQ(count.grave, row.grave) << row.about;
    EXPECT_EQ(count.open, row.open) << row.about;
    EXPECT_EQ(count.minor, 0U) << row.about;
  }
}

}  // namespace
}  // namespace mailglass::assess
