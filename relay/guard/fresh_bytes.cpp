#include "guard/fresh_bytes.h"

#include <unistd.h>

namespace mailglass::relay::guard {

std::optional<std::array<std::uint8_t, kFreshBytes>> fresh_bytes() {
  std::array<std::uint8_t, kFreshBytes> bytes{};
  if (::getentropy(bytes.data(), bytes.size()) != 0) return std::nullopt;
  return bytes;
}

}  // namespace mailglass::relay::guard
