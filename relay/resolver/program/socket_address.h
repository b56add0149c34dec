#pragma once
// An address and a port as the operating system wants them.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <optional>

#include "resolver/server.h"

namespace mailglass::relay::resolver {

class SocketAddress {
 public:
  SocketAddress(const IpAddress& address, std::uint16_t port) {
    const ByteView bytes = address.bytes();
    if (address.is_v4()) {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      to.sin_port = htons(port);
      std::memcpy(&to.sin_addr, bytes.data(), bytes.size());
      size_ = sizeof to;
      std::memcpy(&space_, &to, sizeof to);
    } else {
      sockaddr_in6 to{};
      to.sin6_family = AF_INET6;
      to.sin6_port = htons(port);
      std::memcpy(&to.sin6_addr, bytes.data(), bytes.size());
      size_ = sizeof to;
      std::memcpy(&space_, &to, sizeof to);
    }
  }
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&space_); }
  [[nodiscard]] socklen_t size() const { return size_; }

  /// Nothing for what is neither IPv4 nor IPv6.
  static std::optional<Server> read(const sockaddr* address, socklen_t size) {
    if (address && address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
      sockaddr_in from{};
      std::memcpy(&from, address, sizeof from);
      IpAddress::V4 bytes{};
      std::memcpy(bytes.data(), &from.sin_addr, bytes.size());
      return Server{IpAddress(bytes), ntohs(from.sin_port)};
    }
    if (address && address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
      sockaddr_in6 from{};
      std::memcpy(&from, address, sizeof from);
      IpAddress::V6 bytes{};
      std::memcpy(bytes.data(), &from.sin6_addr, bytes.size());
      return Server{IpAddress(bytes), ntohs(from.sin6_port)};
    }
    return std::nullopt;
  }

 private:
  sockaddr_storage space_{};
  socklen_t size_ = 0;
};

}  // namespace mailglass::relay::resolver
