#pragma once
// A whole relay: resolver, budgets, sessions, HTTP. Runs on the io_context it is given, which one thread runs; several
// can live in one process.

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "config/config.h"
#include "config/reload.h"
#include "engine/self_check.h"

namespace mailglass::relay {

class Relay {
 public:
  /// Listens at once (port 0 takes a free one), or on `inherited`, a socket that listens already. The text says what is
  /// wrong, in one sentence.
  static std::variant<std::unique_ptr<Relay>, std::string> start(boost::asio::io_context& context, Config config,
                                                                 std::optional<int> inherited = {});
  /// Destroy it only when the io_context runs no more.
  virtual ~Relay() = default;
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual const Config& config() const = 0;
  [[nodiscard]] virtual std::string resolver() const = 0;  ///< its name and version
  /// Takes what can be taken of these settings, and reads the page, the roots and the list of those not to be checked
  /// anew. The text says what is wrong; nothing is changed then.
  virtual std::variant<Reload, std::string> reload(const Config& wanted) = 0;
  /// Compares what is set with what is there, once DNS and port 25 have been tried.
  virtual void check_itself(std::function<void(const std::vector<Finding>&)> done) = 0;
  /// Takes no new session and calls `idle` once no check is running, or after `drain_seconds`.
  virtual void drain(std::function<void()> idle) = 0;
  [[nodiscard]] virtual std::uint32_t sessions() const = 0;
  /// Takes nothing new, closes what there is; the io_context runs out of work soon after. From the io_context's thread.
  virtual void stop() = 0;

 protected:
  Relay() = default;
};

}  // namespace mailglass::relay
