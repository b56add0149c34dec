#include "budget/scope.h"

#include <algorithm>

namespace mailglass::relay::budget {
namespace {

/// The first bytes of it, the rest zero.
IpAddress first_bytes(const IpAddress& address, std::size_t count) {
  const ByteView bytes = address.bytes();
  if (address.is_v4()) {
    IpAddress::V4 network{};
    std::copy_n(bytes.begin(), count, network.begin());
    return {network};
  }
  IpAddress::V6 network{};
  std::copy_n(bytes.begin(), count, network.begin());
  return {network};
}

}  // namespace

IpAddress unmapped(const IpAddress& address) {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const ByteView bytes = address.bytes();
  if (address.is_v4() || !std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) return address;
  return {IpAddress::V4{bytes[12], bytes[13], bytes[14], bytes[15]}};
}

std::vector<Scope> scopes_of(const IpAddress& client) {
  const IpAddress address = unmapped(client);
  if (address.is_v4()) return {{address, 1}, {first_bytes(address, 3), 4}};
  return {{first_bytes(address, 8), 1}, {first_bytes(address, 7), 4}, {first_bytes(address, 6), 16}};
}

IpAddress network_of(const IpAddress& server) {
  const IpAddress address = unmapped(server);
  return first_bytes(address, address.is_v4() ? 3 : 6);
}

}  // namespace mailglass::relay::budget
