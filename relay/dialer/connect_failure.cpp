#include "dialer/connect_failure.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/system/errc.hpp>
#include <cerrno>

namespace mailglass::relay::dialer {

namespace errc = boost::system::errc;
using wire::End;

namespace {

/// What socket(2) and connect(2) fail with when this machine has nothing left (connect: EAGAIN is a full routing cache
/// or no port). Not EACCES and EPERM: a firewall of this machine lets nothing out there.
constexpr std::array<errc::errc_t, 5> kWants{errc::too_many_files_open, errc::too_many_files_open_in_system,
                                             errc::no_buffer_space, errc::not_enough_memory,
                                             errc::resource_unavailable_try_again};

bool is_want(const boost::system::error_code& error) {
  return std::any_of(kWants.begin(), kWants.end(), [&](errc::errc_t want) { return error == want; });
}

}  // namespace

std::variant<ConnectFailure, OwnWant> connect_failure(const boost::system::error_code& error, Way way) {
  if (error == errc::connection_refused) return ConnectFailure{End::ConnectRefused, "the connection was refused"};
  if (error == errc::timed_out) return ConnectFailure{End::Timeout, "no connection: the network gave up"};
  if (error == errc::connection_reset)
    return ConnectFailure{End::PeerReset, "the connection was reset while it was made"};
  // With a way there and no address: all ports that it could be made from are in use.
  const bool no_port = error == errc::address_not_available && way != Way::IsNot;
  if (is_want(error) || no_port || way == Way::CannotTell) return OwnWant{error.message()};
  return ConnectFailure{way == Way::Is ? End::Unreachable : End::NoRoute, error.message()};
}

Way way_to(const boost::asio::ip::tcp::endpoint& endpoint) {
  const int probe = ::socket(endpoint.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return errno == EAFNOSUPPORT ? Way::IsNot : Way::CannotTell;
  const bool is = ::connect(probe, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0;
  ::close(probe);
  return is ? Way::Is : Way::IsNot;
}

}  // namespace mailglass::relay::dialer
