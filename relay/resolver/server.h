#pragma once
// A name server as the settings name it.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "bytes/address.h"

namespace mailglass::relay::resolver {

inline constexpr std::uint16_t kDnsPort = 53;

struct Server {
  IpAddress address;
  std::uint16_t port;
};

/// ADDRESS or ADDRESS@PORT; nothing for anything else.
inline std::optional<Server> parse_server(std::string_view text) {
  const std::size_t at = text.find('@');
  const auto address = IpAddress::parse(text.substr(0, at));
  if (!address) return std::nullopt;
  if (at == std::string_view::npos) return Server{*address, kDnsPort};
  const std::string_view digits = text.substr(at + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return Server{*address, port};
}

}  // namespace mailglass::relay::resolver
