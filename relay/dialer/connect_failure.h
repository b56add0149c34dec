#pragma once
// What it means for a check that a TCP connection could not be made.

#include <boost/system/error_code.hpp>
#include <string>

#include "wire/control.h"

namespace mailglass::relay::dialer {

struct ConnectFailure {
  wire::End end;
  std::string why;
};
/// `error` is what connect(2) failed with. NoRoute only where this machine itself had no way to the address (Linux:
/// ENETUNREACH, EADDRNOTAVAIL and EAFNOSUPPORT for a family it has no address or no route of); a host that a router
/// says is away is Unreachable.
ConnectFailure connect_failure(const boost::system::error_code& error);

}  // namespace mailglass::relay::dialer
