#pragma once
// Whose share something counts for. One person may have many addresses, so what is counted for an address is counted
// for the networks around it as well, which have several shares.

#include <cstdint>
#include <tuple>
#include <vector>

#include "bytes/address.h"

namespace mailglass::relay::budget {

/// An address or a network around it, and how many clients' shares it has.
struct Scope {
  IpAddress network;  ///< the bits behind its length are zero
  std::uint32_t shares;
  friend bool operator<(const Scope& a, const Scope& b) {
    return std::tie(a.network, a.shares) < std::tie(b.network, b.shares);
  }
  friend bool operator==(const Scope&, const Scope&) = default;
};

/// IPv4: the address (one share) and its /24 (four). IPv6: the /64 (one), which one person usually has whole, the /56
/// (four) and the /48 (sixteen), which is what a customer may be given. The smallest first.
std::vector<Scope> scopes_of(const IpAddress& client);

/// The network that a mail server stands in: a /24 or a /48.
IpAddress network_of(const IpAddress& server);

/// An IPv4 address written as an IPv6 one (::ffff:192.0.2.1) is that IPv4 address.
IpAddress unmapped(const IpAddress& address);

}  // namespace mailglass::relay::budget
