#pragma once
// Address prefixes: a network and how many bits of it count (RFC 4632 section 3.1, RFC 4291 section 2.3).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bytes/address.h"

namespace mailglass::relay::target {

/// Whether the first `bits` bits are the same. Both of one length.
bool within(ByteView address, ByteView network, int bits);

class Prefix {
 public:
  /// "192.0.2.0/24", "2001:db8::/32", or an address alone, which counts whole. Bits behind the length are not looked
  /// at.
  static std::optional<Prefix> parse(std::string_view text);
  /// `bits` is at most as many as the address has.
  Prefix(const IpAddress& network, int bits) : network_(network), bits_(bits) {}

  [[nodiscard]] const IpAddress& network() const { return network_; }
  [[nodiscard]] int bits() const { return bits_; }
  [[nodiscard]] bool contains(const IpAddress& address) const;
  /// "192.0.2.0/24", the bits behind the length zero.
  [[nodiscard]] std::string to_string() const;
  /// All of it but one prefix within it: the largest prefixes that are left. `hole` lies within, or nothing is taken
  /// out.
  [[nodiscard]] std::vector<Prefix> without(const Prefix& hole) const;

 private:
  IpAddress network_;
  int bits_;
};

}  // namespace mailglass::relay::target
