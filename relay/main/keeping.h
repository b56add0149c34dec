#pragma once
// A relay that runs: what signals ask for, and what the service manager hears.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <variant>

#include "main/options.h"
#include "main/systemd.h"
#include "relay.h"

namespace mailglass::relay {

/// Sets the log up for the whole program.
void set_up_log(const std::string& level);
/// Runs until it is asked to stop: SIGHUP reloads, SIGTERM drains, SIGINT stops, and a second of these two ends it at
/// once. `read_again`: the settings as the file and the command line have them now. The program's exit code.
int keep(boost::asio::io_context& context, Relay& relay, const systemd::Passed& passed,
         const std::function<std::variant<Options, Leave>()>& read_again);
/// Prints what the relay finds about itself; the program's exit code.
int print_self_check(boost::asio::io_context& context, Relay& relay);

}  // namespace mailglass::relay
