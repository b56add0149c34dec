#include "http/server.h"

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <string>
#include <string_view>

#include "budget/descriptors.h"
#include "http/connection.h"

namespace mailglass::relay::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kPause = std::chrono::milliseconds(100);  // when the machine has no descriptor left

/// The end of a connection's coroutine: nothing that was thrown goes unnoticed.
void connection_ended(const std::exception_ptr& thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    spdlog::error("a connection ended by an error of the relay's own: {}", error.what());
  }
}

asio::awaitable<void> accept_all(std::shared_ptr<tcp::acceptor> acceptor, Site& site,
                                 std::shared_ptr<OpenConnections> open) {
  const auto executor = acceptor->get_executor();
  while (acceptor->is_open()) {
    error_code error;
    tcp::socket socket = co_await acceptor->async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    if (error) {
      asio::steady_timer pause(executor, kPause);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    asio::co_spawn(executor, serve(std::move(socket), site, open), connection_ended);
  }
}

class Listening final : public Server {
 public:
  Listening(std::shared_ptr<tcp::acceptor> acceptor, Site& site)
      : acceptor_(std::move(acceptor)), open_(std::make_shared<OpenConnections>(places_for(site.config))) {
    port_ = acceptor_->local_endpoint().port();
    asio::co_spawn(acceptor_->get_executor(), accept_all(acceptor_, site, open_), connection_ended);
  }
  ~Listening() override { stop(); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  [[nodiscard]] std::uint16_t port() const override { return port_; }
  void stop() override {
    error_code ignored;
    acceptor_->close(ignored);
    open_->close_all();
  }

 private:
  static budget::Room::Size places_for(const Config& config) {
    return {budget::places_at_the_door(config, budget::descriptor_limit()), config.budget.door_connections_per_client,
            true};
  }

  std::shared_ptr<tcp::acceptor> acceptor_;
  std::shared_ptr<OpenConnections> open_;
  std::uint16_t port_ = 0;
};

/// The empty text, or what is wrong.
std::string take_over(tcp::acceptor& acceptor, int descriptor) {
  constexpr std::string_view kWrong = "the socket that was passed on is no TCP socket that listens";
  int listens = 0;
  socklen_t size = sizeof listens;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0)
    return std::string(kWrong);
  int family = 0;
  size = sizeof family;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0) return std::string(kWrong);
  if (family != AF_INET && family != AF_INET6) return std::string(kWrong);
  error_code error;
  acceptor.assign(family == AF_INET ? tcp::v4() : tcp::v6(), descriptor, error);
  return error ? std::string(kWrong) + ": " + error.message() : "";
}

}  // namespace

std::variant<std::unique_ptr<Server>, std::string> Server::listen(const asio::any_io_executor& executor, Site& site,
                                                                  std::optional<int> inherited) {
  error_code error;
  auto acceptor = std::make_shared<tcp::acceptor>(executor);
  if (inherited) {
    if (const std::string why = take_over(*acceptor, *inherited); !why.empty()) return why;
    return std::make_unique<Listening>(std::move(acceptor), site);
  }
  const auto address = asio::ip::make_address(site.config.listen_address, error);
  const tcp::endpoint endpoint(address, site.config.listen_port);
  if (!error) acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return "cannot listen on " + site.config.listen_address + " port " + std::to_string(site.config.listen_port) +
           ": " + error.message();
  }
  return std::make_unique<Listening>(std::move(acceptor), site);
}

}  // namespace mailglass::relay::http
