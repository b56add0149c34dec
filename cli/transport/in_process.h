#pragma once
// The relay's engine in this process: the same session, guard, target capability, special addresses and budgets as
// behind a relay's WebSocket, without HTTP in between.

#include <boost/asio/io_context.hpp>
#include <memory>

#include "cli/transport/transport.h"
#include "config/config.h"
#include "engine/engine.h"

namespace mailglass::cli {

/// What an engine for one's own check starts from: nothing to serve, no stranger to keep within bounds, and port 25 is
/// tried by the check itself.
relay::Config in_process_defaults();

/// `engine` works on the context.
std::unique_ptr<Transport> in_process(boost::asio::io_context& context, std::unique_ptr<relay::Engine> engine);

}  // namespace mailglass::cli
