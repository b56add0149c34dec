#include "dialer/port25.h"

#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>

#include "dialer/connect_failure.h"
#include "dns/message.h"
#include "smtp/reply.h"

namespace mailglass::relay::dialer {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using dns::Type;

constexpr auto kConnectTime = std::chrono::seconds(10);
constexpr auto kGreetingTime = std::chrono::seconds(30);
constexpr std::uint16_t kSmtpPort = 25;

class Check : public std::enable_shared_from_this<Check> {
 public:
  Check(const asio::any_io_executor& executor, resolver::Resolver& resolver, const target::OffLimits& off_limits,
        std::function<void(wire::Port25)> done)
      : resolver_(resolver),
        off_limits_(off_limits),
        done_(std::move(done)),
        socket_(executor),
        timer_(executor),
        answered_(executor) {}

  asio::awaitable<void> run([[maybe_unused]] std::shared_ptr<Check> self, std::vector<std::string> domains) {
    bool blocked = false;
    for (const std::string& domain : domains) {
      const auto address = co_await find_server(domain);
      if (stopped_) co_return;
      if (!address) continue;
      const wire::Port25 found = co_await greet(*address);
      if (stopped_) co_return;
      if (found == wire::Port25::Open) {
        done_(found);
        co_return;
      }
      blocked = blocked || found == wire::Port25::Blocked;
    }
    done_(blocked ? wire::Port25::Blocked : wire::Port25::Unknown);
  }

  /// The coroutine's own end: whatever was thrown says nothing about port 25.
  void ended(const std::exception_ptr& thrown) {
    if (!thrown || stopped_) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      spdlog::error("the check of port 25 ended by an error of the relay's own: {}", error.what());
    }
    done_(wire::Port25::Unknown);
  }

  void stop() {
    stopped_ = true;
    error_code ignored;
    if (ticket_) resolver_.cancel(*ticket_);
    answered_.cancel();
    timer_.cancel();
    socket_.close(ignored);
  }

 private:
  asio::awaitable<std::optional<dns::Message>> look_up(dns::Name name, Type type) {
    std::optional<Bytes> answer;
    answered_.expires_at(asio::steady_timer::time_point::max());
    ticket_ = resolver_.look_up(name, type, [&](resolver::Resolved resolved) {
      answer = std::move(resolved.message);
      answered_.cancel();
    });
    error_code ignored;
    co_await answered_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    ticket_.reset();
    if (!answer) co_return std::nullopt;
    auto message = dns::parse_message(*answer);
    if (!message) co_return std::nullopt;
    co_return std::move(*message);
  }

  asio::awaitable<std::optional<IpAddress::V4>> find_server(std::string domain) {
    const auto name = dns::Name::from_text(domain);
    if (!name) co_return std::nullopt;
    const auto exchanges = co_await look_up(*name, Type::MX);
    if (stopped_ || !exchanges) co_return std::nullopt;
    const auto found = dns::resolve(*exchanges, *name, Type::MX);
    const dns::Mx* best = nullptr;
    for (const dns::Record* record : found.records) {
      const auto* mx = std::get_if<dns::Mx>(&record->rdata);
      if (mx && (!best || mx->preference < best->preference)) best = mx;
    }
    if (!best) co_return std::nullopt;
    const dns::Name host = best->exchange;
    const auto addresses = co_await look_up(host, Type::A);
    if (stopped_ || !addresses) co_return std::nullopt;
    const auto given = dns::resolve(*addresses, host, Type::A);
    for (const dns::Record* record : given.records) {
      const auto* a = std::get_if<dns::A>(&record->rdata);
      if (a && !off_limits_.refuse(IpAddress(a->address))) co_return a->address;
    }
    co_return std::nullopt;
  }

  void close_after(std::chrono::seconds time) {
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this()](const error_code& stopped) {
      error_code ignored;
      if (!stopped) self->socket_.close(ignored);
    });
  }

  /// Blocked: no connection. Unknown: one, but no greeting; or the relay itself lacked something.
  asio::awaitable<wire::Port25> greet(IpAddress::V4 address) {
    error_code error;
    socket_.close(error);
    close_after(kConnectTime);
    const tcp::endpoint endpoint(asio::ip::address_v4(address), kSmtpPort);
    co_await socket_.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
    if (error && std::holds_alternative<OwnWant>(connect_failure(error, way_to(endpoint))))
      co_return wire::Port25::Unknown;
    if (error || !socket_.is_open()) co_return wire::Port25::Blocked;
    close_after(kGreetingTime);
    smtp::ReplyReader reader;
    bool greeted = false;
    std::array<std::uint8_t, 4096> buffer{};
    while (!greeted) {
      const std::size_t count =
          co_await socket_.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
      ByteView bytes(buffer.data(), count);
      const auto reply = reader.feed(bytes);
      if (!reply) break;
      greeted = reply->has_value();
    }
    if (greeted) {
      constexpr std::string_view kQuit = "QUIT\r\n";
      co_await asio::async_write(socket_, asio::buffer(kQuit.data(), kQuit.size()),
                                 asio::redirect_error(asio::use_awaitable, error));
      co_await socket_.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
    }
    timer_.cancel();
    socket_.close(error);
    co_return greeted ? wire::Port25::Open : wire::Port25::Unknown;
  }

  resolver::Resolver& resolver_;
  const target::OffLimits& off_limits_;
  std::function<void(wire::Port25)> done_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  asio::steady_timer answered_;
  std::optional<resolver::Resolver::Ticket> ticket_;
  bool stopped_ = false;
};

}  // namespace

std::function<void()> check_port25(const asio::any_io_executor& executor, resolver::Resolver& resolver,
                                   std::vector<std::string> domains, const target::OffLimits& off_limits,
                                   std::function<void(wire::Port25)> done) {
  auto check = std::make_shared<Check>(executor, resolver, off_limits, std::move(done));
  asio::co_spawn(executor, check->run(check, std::move(domains)),
                 [check](const std::exception_ptr& thrown) { check->ended(thrown); });
  return [weak = std::weak_ptr<Check>(check)] {
    if (const auto running = weak.lock()) running->stop();
  };
}

}  // namespace mailglass::relay::dialer
