#pragma once
// What the relay counts about itself, for its metrics and for a stop that waits for running checks. Plain numbers:
// no client, no domain and no mail server is in it. Used from the relay's one thread.

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "wire/control.h"

namespace mailglass::relay::metrics {

/// How often a value was at most so large, for values in seconds.
class Histogram {
 public:
  static constexpr std::array kBounds{0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0};
  void observe(std::chrono::duration<double> value);
  /// Those at most kBounds[i]; the last is all of them.
  [[nodiscard]] std::array<std::uint64_t, kBounds.size() + 1> cumulative() const;
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double sum() const { return sum_; }

 private:
  std::array<std::uint64_t, kBounds.size() + 1> buckets_{};
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

struct Tally {
  std::uint32_t sessions_open = 0;
  std::uint32_t probes_running = 0;   ///< those that wait for their turn included
  std::uint32_t lookups_running = 0;  ///< asked by pages
  std::uint64_t sessions = 0;
  std::uint64_t bytes_from_servers = 0, bytes_to_servers = 0;
  std::map<wire::End, std::uint64_t> probes;         ///< by how they ended
  std::map<wire::DnsStatus, std::uint64_t> lookups;  ///< by what came of them
  std::map<std::string, std::uint64_t, std::less<>> refusals;
  Histogram turns;

  /// `rule` is one of the table's in docs/protocol.md.
  void refused(std::string_view rule);
  [[nodiscard]] bool idle() const { return probes_running == 0 && lookups_running == 0; }
};

}  // namespace mailglass::relay::metrics
