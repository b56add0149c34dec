#pragma once
// Where the relay never connects, whatever a page says and whatever DNS says: special addresses, those that its
// operator rules out, because what is reachable from the relay may be more than what is reachable from everywhere, and
// those whose own operator asked to be left alone.

#include <optional>
#include <string>
#include <vector>

#include "bytes/address.h"
#include "dns/name.h"
#include "refusal.h"
#include "target/do_not_probe.h"
#include "target/prefix.h"

namespace mailglass::relay::target {

class OffLimits {
 public:
  /// `deny`: prefixes; a text that is none ends the program (it comes from the configuration, which checks it).
  /// `allow_special`: in a lab. What is denied stays denied there.
  OffLimits(bool allow_special, const std::vector<std::string>& deny, DoNotProbe do_not_probe = {});

  /// Nothing for an address that may be connected to. An address of the well-known NAT64 prefix is judged by the IPv4
  /// address within it too.
  [[nodiscard]] std::optional<Refusal> refuse(const IpAddress& address) const;
  /// The same by the name of a mail server, or of the domain it takes mail for.
  [[nodiscard]] std::optional<Refusal> refuse(const dns::Name& name) const;
  /// The special and the denied addresses as prefixes: name servers in them are not asked either. Who asked not to be
  /// probed may still be asked by DNS.
  [[nodiscard]] std::vector<Prefix> prefixes() const;

 private:
  bool allow_special_;
  std::vector<Prefix> denied_;
  DoNotProbe do_not_probe_;
};

}  // namespace mailglass::relay::target
