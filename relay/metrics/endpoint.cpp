#include "metrics/endpoint.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <set>
#include <utility>

namespace mailglass::relay::metrics {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

/// A scraper or two, and somebody who looks.
constexpr std::size_t kMostConnections = 8;
constexpr std::uint32_t kMaxHeader = 8 * 1024;
constexpr auto kTime = std::chrono::seconds(10);  // for a request, and for its answer
constexpr auto kPause = std::chrono::milliseconds(200);

class Listening final : public Endpoint {
 public:
  Listening(tcp::acceptor acceptor, std::function<std::string()> text)
      : port_(acceptor.local_endpoint().port()), state_(std::make_shared<State>(std::move(acceptor), std::move(text))) {
    asio::co_spawn(state_->acceptor.get_executor(), accept_all(state_), asio::detached);
  }
  ~Listening() override { Listening::stop(); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  [[nodiscard]] std::uint16_t port() const override { return port_; }
  void stop() override {
    error_code ignored;
    state_->acceptor.close(ignored);
    for (beast::tcp_stream* stream : state_->open) stream->cancel();
  }

 private:
  struct State {
    State(tcp::acceptor acceptor_, std::function<std::string()> text_)
        : acceptor(std::move(acceptor_)), text(std::move(text_)) {}
    tcp::acceptor acceptor;
    std::function<std::string()> text;
    std::set<beast::tcp_stream*> open;
  };

  static asio::awaitable<void> accept_all(std::shared_ptr<State> state) {
    while (state->acceptor.is_open()) {
      error_code error;
      tcp::socket socket = co_await state->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
      if (error) {
        asio::steady_timer pause(state->acceptor.get_executor(), kPause);
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      if (state->open.size() >= kMostConnections) continue;  // the socket closes here
      asio::co_spawn(state->acceptor.get_executor(), serve(std::move(socket), state), asio::detached);
    }
  }

  static asio::awaitable<void> serve(tcp::socket socket, std::shared_ptr<State> state) {
    namespace http = beast::http;
    beast::tcp_stream stream(std::move(socket));
    state->open.insert(&stream);
    beast::flat_buffer buffer(kMaxHeader);
    error_code error;
    for (bool go_on = true; go_on;) {
      http::request_parser<http::empty_body> parser;
      parser.header_limit(kMaxHeader);
      parser.body_limit(0);
      stream.expires_after(kTime);
      co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
      const auto& request = parser.get();
      http::response<http::string_body> response;
      response.version(request.version());
      response.keep_alive(request.keep_alive());
      response.set(http::field::content_type, "text/plain; charset=utf-8");
      if (request.method() != http::verb::get) {
        response.result(http::status::method_not_allowed);
        response.set(http::field::allow, "GET");
      } else if (request.target() == "/metrics") {
        response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
        response.body() = state->text();
      } else {
        response.result(http::status::not_found);
        response.body() = "The metrics are at /metrics.\n";
      }
      response.prepare_payload();
      go_on = response.keep_alive();
      stream.expires_after(kTime);
      http::response_serializer<http::string_body> serializer(response);
      co_await http::async_write(stream, serializer, asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
    }
    state->open.erase(&stream);
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
  }

  std::uint16_t port_;
  std::shared_ptr<State> state_;
};

}  // namespace

std::variant<std::unique_ptr<Endpoint>, std::string> Endpoint::listen(const asio::any_io_executor& executor,
                                                                      const ListenAt& where,
                                                                      std::function<std::string()> text) {
  error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(where.address, error), where.port);
  tcp::acceptor acceptor(executor);
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return "metrics.listen: cannot listen on " + where.address + " port " + std::to_string(where.port) + ": " +
           error.message();
  }
  return std::make_unique<Listening>(std::move(acceptor), std::move(text));
}

}  // namespace mailglass::relay::metrics
