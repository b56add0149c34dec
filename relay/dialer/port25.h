#pragma once
// Whether connections to port 25 get out of here: many networks block them, and then no check can say anything. One
// connection to a large provider's mail server, its greeting read, QUIT said.

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <string>
#include <vector>

#include "resolver/resolver.h"
#include "target/off_limits.h"
#include "wire/control.h"

namespace mailglass::relay::dialer {

/// Asks the mail servers of `domains`, one after the other, until one answers. `done` is called at most once, later.
/// The function returned gives up the check. `resolver` and `off_limits` outlive the check.
std::function<void()> check_port25(const boost::asio::any_io_executor& executor, resolver::Resolver& resolver,
                                   std::vector<std::string> domains, const target::OffLimits& off_limits,
                                   std::function<void(wire::Port25)> done);

}  // namespace mailglass::relay::dialer
