#include "check/schedule.h"

#include <algorithm>
#include <string>
#include <utility>

namespace mailglass::check {
namespace {

std::string address_of(const Schedule::Turn& turn, const std::vector<ServerRun>& servers) {
  return servers[turn.at.server].addresses[turn.at.address].address.to_string();
}

}  // namespace

// Ids are given in order, and a large check has many.
const ProbeRun* Schedule::probe(std::uint32_t id) const {
  const auto it = std::lower_bound(probes_.begin(), probes_.end(), id,
                                   [](const ProbeRun& run, std::uint32_t wanted) { return run.plan().id < wanted; });
  return it == probes_.end() || it->plan().id != id ? nullptr : &*it;
}
ProbeRun* Schedule::find(std::uint32_t id) {
  return const_cast<ProbeRun*>(std::as_const(*this).probe(id));
}

std::size_t Schedule::running() const {
  return static_cast<std::size_t>(
      std::count_if(probes_.begin(), probes_.end(), [](const ProbeRun& p) { return !p.end() && !p.patient_ms(); }));
}

bool Schedule::all_ended() const {
  return std::all_of(probes_.begin(), probes_.end(), [](const ProbeRun& p) { return p.end().has_value(); });
}

bool Schedule::any_waits_long() const {
  return std::any_of(probes_.begin(), probes_.end(), [](const ProbeRun& p) { return p.patient_ms(); });
}

bool Schedule::only_slow_ones_wait(const std::vector<ServerRun>& servers) const {
  return std::all_of(queue_.begin(), queue_.end(), [&](const Turn& turn) {
    const std::string address = address_of(turn, servers);
    return std::any_of(probes_.begin(), probes_.end(),
                       [&](const ProbeRun& p) { return p.patient_ms() && p.plan().address == address; });
  });
}

std::optional<Schedule::Turn> Schedule::take_turn(const std::vector<ServerRun>& servers) {
  const auto next = std::find_if(queue_.begin(), queue_.end(), [&](const Turn& turn) {
    const std::string address = address_of(turn, servers);
    return std::none_of(probes_.begin(), probes_.end(),
                        [&](const ProbeRun& p) { return !p.end() && p.plan().address == address; });
  });
  if (next == queue_.end()) return std::nullopt;
  const Turn turn = *next;
  queue_.erase(next);
  return turn;
}

}  // namespace mailglass::check
