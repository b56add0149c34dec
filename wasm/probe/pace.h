#pragma once
// How fast one address is asked. Mail servers limit connections per client and minute; this finds the rate a server
// bears from its refusals, in the caller's time.

#include <cstdint>
#include <deque>
#include <optional>

namespace mailglass::probe {

class Pace {
 public:
  explicit Pace(unsigned concurrency) : concurrency_(concurrency) {}

  /// A connection may start now.
  [[nodiscard]] bool may_start(std::uint64_t now_us) const;
  /// When it is worth asking again, if only time stands in the way; none while running connections do.
  [[nodiscard]] std::optional<std::uint64_t> next_at() const;

  void started(std::uint64_t now_us);
  /// The server took the connection and let us speak TLS.
  void welcomed(std::uint64_t now_us, std::optional<std::uint64_t> greeting_us);
  /// The server turned the connection away for its rate, as far as one can tell.
  void throttled(std::uint64_t now_us);
  /// The connection ended in another way.
  void ended();

  [[nodiscard]] unsigned running() const { return running_; }
  [[nodiscard]] unsigned concurrency() const { return concurrency_; }
  [[nodiscard]] std::uint64_t spacing_us() const { return spacing_us_; }
  [[nodiscard]] bool slowed() const { return spacing_us_ > 0; }
  /// Refusals since the last welcome.
  [[nodiscard]] unsigned strikes() const { return strikes_; }
  [[nodiscard]] unsigned welcomes() const { return welcomes_; }

 private:
  /// One that ran is over; whether it was already under way when the last refusal came.
  bool one_is_over();
  /// Those more than a minute ago.
  void forget_welcomes_before(std::uint64_t now_us);

  unsigned concurrency_;
  unsigned running_ = 0;
  unsigned strikes_ = 0;
  unsigned welcomes_ = 0;
  unsigned stragglers_ = 0;               ///< still running that started before the last refusal
  unsigned calm_ = 0;                     ///< welcomes since the spacing last changed
  std::uint64_t refused_spacing_us_ = 0;  ///< the widest spacing that was refused
  std::uint64_t spacing_us_ = 0;
  std::uint64_t blocked_until_us_ = 0;
  std::optional<std::uint64_t> last_start_us_;
  std::optional<std::uint64_t> first_greeting_us_;
  std::deque<std::uint64_t> welcomed_at_;  ///< within the last minute
};

}  // namespace mailglass::probe
