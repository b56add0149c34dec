#pragma once
// What it means for a check that a TCP connection could not be made.

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <string>
#include <variant>

#include "wire/control.h"

namespace mailglass::relay::dialer {

/// Whether this machine has a route and an address of its own towards another.
enum class Way : std::uint8_t { Is, IsNot, CannotTell };

struct ConnectFailure {
  wire::End end;
  std::string why;
};
/// The relay itself lacks something, a descriptor for example. It says nothing about the mail server.
struct OwnWant {
  std::string why;
};
/// `error` is what socket(2) or connect(2) failed with. That the network is not reachable may be this machine's word or
/// that of a router on the way; `way` tells which: NoRoute is this machine's alone.
std::variant<ConnectFailure, OwnWant> connect_failure(const boost::system::error_code& error, Way way);

/// Sends nothing: it connects a UDP socket.
Way way_to(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace mailglass::relay::dialer
