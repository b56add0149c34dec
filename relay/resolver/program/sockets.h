#pragma once
// Sockets for a process that may open and connect none itself. The process with libunbound in it asks a broker, by
// messages of a fixed size; the broker connects to name servers and to nothing else. The kernel keeps the rule: in the
// sandbox socket(), connect() and sending to an address of one's own choice are refused, so a socket leads where the
// broker led it, or nowhere.

#include <cstdint>
#include <vector>

#include "resolver/server.h"
#include "target/prefix.h"

namespace mailglass::relay::resolver {

/// Whom the broker connects to.
struct Reachable {
  std::vector<target::Prefix> never;  ///< no address in these
  std::vector<Server> named;          ///< these whatever else holds, at their ports …
  bool only_named = false;            ///< … or no others at all; otherwise all addresses at port 53
};
bool may_reach(const Reachable& reachable, const IpAddress& address, std::uint16_t port);

/// Serves requests from `socket` until its other end is closed.
void run_broker(int socket, const Reachable& reachable);

/// From now on this process's socket() and connect() for IPv4 and IPv6 are requests on `broker`.
void ask_broker(int broker);

}  // namespace mailglass::relay::resolver
