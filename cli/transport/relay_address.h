#pragma once
// Where a relay is, as a user writes it.

#include <string>
#include <string_view>
#include <variant>

namespace mailglass::cli {

struct RelayAddress {
  std::string host;  ///< a name or an IP address, IPv6 without brackets
  std::string port;
  std::string path;       ///< of the WebSocket
  std::string authority;  ///< host and port as in the Host header (RFC 9110 section 7.2)
  bool encrypted = false;
};

/// "ws://HOST[:PORT][/PATH]" is the WebSocket itself, /ws if no path is given; "http://HOST[:PORT][/PATH/]" is the page
/// that it stands beside; "wss://" and "https://" are the same over TLS. The text is the message of what is wrong.
std::variant<RelayAddress, std::string> parse_relay_address(std::string_view url);

}  // namespace mailglass::cli
