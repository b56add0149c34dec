#pragma once
// A whole relay: resolver, budgets, sessions, HTTP. Runs on the io_context it is given, which one thread runs; several
// can live in one process.

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "config/config.h"

namespace mailglass::relay {

class Relay {
 public:
  /// Listens at once (port 0 takes a free one). The text says what is wrong, in one sentence.
  static std::variant<std::unique_ptr<Relay>, std::string> start(boost::asio::io_context& context, Config config);
  /// Destroy it only when the io_context runs no more.
  virtual ~Relay() = default;
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Takes nothing new, closes what there is; the io_context runs out of work soon after. From the io_context's thread.
  virtual void stop() = 0;

 protected:
  Relay() = default;
};

}  // namespace mailglass::relay
