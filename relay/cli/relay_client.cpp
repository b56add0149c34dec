#include "cli/relay_client.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>

#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Stream = websocket::stream<beast::tcp_stream>;

constexpr std::size_t kMaxMessage = 256 * 1024;
constexpr auto kTick = std::chrono::milliseconds(250);
constexpr auto kConnectDeadline = std::chrono::seconds(10);

class Pump {
 public:
  Pump(asio::io_context& io, const RelayAddress& relay, check::Check& check)
      : relay_(relay), check_(check), stream_(io), timer_(io), started_(std::chrono::steady_clock::now()) {}

  asio::awaitable<void> run() {
    boost::system::error_code error;
    co_await connect(error);
    beast::flat_buffer buffer;
    while (!error && !check_.finished()) {
      co_await stream_.async_read(buffer, asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
      const auto data = buffer.cdata();
      const ByteView message(static_cast<const std::uint8_t*>(data.data()), data.size());
      if (stream_.got_text()) {
        check_.on_text(text_of(message), now());
      } else {
        check_.on_binary(message, now());
      }
      buffer.consume(buffer.size());
      co_await send_all(error);
    }
    if (!check_.finished()) check_.on_lost(now());
    timer_.cancel();
    if (!error)
      co_await stream_.async_close(websocket::close_code::normal, asio::redirect_error(asio::use_awaitable, error));
  }

  asio::awaitable<void> tick() {
    boost::system::error_code error;
    while (!check_.finished()) {
      timer_.expires_after(kTick);
      co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      check_.on_tick(now());
      co_await send_all(error);
    }
    beast::get_lowest_layer(stream_).cancel();
  }

 private:
  asio::awaitable<void> connect(boost::system::error_code& error) {
    tcp::resolver resolver(stream_.get_executor());
    const auto found =
        co_await resolver.async_resolve(relay_.host, relay_.port, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    auto& tcp_layer = beast::get_lowest_layer(stream_);
    tcp_layer.expires_after(kConnectDeadline);
    co_await tcp_layer.async_connect(found, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    tcp_layer.expires_never();
    tcp_layer.socket().set_option(tcp::no_delay(true));
    stream_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::client));
    stream_.read_message_max(kMaxMessage);
    stream_.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, std::string(wire::kSubprotocol));
    }));
    co_await stream_.async_handshake(relay_.host + ":" + relay_.port, relay_.path,
                                     asio::redirect_error(asio::use_awaitable, error));
  }

  /// One writer at a time: whoever comes while it writes leaves the messages to it.
  asio::awaitable<void> send_all(boost::system::error_code& error) {
    if (writing_) co_return;
    writing_ = true;
    while (!error) {
      std::optional<check::Outgoing> next = check_.next_outgoing();
      if (!next) break;
      const auto* frame = std::get_if<wire::Frame>(&*next);
      stream_.binary(frame != nullptr);
      const Bytes bytes = frame ? wire::encode(*frame) : Bytes{};
      const std::string text = frame ? std::string{} : wire::encode(std::get<wire::FromPage>(*next));
      const auto buffer = frame ? asio::buffer(bytes) : asio::buffer(text);
      co_await stream_.async_write(buffer, asio::redirect_error(asio::use_awaitable, error));
    }
    writing_ = false;
  }

  [[nodiscard]] std::uint64_t now() const {
    const auto passed = std::chrono::steady_clock::now() - started_;
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(passed).count());
  }

  const RelayAddress& relay_;
  check::Check& check_;
  Stream stream_;
  asio::steady_timer timer_;
  bool writing_ = false;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace

std::optional<RelayAddress> parse_relay_url(const std::string& url) {
  constexpr std::string_view kScheme = "ws://";
  if (url.substr(0, kScheme.size()) != kScheme) return std::nullopt;
  const std::string rest = url.substr(kScheme.size());
  const std::size_t slash = rest.find('/');
  const std::string authority = rest.substr(0, slash);
  const std::size_t colon = authority.rfind(':');
  RelayAddress out;
  out.host = authority.substr(0, colon);
  out.port = colon == std::string::npos ? "80" : authority.substr(colon + 1);
  out.path = slash == std::string::npos ? "/ws" : rest.substr(slash);
  if (out.host.empty() || out.port.empty()) return std::nullopt;
  return out;
}

void run_check(const RelayAddress& relay, check::Check& check) {
  asio::io_context io;
  Pump pump(io, relay, check);
  asio::co_spawn(io, pump.run(), asio::detached);
  asio::co_spawn(io, pump.tick(), asio::detached);
  io.run();
}

}  // namespace mailglass::cli
