#pragma once
// What it means for a check that a TCP connection could not be made.

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <string>

#include "wire/control.h"

namespace mailglass::relay::dialer {

struct ConnectFailure {
  wire::End end;
  std::string why;
};
/// `error` is what connect(2) failed with. That the network is not reachable may be this machine's word or that of a
/// router on the way; `has_way` tells which: NoRoute is this machine's alone.
ConnectFailure connect_failure(const boost::system::error_code& error, bool has_way);

/// Whether this machine has a route and an address of its own towards this one. Sends nothing: it connects a UDP
/// socket.
bool has_way_to(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace mailglass::relay::dialer
