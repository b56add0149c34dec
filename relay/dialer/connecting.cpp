#include "dialer/connecting.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mailglass::relay::dialer {

namespace asio = boost::asio;
using asio::ip::tcp;

tcp::endpoint endpoint_of(const IpAddress& address, std::uint16_t port) {
  const ByteView bytes = address.bytes();
  if (address.is_v4()) {
    asio::ip::address_v4::bytes_type v4{};
    std::copy(bytes.begin(), bytes.end(), v4.begin());
    return {asio::ip::address_v4(v4), port};
  }
  asio::ip::address_v6::bytes_type v6{};
  std::copy(bytes.begin(), bytes.end(), v6.begin());
  return {asio::ip::address_v6(v6), port};
}

IpAddress address_of(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address();
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    IpAddress::V4 v4{};
    std::copy(bytes.begin(), bytes.end(), v4.begin());
    return {v4};
  }
  const auto bytes = address.to_v6().to_bytes();
  IpAddress::V6 v6{};
  std::copy(bytes.begin(), bytes.end(), v6.begin());
  return {v6};
}

asio::awaitable<boost::system::error_code> outcome_of_connect(tcp::socket& socket) {
  boost::system::error_code error;
  pollfd one{socket.native_handle(), POLLOUT, 0};
  // A wait may end for the state that the socket was in before.
  do {
    co_await socket.async_wait(tcp::socket::wait_write, asio::redirect_error(asio::use_awaitable, error));
    if (error || !socket.is_open()) co_return asio::error::operation_aborted;
  } while (::poll(&one, 1, 0) != 1);
  int result = 0;
  socklen_t length = sizeof result;
  ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_ERROR, &result, &length);
  if (result != 0) error.assign(result, boost::system::system_category());
  co_return error;
}

}  // namespace mailglass::relay::dialer
