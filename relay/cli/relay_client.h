#pragma once
// The command line's end of `mailglass.v1`: pumps messages between a relay and a check, as the browser's Worker does.

#include <cstdint>
#include <string>

#include "check/check.h"

namespace mailglass::cli {

/// Where a relay is. Plain WebSocket only: for a remote relay behind TLS, use its browser page.
struct RelayAddress {
  std::string host;
  std::string port;
  std::string path;
};
/// "ws://host:port/path"; empty when it is not that.
std::optional<RelayAddress> parse_relay_url(const std::string& url);

/// Runs `check` against the relay until it ends; a relay that cannot be reached ends the check with that reason.
void run_check(const RelayAddress& relay, check::Check& check);

}  // namespace mailglass::cli
