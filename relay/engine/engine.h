#pragma once
// What every session stands on: the resolver, the turns at mail servers, the name said in EHLO. Knows no HTTP, so that
// a relay and the command line are one engine with two doors.

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "config/config.h"
#include "resolver/resolver.h"
#include "session/session.h"

namespace mailglass::relay {

class Engine {
 public:
  /// Keeps `config`. The text says what is wrong, in one sentence.
  static std::variant<std::unique_ptr<Engine>, std::string> create(const boost::asio::any_io_executor& executor,
                                                                   Config config);
  /// With a resolver of the caller's.
  static std::unique_ptr<Engine> create(const boost::asio::any_io_executor& executor, Config config,
                                        std::unique_ptr<resolver::Resolver> resolver);
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  [[nodiscard]] virtual const Config& config() const = 0;
  /// For sessions, which end before the engine does.
  virtual session::Services& services() = 0;
  /// Sees from now on whether DNS works and port 25 gets out, the latter where the configuration wants that known; the
  /// services then say so.
  virtual void watch() = 0;
  /// Takes settings anew (config/reload.h says which may differ). The text says what is wrong; nothing is changed then.
  virtual std::optional<std::string> reload(const Config& config) = 0;
  /// Drops lookups, the watch of DNS and the check of port 25; leaves the executor without work of the engine's.
  virtual void stop() = 0;

 protected:
  Engine() = default;
};

/// Whether mail servers that ask for a full host name will take this one in EHLO (RFC 5321 section 4.1.1.1).
bool is_full_host_name(const std::string& ehlo_name);

}  // namespace mailglass::relay
