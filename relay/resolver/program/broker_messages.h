#pragma once
// Between the process with libunbound in it and its broker: both are this one program, so a message is its bytes.

#include <algorithm>
#include <array>
#include <cstdint>

#include "bytes/address.h"

namespace mailglass::relay::resolver {

struct BrokerRequest {
  static constexpr std::uint8_t kSocket = 1, kConnect = 2;
  std::uint8_t what = 0;
  std::uint8_t v6 = 0;
  std::uint8_t stream = 0;  ///< TCP
  std::uint16_t port = 0;
  std::uint32_t id = 0;  ///< of the socket to connect
  std::array<std::uint8_t, 16> address{};
};
struct BrokerReply {
  std::int32_t error = 0;  ///< as errno
  std::uint32_t id = 0;
};

inline IpAddress address_in(const BrokerRequest& request) {
  if (request.v6 != 0) return request.address;
  IpAddress::V4 v4{};
  std::copy_n(request.address.begin(), v4.size(), v4.begin());
  return v4;
}

}  // namespace mailglass::relay::resolver
