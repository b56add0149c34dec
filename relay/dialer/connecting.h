#pragma once
// A connection under way: to which endpoint, and how it comes out.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>

#include "bytes/address.h"

namespace mailglass::relay::dialer {

boost::asio::ip::tcp::endpoint endpoint_of(const IpAddress& address, std::uint16_t port);
/// The very bytes that connect() will be given, to be judged once more.
IpAddress address_of(const boost::asio::ip::tcp::endpoint& endpoint);

/// Waits until a connect(2) that is under way has come to its end, or the socket is closed. `socket` outlives it.
boost::asio::awaitable<boost::system::error_code> outcome_of_connect(boost::asio::ip::tcp::socket& socket);

}  // namespace mailglass::relay::dialer
