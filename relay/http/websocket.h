#pragma once
// A WebSocket that carries one session.

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include "bytes/address.h"
#include "http/connection.h"

namespace mailglass::relay::http {

/// Accepts the upgrade and runs the session until either side ends it. `place` at the door, which `caller` has, is
/// given back as soon as the session has one of its own.
boost::asio::awaitable<void> run_websocket(boost::beast::tcp_stream stream,
                                           const boost::beast::http::request<boost::beast::http::empty_body>& request,
                                           IpAddress client, Site& site, std::shared_ptr<OpenConnections> open,
                                           Caller& caller, budget::Lease place);

}  // namespace mailglass::relay::http
