// A connection that could not be made says something about the mail server, or about the relay's own network.

#include "dialer/connect_failure.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/errc.hpp>

namespace mailglass::relay::dialer {
namespace {

using wire::End;
namespace errc = boost::system::errc;

struct Row {
  errc::errc_t error;
  bool has_way;
  End end;
};
TEST(ConnectFailure, TellsTheMailServersFailureFromTheRelaysOwnNetwork) {
  constexpr std::array<Row, 9> kRows{{
      {errc::connection_refused, true, End::ConnectRefused},
      {errc::timed_out, true, End::Timeout},
      {errc::connection_reset, true, End::PeerReset},
      {errc::network_unreachable, false, End::NoRoute},
      {errc::address_not_available, false, End::NoRoute},
      {errc::address_family_not_supported, false, End::NoRoute},
      {errc::network_unreachable, true, End::Unreachable},  // a router's word
      {errc::host_unreachable, true, End::Unreachable},
      {errc::address_not_available, true, End::Unreachable},  // no port left
  }};
  for (const Row& row : kRows) {
    const ConnectFailure failure = connect_failure(errc::make_error_code(row.error), row.has_way);
    EXPECT_EQ(failure.end, row.end) << failure.why;
    EXPECT_FALSE(failure.why.empty());
  }
}

TEST(Way, IsThereToThisMachineAndNotToWhereNoAddressLeads) {
  const auto endpoint = [](const char* address) {
    return boost::asio::ip::tcp::endpoint(boost::asio::ip::make_address(address), 25);
  };
  EXPECT_TRUE(has_way_to(endpoint("127.0.0.1")));
  // A link-local address without its link leads nowhere, on any network.
  EXPECT_FALSE(has_way_to(endpoint("fe80::1")));
}

}  // namespace
}  // namespace mailglass::relay::dialer
