#include "dialer/connect_failure.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/system/errc.hpp>

namespace mailglass::relay::dialer {

namespace errc = boost::system::errc;
using wire::End;

ConnectFailure connect_failure(const boost::system::error_code& error, bool has_way) {
  if (error == errc::connection_refused) return {End::ConnectRefused, "the connection was refused"};
  if (error == errc::timed_out) return {End::Timeout, "no connection: the network gave up"};
  if (error == errc::connection_reset) return {End::PeerReset, "the connection was reset while it was made"};
  return {has_way ? End::Unreachable : End::NoRoute, error.message()};
}

bool has_way_to(const boost::asio::ip::tcp::endpoint& endpoint) {
  boost::asio::io_context unused;
  boost::asio::ip::udp::socket socket(unused);
  boost::system::error_code error;
  socket.connect({endpoint.address(), endpoint.port()}, error);
  return !error;
}

}  // namespace mailglass::relay::dialer
