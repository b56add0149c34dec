#include "dialer/connect_failure.h"

#include <boost/system/errc.hpp>

namespace mailglass::relay::dialer {

namespace errc = boost::system::errc;
using wire::End;

ConnectFailure connect_failure(const boost::system::error_code& error) {
  if (error == errc::connection_refused) return {End::ConnectRefused, "the connection was refused"};
  if (error == errc::timed_out) return {End::Timeout, "no connection: the network gave up"};
  if (error == errc::connection_reset) return {End::PeerReset, "the connection was reset while it was made"};
  if (error == errc::network_unreachable || error == errc::address_not_available ||
      error == errc::address_family_not_supported)
    return {End::NoRoute, error.message()};
  return {End::Unreachable, error.message()};
}

}  // namespace mailglass::relay::dialer
