// A connection that could not be made says something about the mail server, or about the relay's own network.

#include "dialer/connect_failure.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/errc.hpp>

#include "support/no_descriptors.h"

namespace mailglass::relay::dialer {
namespace {

using wire::End;
namespace errc = boost::system::errc;

TEST(ConnectFailure, TellsTheMailServersFailureFromTheRelaysOwnNetwork) {
  struct Row {
    errc::errc_t error;
    Way way;
    End end;
  };
  constexpr std::array<Row, 11> kRows{{
      {errc::connection_refused, Way::Is, End::ConnectRefused},
      {errc::timed_out, Way::Is, End::Timeout},
      {errc::connection_reset, Way::Is, End::PeerReset},
      {errc::network_unreachable, Way::IsNot, End::NoRoute},
      {errc::address_not_available, Way::IsNot, End::NoRoute},
      {errc::address_family_not_supported, Way::IsNot, End::NoRoute},
      {errc::network_unreachable, Way::Is, End::Unreachable},  // a router's word
      {errc::host_unreachable, Way::Is, End::Unreachable},
      {errc::permission_denied, Way::Is, End::Unreachable},  // a firewall's, of this machine: for port 25, say
      {errc::operation_not_permitted, Way::Is, End::Unreachable},
      {errc::permission_denied, Way::IsNot, End::NoRoute},  // for whatever goes there
  }};
  for (const Row& row : kRows) {
    const auto told = connect_failure(errc::make_error_code(row.error), row.way);
    const auto* failure = std::get_if<ConnectFailure>(&told);
    ASSERT_TRUE(failure) << errc::make_error_code(row.error).message();
    EXPECT_EQ(failure->end, row.end) << failure->why;
    EXPECT_FALSE(failure->why.empty());
  }
}

TEST(ConnectFailure, SaysNothingOfTheMailServerWhereTheRelayItselfLacksSomething) {
  struct Row {
    errc::errc_t error;
    Way way;
  };
  constexpr std::array<Row, 7> kRows{{
      {errc::too_many_files_open, Way::CannotTell},
      {errc::too_many_files_open_in_system, Way::CannotTell},
      {errc::no_buffer_space, Way::Is},
      {errc::not_enough_memory, Way::Is},
      {errc::resource_unavailable_try_again, Way::Is},
      {errc::address_not_available, Way::Is},  // no port left
      {errc::network_unreachable, Way::CannotTell},
  }};
  for (const Row& row : kRows) {
    const auto told = connect_failure(errc::make_error_code(row.error), row.way);
    const auto* want = std::get_if<OwnWant>(&told);
    ASSERT_TRUE(want) << errc::make_error_code(row.error).message();
    EXPECT_FALSE(want->why.empty());
  }
}

TEST(Way, IsThereToThisMachineAndNotToWhereNoAddressLeads) {
  const auto endpoint = [](const char* address) {
    return boost::asio::ip::tcp::endpoint(boost::asio::ip::make_address(address), 25);
  };
  EXPECT_EQ(way_to(endpoint("127.0.0.1")), Way::Is);
  // A link-local address without its link leads nowhere, on any network.
  EXPECT_EQ(way_to(endpoint("fe80::1")), Way::IsNot);
}

TEST(Way, CannotBeToldWithoutADescriptorAndThrowsNothing) {
  const test::NoDescriptors none;
  const Way way = way_to({boost::asio::ip::make_address("127.0.0.1"), 25});
  EXPECT_EQ(way, Way::CannotTell);
}

}  // namespace
}  // namespace mailglass::relay::dialer
