// A mail server that only plays its part of one probe's dialogue, from memory:
//
//   bare_server ADDRESS HELLO_BYTES FLIGHT WORK_US
//
// ADDRESS: where it listens, port 25. HELLO_BYTES: how long a ClientHello is. FLIGHT: what it answers to one, in
// hexadecimal. WORK_US: how long it computes before it does, in microseconds; a real server signs its key exchange.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <iostream>
#include <string>

#include "bare_words.h"

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace mailglass::bench;  // NOLINT(google-build-using-namespace): a program's main file

constexpr std::uint16_t kPort = 25;

asio::awaitable<bool> say(tcp::socket& socket, std::string_view words) {
  error_code error;
  co_await asio::async_write(socket, asio::buffer(words.data(), words.size()),
                             asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

struct Flight {
  std::string bytes;
  std::chrono::microseconds work{};
};

/// Keeps the processor busy.
void compute(std::chrono::microseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

asio::awaitable<void> serve(tcp::socket socket, std::size_t hello_bytes, const Flight& flight) {
  error_code error;
  socket.set_option(tcp::no_delay(true), error);
  std::string heard;
  for (const std::string_view words : {kGreeting, kCapabilities, kGoAhead}) {
    if (!co_await say(socket, words)) co_return;
    if (words == kGoAhead) break;
    const std::size_t line = co_await asio::async_read_until(socket, asio::dynamic_buffer(heard), '\n',
                                                             asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    heard.erase(0, line);
  }
  if (heard.size() < hello_bytes) {
    co_await asio::async_read(socket, asio::dynamic_buffer(heard), asio::transfer_exactly(hello_bytes - heard.size()),
                              asio::redirect_error(asio::use_awaitable, error));
  }
  if (error) co_return;
  compute(flight.work);
  if (!co_await say(socket, flight.bytes)) co_return;
  // Whatever comes until the client is through.
  while (!error) {
    heard.resize(4096);
    co_await socket.async_read_some(asio::buffer(heard), asio::redirect_error(asio::use_awaitable, error));
  }
}

asio::awaitable<void> listen(const std::string& address, std::size_t hello_bytes, const Flight& flight) {
  const auto executor = co_await asio::this_coro::executor;
  tcp::acceptor acceptor(executor, {asio::ip::make_address(address), kPort});
  std::cout << "listening" << std::endl;  // NOLINT(performance-avoid-endl): whoever started it waits for this
  while (true) {
    asio::co_spawn(executor, serve(co_await acceptor.async_accept(asio::use_awaitable), hello_bytes, flight),
                   asio::detached);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) {
    std::cerr << "usage: bare_server ADDRESS HELLO_BYTES FLIGHT WORK_US\n";
    return 64;
  }
  const Flight flight{from_hex(argv[3]), std::chrono::microseconds(number(argv[4]))};
  asio::io_context context(1);
  asio::co_spawn(context, listen(argv[1], number(argv[2]), flight), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  context.run();
  return 0;
} catch (const std::exception& error) {
  std::cerr << "bare_server: " << error.what() << '\n';
  return 1;
}
