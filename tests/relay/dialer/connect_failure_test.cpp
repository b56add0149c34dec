// A connection that could not be made says something about the mail server, or about the relay's own network.

#include "dialer/connect_failure.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/errc.hpp>

namespace mailglass::relay::dialer {
namespace {

using wire::End;
namespace errc = boost::system::errc;

struct Row {
  errc::errc_t error;
  End end;
};
TEST(ConnectFailure, TellsTheMailServersFailureFromTheRelaysOwnNetwork) {
  constexpr std::array<Row, 8> kRows{{
      {errc::connection_refused, End::ConnectRefused},
      {errc::timed_out, End::Timeout},
      {errc::connection_reset, End::PeerReset},
      {errc::network_unreachable, End::NoRoute},
      {errc::address_not_available, End::NoRoute},
      {errc::address_family_not_supported, End::NoRoute},
      {errc::host_unreachable, End::Unreachable},
      {errc::permission_denied, End::Unreachable},
  }};
  for (const Row& row : kRows) {
    const ConnectFailure failure = connect_failure(errc::make_error_code(row.error));
    EXPECT_EQ(failure.end, row.end) << failure.why;
    EXPECT_FALSE(failure.why.empty());
  }
}

/// The kernel's own words for an address that nothing here leads to: multicast takes no TCP, on any network.
TEST(ConnectFailure, OfTheKernelIsUnderstood) {
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket(context);
  boost::system::error_code error;
  socket.connect({boost::asio::ip::make_address("224.0.0.1"), 25}, error);
  ASSERT_TRUE(error);
  EXPECT_EQ(connect_failure(error).end, End::NoRoute) << error.message();
}

}  // namespace
}  // namespace mailglass::relay::dialer
