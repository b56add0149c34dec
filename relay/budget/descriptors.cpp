#include "budget/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace mailglass::relay::budget {
namespace {

/// Kept for the resolver, the log, listening, and files that are read.
constexpr std::uint64_t kForTheRest = 256;

}  // namespace

std::uint64_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return descriptor_limit();
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // if it does not work, the door is smaller
  return descriptor_limit();
}

std::uint64_t descriptor_limit() {
  constexpr std::uint64_t kLeast = 256;  // POSIX promises fewer, no system has them
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<std::uint64_t>(limit.rlim_cur) : kLeast;
}

std::uint32_t places_at_the_door(const Config& config, std::uint64_t limit) {
  const std::uint64_t sessions = config.budget.sessions;
  const std::uint64_t inside =
      sessions * (1 + std::uint64_t{config.limits.streams}) + config.budget.patient_probes + kForTheRest;
  const std::uint64_t left = std::max(limit / 4, limit > inside ? limit - inside : 0);
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(left, 1, config.budget.door_connections));
}

}  // namespace mailglass::relay::budget
