// Probes of one mail server, as many a second as can be had:
//
//   bare_client direct ADDRESSES COUNT AT_ONCE HELLO FLIGHT_BYTES
//   bare_client relay  ADDRESSES COUNT AT_ONCE HELLO FLIGHT_BYTES RELAY_ADDRESS RELAY_PORT DOMAIN HOST
//
// `direct` is the yardstick: the dialogue of a probe over plain sockets and nothing else. `relay` asks a relay for the
// same probes, four in a session, each session from an address of its own. HELLO: the ClientHello in hexadecimal;
// FLIGHT_BYTES: how much the server answers to it.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/detail/base64.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bare_words.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using namespace mailglass::bench;  // NOLINT(google-build-using-namespace): a program's main file

constexpr std::uint16_t kSmtp = 25;
constexpr unsigned kStreams = 4;  // docs/protocol.md: limits.streams
/// The alerts user_canceled and close_notify, as the relay says them in the middle of a handshake of TLS 1.2.
constexpr std::string_view kFarewell("\x15\x03\x03\x00\x02\x01\x5a\x15\x03\x03\x00\x02\x01\x00", 14);

struct Task {
  std::vector<std::string> addresses;
  std::string hello;
  std::size_t flight_bytes = 0;
  unsigned long left = 0;  ///< to be begun
  unsigned long done = 0;
  tcp::endpoint relay;
  std::string domain, host;

  /// The address of the next probe.
  const std::string& begin() { return addresses[--left % addresses.size()]; }
};

asio::awaitable<void> say(tcp::socket& socket, std::string_view words) {
  co_await asio::async_write(socket, asio::buffer(words.data(), words.size()), asio::use_awaitable);
}

asio::awaitable<void> probes(Task& task) {
  const auto executor = co_await asio::this_coro::executor;
  while (task.left > 0) {
    tcp::socket socket(executor);
    co_await socket.async_connect({asio::ip::make_address(task.begin()), kSmtp}, asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    std::string heard;
    auto buffer = asio::dynamic_buffer(heard);
    co_await asio::async_read_until(socket, buffer, kGreeting, asio::use_awaitable);
    co_await say(socket, "EHLO relay.world.com\r\n");
    co_await asio::async_read_until(socket, buffer, kCapabilities, asio::use_awaitable);
    co_await say(socket, "STARTTLS\r\n");
    co_await asio::async_read_until(socket, buffer, kGoAhead, asio::use_awaitable);
    co_await say(socket, task.hello);
    const std::size_t all = kClearBytes + task.flight_bytes;
    if (heard.size() < all) {
      co_await asio::async_read(socket, buffer, asio::transfer_exactly(all - heard.size()), asio::use_awaitable);
    }
    co_await say(socket, kFarewell);
    ++task.done;
  }
}

std::string base64(const std::string& bytes) {
  std::string text(beast::detail::base64::encoded_size(bytes.size()), '\0');
  text.resize(beast::detail::base64::encode(text.data(), bytes.data(), bytes.size()));
  return text;
}

/// One session's conversation with the relay. Messages are looked at as this relay writes them: `"type"` first.
class Session {
 public:
  Session(Task& task, const asio::any_io_executor& executor) : task_(task), socket_(executor) {}

  asio::awaitable<void> run(std::string local) {
    auto& stream = beast::get_lowest_layer(socket_);
    stream.socket().open(tcp::v4());
    stream.socket().bind({asio::ip::make_address(local), 0});
    co_await stream.async_connect(task_.relay, asio::use_awaitable);
    stream.socket().set_option(tcp::no_delay(true));
    socket_.set_option(beast::websocket::stream_base::decorator([](beast::websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, "mailglass.v1");
    }));
    co_await socket_.async_handshake(task_.relay.address().to_string(), "/ws", asio::use_awaitable);
    co_await hear("welcome");
    co_await say(R"({"type":"open","domain":")" + task_.domain + "\"}");
    co_await hear("opened");
    co_await say(R"({"type":"lookup","id":1,"name":")" + task_.domain + R"(","rr":"MX"})");
    co_await hear("answer");
    co_await say(R"({"type":"lookup","id":2,"name":")" + task_.host + R"(","rr":"A"})");
    co_await hear("answer");
    for (unsigned i = 0; i < kStreams; ++i) co_await begin();
    while (running_ > 0) co_await take();
    co_await socket_.async_close(beast::websocket::close_code::normal, asio::use_awaitable);
  }

 private:
  asio::awaitable<void> say(std::string message) {
    socket_.text(true);
    co_await socket_.async_write(asio::buffer(message), asio::use_awaitable);
  }

  asio::awaitable<std::string_view> next() {
    buffer_.clear();
    co_await socket_.async_read(buffer_, asio::use_awaitable);
    const auto data = buffer_.data();
    co_return std::string_view(static_cast<const char*>(data.data()), data.size());
  }

  asio::awaitable<void> hear(std::string_view type) {
    const std::string_view message = co_await next();
    if (message.find("\"type\":\"" + std::string(type) + "\"") == std::string_view::npos)
      throw std::runtime_error("the relay said " + std::string(message));
  }

  asio::awaitable<void> begin() {
    if (task_.left == 0) co_return;
    const std::string& address = task_.begin();
    ++running_;
    co_await say(R"({"type":"probe","id":)" + std::to_string(next_id_++) + R"(,"service":"smtp","host":")" +
                 task_.host + R"(","address":")" + address + R"(","client_hello":")" + base64(task_.hello) + "\"}");
  }

  asio::awaitable<void> take() {
    constexpr std::size_t kHeader = 24;
    const std::string_view message = co_await next();
    if (socket_.got_binary()) {
      if (message.size() <= kHeader || message[1] != 0) co_return;
      std::uint32_t id = 0;
      for (std::size_t i = 4; i < 8; ++i) id = id << 8 | static_cast<std::uint8_t>(message[i]);
      std::size_t& heard = heard_[id];
      heard += message.size() - kHeader;
      if (heard >= kClearBytes + task_.flight_bytes)
        co_await say(R"({"type":"finish","id":)" + std::to_string(id) + "}");
      co_return;
    }
    if (message.find(R"("type":"refused")") != std::string_view::npos)
      throw std::runtime_error("the relay refused: " + std::string(message));
    if (message.find(R"("type":"closed")") == std::string_view::npos) co_return;
    if (message.find(R"("end":"cancelled")") == std::string_view::npos)
      throw std::runtime_error("a probe failed: " + std::string(message));
    const std::size_t id = message.find("\"id\":");
    heard_.erase(static_cast<std::uint32_t>(std::strtoul(message.data() + id + 5, nullptr, 10)));
    ++task_.done;
    --running_;
    co_await begin();
  }

  Task& task_;
  beast::websocket::stream<beast::tcp_stream> socket_;
  beast::flat_buffer buffer_;
  std::map<std::uint32_t, std::size_t> heard_;  ///< from the server, by probe
  std::uint32_t next_id_ = 3;
  unsigned running_ = 0;
};

asio::awaitable<void> session(Task& task, unsigned n) {
  Session conversation(task, co_await asio::this_coro::executor);
  co_await conversation.run("45.45." + std::to_string(n % 250) + ".7");
}

int run(const std::string& mode, Task task, unsigned long at_once) {
  asio::io_context context(1);
  const unsigned long count = task.left;
  const auto failed = [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  };
  const auto begun = std::chrono::steady_clock::now();
  if (mode == "direct") {
    for (unsigned long i = 0; i < at_once; ++i) asio::co_spawn(context, probes(task), failed);
  } else {
    for (unsigned i = 0; i < at_once / kStreams; ++i) asio::co_spawn(context, session(task, i), failed);
  }
  context.run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  if (task.done != count) throw std::runtime_error(std::to_string(task.done) + " of " + std::to_string(count));
  std::cout << static_cast<double>(count) / took.count() << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (!(mode == "direct" && argc == 7) && !(mode == "relay" && argc == 11)) {
    std::cerr << "usage: bare_client direct|relay ADDRESSES COUNT AT_ONCE HELLO FLIGHT_BYTES "
                 "[RELAY_ADDRESS RELAY_PORT DOMAIN HOST]\n";
    return 64;
  }
  Task task;
  for (std::istringstream list(argv[2]); std::getline(list, task.addresses.emplace_back(), ',');) {
  }
  task.addresses.pop_back();
  task.left = number(argv[3]);
  task.hello = from_hex(argv[5]);
  task.flight_bytes = number(argv[6]);
  if (mode == "relay") {
    task.relay = {asio::ip::make_address(argv[7]), static_cast<std::uint16_t>(number(argv[8]))};
    task.domain = argv[9];
    task.host = argv[10];
  }
  return run(mode, std::move(task), number(argv[4]));
} catch (const std::exception& error) {
  std::cerr << "bare_client: " << error.what() << '\n';
  return 1;
}
