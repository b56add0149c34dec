#pragma once
// Address prefixes: a network and how many bits of it count (RFC 4632 section 3.1, RFC 4291 section 2.3).

#include <optional>
#include <string_view>

#include "bytes/address.h"

namespace mailglass::relay::target {

/// Whether the first `bits` bits are the same. Both of one length.
bool within(ByteView address, ByteView network, int bits);

class Prefix {
 public:
  /// "192.0.2.0/24", "2001:db8::/32", or an address alone, which counts whole. Bits behind the length are not looked
  /// at.
  static std::optional<Prefix> parse(std::string_view text);
  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  Prefix(const IpAddress& network, int bits) : network_(network), bits_(bits) {}
  IpAddress network_;
  int bits_;
};

}  // namespace mailglass::relay::target
