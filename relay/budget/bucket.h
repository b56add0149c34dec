#pragma once
// So many in a burst, and so many that come back within a minute.

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace mailglass::relay::budget {

using Clock = std::chrono::steady_clock;
inline constexpr auto kMinute = std::chrono::minutes(1);

class Bucket {
 public:
  Bucket(std::uint32_t burst, std::uint32_t per_minute)
      : refill_(Clock::duration(kMinute) / per_minute), burst_(burst) {}

  /// Other numbers from now on; what was taken stays so.
  void resize(std::uint32_t burst, std::uint32_t per_minute) {
    refill_ = Clock::duration(kMinute) / per_minute;
    burst_ = burst;
  }
  /// When the next one may be taken: a time that has passed if it is there already. Each one taken puts the rest off by
  /// one refill; the whole burst is used up when it is that many away.
  [[nodiscard]] Clock::time_point ready(Clock::time_point now) const {
    return std::max(rest_, now) + refill_ - refill_ * burst_;
  }
  void take(Clock::time_point now) { rest_ = std::max(rest_, now) + refill_; }
  /// The whole burst is there.
  [[nodiscard]] bool full(Clock::time_point now) const { return rest_ <= now; }

 private:
  Clock::duration refill_;
  std::uint32_t burst_;
  Clock::time_point rest_{};  ///< when the whole burst is there again, if nothing more is taken
};

}  // namespace mailglass::relay::budget
