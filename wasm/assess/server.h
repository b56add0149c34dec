#pragma once
// What one mail server of the domain turned out to be: its addresses, or why there are none.

#include <optional>
#include <string>
#include <vector>

#include "assess/address.h"
#include "check/check.h"

namespace mailglass::assess {

struct ServerAssessment {
  const check::ServerRun* server;
  enum class State : std::uint8_t { Pending, Resolved, NoAddress, Failed } state;
  words::Value sentence;                  ///< why there is no address
  std::optional<wire::DnsStatus> dnssec;  ///< of the address lookups; the weaker of the two
  bool lookup_failed = false;             ///< of its IPv4 or IPv6 addresses: there may be more than `addresses`
  bool ipv4_failed = false;               ///< of its IPv4 addresses, which all senders use
  std::vector<std::string> aliases;
  std::vector<AddressAssessment> addresses;
};

}  // namespace mailglass::assess
