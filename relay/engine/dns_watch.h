#pragma once
// Whether DNS works, asked of the root's name servers now and then: one small lookup, mostly out of the resolver's
// memory.

#include <boost/asio/any_io_executor.hpp>
#include <functional>

#include "engine/health.h"
#include "resolver/resolver.h"

namespace mailglass::relay {

/// Begins at once and goes on until the function returned is called. `resolver` outlives it.
std::function<void()> watch_dns(const boost::asio::any_io_executor& executor, resolver::Resolver& resolver,
                                std::function<void(const Health::Dns&)> heard);

}  // namespace mailglass::relay
