#include "target/prefix.h"

#include <charconv>

namespace mailglass::relay::target {

bool within(ByteView address, ByteView network, int bits) {
  for (std::size_t i = 0; i < network.size() && bits > 0; ++i, bits -= 8) {
    const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xff : 0xff << (8 - bits));
    if (((address[i] ^ network[i]) & mask) != 0) return false;
  }
  return true;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto network = IpAddress::parse(text.substr(0, slash));
  if (!network) return std::nullopt;
  const int all = static_cast<int>(network->bytes().size()) * 8;
  if (slash == std::string_view::npos) return Prefix(*network, all);
  const std::string_view length = text.substr(slash + 1);
  int bits = -1;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (error != std::errc() || end != length.data() + length.size() || bits < 0 || bits > all) return std::nullopt;
  return Prefix(*network, bits);
}

bool Prefix::contains(const IpAddress& address) const {
  return address.is_v4() == network_.is_v4() && within(address.bytes(), network_.bytes(), bits_);
}

}  // namespace mailglass::relay::target
