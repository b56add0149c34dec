#include "probe/pace.h"

#include <algorithm>
#include <limits>

namespace mailglass::probe {
namespace {

constexpr std::uint64_t kSecond = 1'000'000;
// Postfix's anvil and most others count connections per minute; a little more than the window clears it whether it is
// fixed or sliding.
constexpr std::uint64_t kWindow = 60 * kSecond;
constexpr std::uint64_t kWindowAndMore = 62 * kSecond;
constexpr std::uint64_t kLongest = 300 * kSecond;
/// A spacing as wide as this rests on a single welcome in a minute, and somebody else's connections may have used up
/// the rest: after a few more welcomes twice the rate is tried, once.
constexpr std::uint64_t kDoubtful = kWindowAndMore / 2;
constexpr unsigned kCalm = 2;
/// When other connections ran at the same time, their number may have been the reason rather than the rate.
constexpr std::uint64_t kAfterCrowding = 5 * kSecond;

/// Whether more than `span` lies between. A difference, not a sum: times come from whoever wrote the evidence, and a
/// sum near the end of the numbers begins again at zero.
bool longer_ago(std::uint64_t then_us, std::uint64_t now_us, std::uint64_t span) {
  return now_us > then_us && now_us - then_us > span;
}
/// That much later, at most the end of time.
std::uint64_t later(std::uint64_t us, std::uint64_t by) {
  return us + std::min(by, std::numeric_limits<std::uint64_t>::max() - us);
}

}  // namespace

bool Pace::may_start(std::uint64_t now_us) const {
  if (running_ >= concurrency_) return false;
  const auto at = next_at();
  return !at || now_us >= *at;
}

std::optional<std::uint64_t> Pace::next_at() const {
  if (running_ >= concurrency_) return std::nullopt;
  const std::uint64_t spaced = last_start_us_ ? later(*last_start_us_, spacing_us_) : 0;
  return std::max(blocked_until_us_, spaced);
}

void Pace::started(std::uint64_t now_us) {
  ++running_;
  last_start_us_ = now_us;
}

bool Pace::one_is_over() {
  if (running_ > 0) --running_;
  if (stragglers_ == 0) return false;
  --stragglers_;
  return true;
}

void Pace::ended() {
  one_is_over();
}

void Pace::forget_welcomes_before(std::uint64_t now_us) {
  while (!welcomed_at_.empty() && longer_ago(welcomed_at_.front(), now_us, kWindow)) welcomed_at_.pop_front();
}

void Pace::welcomed(std::uint64_t now_us, std::optional<std::uint64_t> greeting_us) {
  one_is_over();
  strikes_ = 0;
  if (spacing_us_ > kDoubtful && spacing_us_ / 2 > refused_spacing_us_ && ++calm_ >= kCalm) {
    spacing_us_ /= 2;
    calm_ = 0;
  }
  ++welcomes_;
  welcomed_at_.push_back(now_us);
  forget_welcomes_before(now_us);
  if (!greeting_us) return;
  if (!first_greeting_us_) first_greeting_us_ = greeting_us;
  // A greeting that takes much longer than the first one is a server pushing back.
  constexpr std::uint64_t kTimes = 4, kSlack = 2 * kSecond;
  if (*greeting_us / kTimes > *first_greeting_us_ && *greeting_us - *first_greeting_us_ * kTimes > kSlack) {
    concurrency_ = 1;
    spacing_us_ = std::max(spacing_us_, kSecond);
  }
}

void Pace::throttled(std::uint64_t now_us) {
  const bool straggler = one_is_over();
  const bool crowded = concurrency_ > 1 && running_ > 0 && strikes_ == 0;
  concurrency_ = 1;
  calm_ = 0;
  // One burst is one strike, however many of it are refused.
  if (!straggler || strikes_ == 0) ++strikes_;
  stragglers_ = running_;
  if (crowded) {
    blocked_until_us_ = std::max(blocked_until_us_, later(now_us, kAfterCrowding));
    return;
  }
  forget_welcomes_before(now_us);
  // As many as were welcome in the last minute are welcome in every minute.
  const std::uint64_t bearable = kWindowAndMore / std::max<std::uint64_t>(welcomed_at_.size(), 1);
  refused_spacing_us_ = std::max(refused_spacing_us_, spacing_us_);
  spacing_us_ = std::min(std::max(bearable, spacing_us_ + spacing_us_ / 2), kLongest);
  std::uint64_t pause = kWindowAndMore;
  for (unsigned strike = 1; strike < strikes_ && pause < kLongest; ++strike) pause *= 2;
  blocked_until_us_ = std::max(blocked_until_us_, later(now_us, std::min(pause, kLongest)));
}

}  // namespace mailglass::probe
