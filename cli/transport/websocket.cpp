#include "cli/transport/websocket.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "cli/transport/tls_client.h"
#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;

/// A relay's largest message: an answer with a whole DNS message in base64.
constexpr std::size_t kMaxMessage = 256 * 1024;
constexpr auto kConnectTime = std::chrono::seconds(10);
constexpr auto kHandshakeTime = std::chrono::seconds(10);  // also of the closing one

/// Whoever is behind a WebSocket is a relay, and its word stays that, whatever it says of itself.
std::string from_a_relay(std::string_view text) {
  auto message = wire::decode_from_relay(text);
  auto* welcome = message ? std::get_if<wire::Welcome>(&*message) : nullptr;
  if (!welcome || !welcome->here) return std::string(text);
  welcome->here = false;
  return wire::encode(*message);
}

using Plain = beast::tcp_stream;
using Encrypted = asio::ssl::stream<beast::tcp_stream>;

/// Over a layer, Plain or Encrypted.
template <class Layer>
class WebSocket final : public Transport {
 public:
  WebSocket(asio::io_context& context, RelayAddress relay) : relay_(std::move(relay)), stream_(context) {}
  WebSocket(asio::io_context& context, RelayAddress relay, std::unique_ptr<TlsClient> tls)
      : relay_(std::move(relay)), tls_(std::move(tls)), stream_(context, tls_->context()) {}

  void begin(Receiver& receiver) override {
    receiver_ = &receiver;
    asio::co_spawn(stream_.get_executor(), run(), asio::detached);
  }

  void send(const check::Outgoing& message) override {
    if (const auto* frame = std::get_if<wire::Frame>(&message)) {
      const Bytes bytes = wire::encode(*frame);
      queue_.push_back({true, std::string(text_of(bytes))});
    } else {
      queue_.push_back({false, wire::encode(std::get<wire::FromPage>(message))});
    }
    if (open_ && queue_.size() == 1) write_next();
  }

  void close() override {
    receiver_ = nullptr;
    if (!open_) {
      beast::get_lowest_layer(stream_).close();
    } else if (queue_.empty()) {
      say_close();
    }
  }

 private:
  struct Message {
    bool binary = false;
    std::string bytes;
  };

  asio::awaitable<void> run() {
    error_code error;
    co_await connect(error);
    open_ = !error;
    if (open_ && !queue_.empty()) write_next();
    beast::flat_buffer buffer;
    while (!error) {
      co_await stream_.async_read(buffer, asio::redirect_error(asio::use_awaitable, error));
      if (error || !receiver_) break;
      const auto data = buffer.cdata();
      const ByteView message(static_cast<const std::uint8_t*>(data.data()), data.size());
      if (stream_.got_text()) {
        receiver_->on_text(from_a_relay(text_of(message)));
      } else {
        receiver_->on_binary(message);
      }
      buffer.consume(buffer.size());
    }
    open_ = false;
    if (receiver_) std::exchange(receiver_, nullptr)->on_closed(why(error));
  }

  [[nodiscard]] std::string why(const error_code& error) const {
    if (handshake_failure_) return handshake_failure_;
    return error == websocket::error::closed ? "cli.error.relay-closed" : error.message();
  }

  asio::awaitable<void> connect(error_code& error) {
    tcp::resolver resolver(stream_.get_executor());
    const auto found =
        co_await resolver.async_resolve(relay_.host, relay_.port, asio::redirect_error(asio::use_awaitable, error));
    if (!receiver_) error = asio::error::operation_aborted;  // closed meanwhile
    if (error) co_return;
    auto& tcp_layer = beast::get_lowest_layer(stream_);
    tcp_layer.expires_after(kConnectTime);
    co_await tcp_layer.async_connect(found, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    if constexpr (std::is_same_v<Layer, Encrypted>) {
      co_await encrypt(error);
      if (error) co_return;
    }
    tcp_layer.expires_never();  // the WebSocket has its own
    tcp_layer.socket().set_option(tcp::no_delay(true));
    auto times = websocket::stream_base::timeout::suggested(beast::role_type::client);
    times.handshake_timeout = kHandshakeTime;
    stream_.set_option(times);
    stream_.read_message_max(kMaxMessage);
    stream_.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, std::string(wire::kSubprotocol));
    }));
    co_await stream_.async_handshake(relay_.authority, relay_.path, asio::redirect_error(asio::use_awaitable, error));
  }

  asio::awaitable<void> encrypt(error_code& error) {
    Encrypted& layer = stream_.next_layer();
    if (!TlsClient::expect_host(layer.native_handle(), relay_.host)) {
      handshake_failure_ = "cli.error.relay-name";
      error = asio::error::invalid_argument;
      co_return;
    }
    beast::get_lowest_layer(stream_).expires_after(kHandshakeTime);
    co_await layer.async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
    if (error && error != beast::error::timeout) handshake_failure_ = TlsClient::failure_of(layer.native_handle());
  }

  void write_next() {
    stream_.binary(queue_.front().binary);
    stream_.async_write(asio::buffer(queue_.front().bytes), [this](const error_code& error, std::size_t) {
      if (error) return;  // the read that is under way ends, too, and says so
      queue_.pop_front();
      if (!queue_.empty()) {
        write_next();
      } else if (!receiver_) {
        say_close();
      }
    });
  }

  void say_close() {
    stream_.async_close(websocket::close_code::normal, [](const error_code&) {});
  }

  RelayAddress relay_;
  std::unique_ptr<TlsClient> tls_;  // outlives the stream
  websocket::stream<Layer> stream_;
  const char* handshake_failure_ = nullptr;
  std::deque<Message> queue_;
  Receiver* receiver_ = nullptr;
  bool open_ = false;
};

/// Says that there is no way, and nothing else.
class NoTransport final : public Transport {
 public:
  NoTransport(asio::io_context& context, std::string why) : context_(context), why_(std::move(why)) {}
  void begin(Receiver& receiver) override {
    receiver_ = &receiver;
    asio::post(context_, [this] {
      if (receiver_) receiver_->on_closed(why_);
    });
  }
  void send(const check::Outgoing& /*message*/) override {}
  void close() override { receiver_ = nullptr; }

 private:
  asio::io_context& context_;
  std::string why_;
  Receiver* receiver_ = nullptr;
};

}  // namespace

std::unique_ptr<Transport> over_websocket(asio::io_context& context, RelayAddress relay, const std::string& roots) {
  if (!relay.encrypted) return std::make_unique<WebSocket<Plain>>(context, std::move(relay));
  auto tls = TlsClient::create(roots);
  if (!tls) return std::make_unique<NoTransport>(context, "cli.error.no-randomness");
  return std::make_unique<WebSocket<Encrypted>>(context, std::move(relay), std::move(tls));
}

}  // namespace mailglass::cli
