#pragma once
// Where Prometheus fetches the numbers: an address of its own, so that the page's visitors do not come by.

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "config/config.h"

namespace mailglass::relay::metrics {

class Endpoint {
 public:
  /// Listens at once; `text` makes what `GET /metrics` is answered with and outlives the endpoint.
  static std::variant<std::unique_ptr<Endpoint>, std::string> listen(const boost::asio::any_io_executor& executor,
                                                                     const ListenAt& where,
                                                                     std::function<std::string()> text);
  virtual ~Endpoint() = default;
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Takes no more connections and closes those there are.
  virtual void stop() = 0;

 protected:
  Endpoint() = default;
};

}  // namespace mailglass::relay::metrics
