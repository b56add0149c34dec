#pragma once
// Bytes that nobody can foresee, from the system.

#include <array>
#include <cstdint>
#include <optional>

#include "guard/seal.h"

namespace mailglass::relay::guard {

std::optional<std::array<std::uint8_t, kFreshBytes>> fresh_bytes();

}  // namespace mailglass::relay::guard
