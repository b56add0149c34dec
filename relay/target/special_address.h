#pragma once
// Addresses that no mail server on the Internet can have. The relay never connects to one: not because a page said so,
// not because DNS did. The table follows the IANA IPv4 and IPv6 Special-Purpose Address Registries and the IPv6 address
// space registry.

#include <optional>
#include <string_view>
#include <vector>

#include "bytes/address.h"
#include "target/prefix.h"

namespace mailglass::relay::target {

struct SpecialBlock {
  std::string_view prefix;  ///< "10.0.0.0/8"
  std::string_view name;    ///< "Private-Use (RFC 1918)"
};

/// The IPv4 address that a connection to an address of the well-known NAT64 prefix leads to (RFC 6052 section 2.1);
/// nothing for any other address.
std::optional<IpAddress> translated_address(const IpAddress& address);

/// The block that makes this address special; nothing for an address that may be connected to. An address of the
/// well-known NAT64 prefix is judged by the IPv4 address within it, since that is where the connection would go.
std::optional<SpecialBlock> special_block(const IpAddress& address);

/// The prefix of NAT64 addresses that lead to an IPv4 prefix (RFC 6052 section 2.1).
Prefix translation_of(const Prefix& v4);

/// The same table for whom it must be handed to: an address is in one of these prefixes exactly when it is special.
std::vector<Prefix> special_prefixes();

}  // namespace mailglass::relay::target
