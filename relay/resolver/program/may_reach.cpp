#include <algorithm>

#include "resolver/program/sockets.h"

namespace mailglass::relay::resolver {

bool may_reach(const Reachable& reachable, const IpAddress& address, std::uint16_t port) {
  const auto& named = reachable.named;
  if (std::any_of(named.begin(), named.end(), [&](const Server& s) { return s.address == address && s.port == port; }))
    return true;
  if (reachable.only_named || port != kDnsPort) return false;
  const auto& never = reachable.never;
  return std::none_of(never.begin(), never.end(), [&](const target::Prefix& p) { return p.contains(address); });
}

}  // namespace mailglass::relay::resolver
