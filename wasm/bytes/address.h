#pragma once
// IP addresses as values, without any operating system call, so that browser and relay read them alike.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "bytes/reader.h"

namespace mailglass {

/// IPv4 or IPv6 address in network byte order.
class IpAddress {
 public:
  using V4 = std::array<std::uint8_t, 4>;
  using V6 = std::array<std::uint8_t, 16>;
  IpAddress(V4 bytes) : bytes_(bytes) {}  // NOLINT(google-explicit-constructor)
  IpAddress(V6 bytes) : bytes_(bytes) {}  // NOLINT(google-explicit-constructor)
  /// Dotted decimal (four parts, no leading zeros) or RFC 4291 section 2.2 text; no zone, no brackets.
  static std::optional<IpAddress> parse(std::string_view text);
  /// RFC 5952 canonical text.
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] bool is_v4() const { return bytes_.index() == 0; }
  [[nodiscard]] bool is_v6() const { return bytes_.index() == 1; }
  [[nodiscard]] ByteView bytes() const {
    return std::visit([](const auto& b) { return ByteView(b); }, bytes_);
  }
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
  friend bool operator<(const IpAddress& a, const IpAddress& b) { return a.bytes_ < b.bytes_; }

 private:
  std::variant<V4, V6> bytes_;
};

}  // namespace mailglass
