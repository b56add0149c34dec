#pragma once
// A relay elsewhere, by its WebSocket.

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "cli/transport/relay_address.h"
#include "cli/transport/transport.h"

namespace mailglass::cli {

/// Connects when it begins; a relay that cannot be reached closes the session with that reason. `roots`, PEM, are those
/// that an encrypted one's certificate must lead to.
std::unique_ptr<Transport> over_websocket(boost::asio::io_context& context, RelayAddress relay,
                                          const std::string& roots = {});

}  // namespace mailglass::cli
