#pragma once
// Where an address's own name stands in DNS.

#include "bytes/address.h"
#include "dns/name.h"

namespace mailglass::dns {

/// "1.2.0.192.in-addr.arpa" (RFC 1035 section 3.5), or the nibbles under ip6.arpa (RFC 3596 section 2.5).
Name reverse_name(const IpAddress& address);

}  // namespace mailglass::dns
