#pragma once
// A policy set against the servers that take a domain's mail (RFC 8461 sections 4 and 5): what a sender that follows it
// would find.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "policy/mta_sts_policy.h"

namespace mailglass::policy {

/// What one connection to a server led to. A server presents one certificate for each kind of key, at each address.
struct Presented {
  bool tls = false;            ///< STARTTLS and a handshake
  bool chain_trusted = false;  ///< unexpired, up to a root that senders trust
  bool name_matches = false;   ///< an identifier of the certificate is the MX host's name
};
struct MxServer {
  std::string_view host;  ///< as the MX record has it
  std::vector<Presented> presented;
};

/// Of one connection; what fails first.
enum class Validation : std::uint8_t {
  Holds,
  NotListed,  ///< the host is none of the policy's
  NoTls,
  ChainNotTrusted,
  WrongName,
};
std::string_view to_string(Validation validation);  ///< "holds" "not-listed" "no-tls" "chain-not-trusted" "wrong-name"

/// What a sender does about a server that does not hold (section 5).
enum class Consequence : std::uint8_t {
  NotDelivered,     ///< mode "enforce": not through this server
  DeliveredAnyway,  ///< mode "testing": delivered, and reported to those whom TLSRPT names
  NoPolicy,         ///< mode "none": as though there were none
};
std::string_view to_string(Consequence consequence);  ///< "not-delivered" "delivered-anyway" "no-policy"

struct ServerJudgement {
  std::optional<std::size_t> pattern;   ///< which of the policy's has the host
  std::vector<Validation> connections;  ///< in the order of `presented`
  /// All connections hold, and there was one.
  [[nodiscard]] bool holds() const;
};
struct PolicyJudgement {
  Consequence consequence = Consequence::NoPolicy;
  std::vector<ServerJudgement> servers;  ///< in the order given
  /// Senders that follow the policy can be sure of every server.
  [[nodiscard]] bool protects() const;
  /// With "enforce", senders that follow the policy find no server to deliver to.
  [[nodiscard]] bool stops_mail() const;
};

PolicyJudgement judge(const Policy& policy, const std::vector<MxServer>& servers);

}  // namespace mailglass::policy
