#pragma once
// What a relay's keeper should know at start, in words: whether the EHLO name leads to this machine and back, whether
// IPv6, DNS and port 25 work, whether limits and permissions are such as they should be.

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bytes/address.h"
#include "session/session.h"

namespace mailglass::relay {

struct Finding {
  enum class Mark : std::uint8_t {
    Fine,
    Notice,  ///< checks work; some mail servers, or the keeper, may mind
    Wrong,   ///< checks do not work, or others can change what the relay does
  };
  Mark mark;
  std::string text;
};
/// "fine", "notice", "WRONG"
std::string_view to_string(Finding::Mark mark);

/// The addresses that connections leave this machine with; nothing where it has no way.
struct OwnAddresses {
  std::optional<IpAddress> v4, v6;
};
/// Sends nothing: it connects UDP sockets to two root servers.
OwnAddresses own_addresses();

/// `done` is called once, when DNS and port 25 have been tried and the names are looked up. `services` outlives the
/// check. The function returned gives it up.
std::function<void()> self_check(const boost::asio::any_io_executor& executor, session::Services& services,
                                 const OwnAddresses& own, std::function<void(const std::vector<Finding>&)> done);

}  // namespace mailglass::relay
