#pragma once
// Connections to mail servers: which of them wait for their turn, and all that were begun, in order.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "check/probe_run.h"
#include "check/server_run.h"

namespace mailglass::check {

class Schedule {
 public:
  /// A look at an address for the headline, or behind it.
  struct Turn {
    AddressPlace at;
    Proof proof;
  };

  [[nodiscard]] const std::deque<ProbeRun>& probes() const { return probes_; }
  [[nodiscard]] std::deque<ProbeRun>& probes() { return probes_; }
  [[nodiscard]] const ProbeRun* probe(std::uint32_t id) const;
  [[nodiscard]] ProbeRun* find(std::uint32_t id);
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
  /// Those that have a part of what the relay does at once; those that wait for slow servers have none.
  [[nodiscard]] std::size_t running() const;
  [[nodiscard]] bool all_ended() const;
  [[nodiscard]] bool any_waits_long() const;
  /// Nothing waits but for a slow server.
  [[nodiscard]] bool only_slow_ones_wait(const std::vector<ServerRun>& servers) const;

  // For the check that it belongs to.
  void wait(Turn turn) { queue_.push_back(turn); }
  void give_up() { queue_.clear(); }
  /// The first whose address nobody is connected to: there are never two connections to one at once.
  std::optional<Turn> take_turn(const std::vector<ServerRun>& servers);
  ProbeRun& begin(ProbeRun::Plan plan) { return probes_.emplace_back(std::move(plan)); }

 private:
  std::deque<ProbeRun> probes_;  ///< a deque: growing keeps the others in place
  std::deque<Turn> queue_;
};

}  // namespace mailglass::check
