#pragma once
// Mail servers at addresses of one family alone: a relay that is asked for no connection to another one.

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string_view>

#include "cli/transport/transport.h"

namespace mailglass::cli {

enum class Family : std::uint8_t { IPv4, IPv6 };
/// As the command line has it: "-4", "-6".
std::string_view option_of(Family family);

/// What a connection that was not asked for ends with, as a relay's `why`: this, and the option behind it. The end is
/// that of a relay without a way to the address: nothing was seen, and the server is not to blame.
inline constexpr std::string_view kNotAsked = "not-asked ";

/// `relay`, which hears of no connection to a mail server's address of another family. A policy's host is asked all the
/// same: whether it can be reached is a fact about the domain.
std::unique_ptr<Transport> one_family(boost::asio::io_context& context, std::unique_ptr<Transport> relay,
                                      Family family);

}  // namespace mailglass::cli
