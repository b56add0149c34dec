#pragma once
// File descriptors: each connection is one, and this process has only so many.

#include <cstdint>

#include "config/config.h"

namespace mailglass::relay::budget {

/// Raises this process's limit as far as the system lets it. What it is then.
std::uint64_t raise_descriptor_limit();
[[nodiscard]] std::uint64_t descriptor_limit();

/// How many connections that are no session may be open at once: what is set, but no more than is left when all
/// sessions run all their probes; and of very few descriptors a quarter.
std::uint32_t places_at_the_door(const Config& config, std::uint64_t limit);

}  // namespace mailglass::relay::budget
