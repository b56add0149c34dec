#include "metrics/tally.h"

#include <algorithm>

namespace mailglass::relay::metrics {
namespace {

/// More rules than there are: whatever happens, the table stays small.
constexpr std::size_t kMostRules = 128;

}  // namespace

void Histogram::observe(std::chrono::duration<double> value) {
  const auto* bound = std::lower_bound(kBounds.begin(), kBounds.end(), value.count());
  ++buckets_.at(static_cast<std::size_t>(bound - kBounds.begin()));
  ++count_;
  sum_ += value.count();
}

std::array<std::uint64_t, Histogram::kBounds.size() + 1> Histogram::cumulative() const {
  auto counts = buckets_;
  for (std::size_t i = 1; i < counts.size(); ++i) counts.at(i) += counts.at(i - 1);
  return counts;
}

void Tally::refused(std::string_view rule) {
  if (const auto known = refusals.find(rule); known != refusals.end()) {
    ++known->second;
  } else if (refusals.size() < kMostRules) {
    refusals.emplace(rule, 1);
  }
}

}  // namespace mailglass::relay::metrics
