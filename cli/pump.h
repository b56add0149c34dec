#pragma once
// Carries messages between a check and a relay's engine, as the browser's Worker does, until the check has ended.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "check/check.h"
#include "cli/transport/transport.h"

namespace mailglass::cli {

/// Runs `context` until the check has ended. `watch` sees the check from time to time. The result says why the session
/// ended before the check did, in one plain clause; empty when it did not.
std::string run_check(boost::asio::io_context& context, Transport& transport, check::Check& check,
                      const std::function<void(const check::Check&)>& watch);

}  // namespace mailglass::cli
