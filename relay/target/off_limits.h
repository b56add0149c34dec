#pragma once
// Where the relay never connects, whatever a page says and whatever DNS says: special addresses, and those that its
// operator rules out, because what is reachable from the relay may be more than what is reachable from everywhere.

#include <optional>
#include <string>
#include <vector>

#include "bytes/address.h"
#include "refusal.h"
#include "target/prefix.h"

namespace mailglass::relay::target {

class OffLimits {
 public:
  /// `deny`: prefixes; a text that is none ends the program (it comes from the configuration, which checks it).
  /// `allow_special`: in a lab. What is denied stays denied there.
  OffLimits(bool allow_special, const std::vector<std::string>& deny);

  /// Nothing for an address that may be connected to. An address of the well-known NAT64 prefix is judged by the IPv4
  /// address within it too.
  [[nodiscard]] std::optional<Refusal> refuse(const IpAddress& address) const;
  /// The same as prefixes: an address is in one of them exactly when it is refused.
  [[nodiscard]] std::vector<Prefix> prefixes() const;

 private:
  bool allow_special_;
  std::vector<Prefix> denied_;
};

}  // namespace mailglass::relay::target
