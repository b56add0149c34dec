#pragma once
// The relay's HTTP side: accepts connections, serves the page's files, and hands `/ws` over to a session.

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "http/web_files.h"
#include "session/session.h"

namespace mailglass::relay::http {

/// What the connections share.
struct Site {
  const Config& config;
  std::shared_ptr<const WebFiles> files;  ///< another one after a reload
  session::Services& services;
};

class Server {
 public:
  /// Listens at once; `inherited` is a socket that listens already (socket activation), and is taken over. `site`
  /// outlives the server and the executor's work. The text says what is wrong.
  static std::variant<std::unique_ptr<Server>, std::string> listen(const boost::asio::any_io_executor& executor,
                                                                   Site& site, std::optional<int> inherited = {});
  virtual ~Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Takes no more connections and closes those there are. Call from the executor's thread.
  virtual void stop() = 0;

 protected:
  Server() = default;
};

}  // namespace mailglass::relay::http
