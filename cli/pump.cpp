#include "cli/pump.h"

#include <boost/asio/steady_timer.hpp>
#include <chrono>

namespace mailglass::cli {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr auto kTick = std::chrono::milliseconds(50);        // how late a question's turn may be noticed
constexpr auto kLeaveTime = std::chrono::milliseconds(500);  // for the relay to hear that the check is over

class Pump final : private Receiver {
 public:
  Pump(asio::io_context& context, Transport& transport, check::Check& check,
       const std::function<void(const check::Check&)>& watch)
      : context_(context), transport_(transport), check_(check), watch_(watch), timer_(context) {}

  std::string run() {
    transport_.begin(*this);
    tick();
    while (!check_.finished() && context_.run_one() > 0) {
    }
    transport_.close();
    timer_.cancel();
    context_.run_for(kLeaveTime);  // returns as soon as nothing is left to do
    return lost_;
  }

 private:
  void on_text(std::string_view message) override {
    check_.on_text(message, now());
    carry();
  }
  void on_binary(ByteView message) override {
    check_.on_binary(message, now());
    carry();
  }
  void on_closed(const std::string& why) override {
    if (check_.finished()) return;
    lost_ = why;
    check_.on_lost(now());
  }

  void tick() {
    timer_.expires_after(kTick);
    timer_.async_wait([this](const boost::system::error_code& stopped) {
      if (stopped || check_.finished()) return;
      check_.on_tick(now());
      carry();
      watch_(check_);
      tick();
    });
  }

  void carry() {
    while (const auto message = check_.next_outgoing()) transport_.send(*message);
  }

  [[nodiscard]] std::uint64_t now() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_).count());
  }

  asio::io_context& context_;
  Transport& transport_;
  check::Check& check_;
  const std::function<void(const check::Check&)>& watch_;
  asio::steady_timer timer_;
  std::string lost_;
  Clock::time_point started_ = Clock::now();
};

}  // namespace

std::string run_check(asio::io_context& context, Transport& transport, check::Check& check,
                      const std::function<void(const check::Check&)>& watch) {
  return Pump(context, transport, check, watch).run();
}

}  // namespace mailglass::cli
