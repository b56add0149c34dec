#include "dialer/stream.h"

#include <netinet/tcp.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <exception>
#include <optional>
#include <string>

#include "dialer/connect_failure.h"
#include "dialer/connecting.h"
#include "dialer/outgoing.h"
#include "duration_text.h"

namespace mailglass::relay::dialer {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using budget::Clock;
using std::chrono::milliseconds;
using wire::End;
using wire::Stage;

constexpr milliseconds kGoodbye{2000};  // for the 221 after QUIT
// For a server that leaves by itself behind its last reply, before QUIT is said; its FIN comes with the reply, or right
// behind it. Inside TLS everybody waits for it, in clear text few.
constexpr milliseconds kLeaves{100}, kLeavesTls{20};
constexpr int kLooks = 3;  // at whether the page is silent, within its time; others who wait hurry it
constexpr std::size_t kReadAtOnce = 16384;
static_assert(kReadAtOnce <= wire::kMaxFrameBytes);

class Connection final : public Stream, public std::enable_shared_from_this<Connection> {
 public:
  Connection(const asio::any_io_executor& executor, const Plan& plan, guard::Guard guard, budget::Budgets& budgets,
             const target::OffLimits& off_limits, Listener& listener)
      : plan_(plan),
        guard_(std::move(guard)),
        budgets_(budgets),
        off_limits_(off_limits),
        listener_(&listener),
        socket_(executor),
        deadline_(executor),
        page_timer_(executor),
        outgoing_(socket_, [this](std::uint64_t offset, ByteView bytes) {
          listener_->on_frame(
              {plan_.id, wire::Direction::ToServer, offset, now_us(), Bytes(bytes.begin(), bytes.end())});
        }) {}

  /// Later, never from within the call: the caller shall know its stream before it hears of it.
  void begin() {
    asio::post(socket_.get_executor(), [self = shared_from_this()] {
      asio::co_spawn(self->socket_.get_executor(), self->run(self),
                     asio::bind_cancellation_slot(self->give_up_.slot(),
                                                  [self](const std::exception_ptr& thrown) { self->ended(thrown); }));
    });
  }

  void on_page(ByteView bytes) override {
    if (listener_) carry_out(guard_.on_page(bytes), false);
  }

  void on_finish() override {
    if (!listener_) return;
    if (stage_ == Stage::Connecting) {
      end(End::Cancelled, "the page finished the stream");
    } else {
      carry_out(guard_.on_finish(), false);
    }
  }

  void on_say(wire::Word word, ByteView key) override {
    if (listener_) carry_out(guard_.on_say(word, key), false);
  }

  void cancel() override {
    listener_ = nullptr;
    stop();
  }

 private:
  [[nodiscard]] bool over() const { return listener_ == nullptr; }

  [[nodiscard]] std::uint64_t now_us() const {
    if (begun_ == Clock::time_point()) return 0;
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun_).count());
  }

  void stop() {
    error_code ignored;
    deadline_.cancel();
    page_timer_.cancel();
    outgoing_.stop();
    socket_.close(ignored);
    turn_.reset();
    patience_.reset();
    if (waiting_) give_up_.emit(asio::cancellation_type::terminal);
  }

  /// The coroutine's own end. A stream never ends without a word, whatever was thrown.
  void ended(const std::exception_ptr& thrown) {
    if (!thrown) return;
    std::string what = "unknown";
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      what = error.what();
    } catch (...) {  // NOLINT(bugprone-empty-catch): told below like the others
    }
    if (over()) return;
    spdlog::error("a probe ended by an error of the relay's own: {}", what);
    want(what);
  }

  /// The relay's own want is the relay's word, and nothing about the mail server.
  void want(const std::string& what) {
    const std::string why = "the relay itself could not go on: " + what;
    if (begun_ == Clock::time_point()) {
      refuse("relay-resources", why);
    } else {
      end(End::Cancelled, why);
    }
  }

  void end(End end, std::string why) { finish(wire::Closed{plan_.id, end, stage_, std::move(why), now_us()}); }

  /// Before anything was done.
  void refuse(std::string rule, std::string why) { finish(wire::Refused{plan_.id, std::move(rule), std::move(why)}); }

  void finish(wire::FromRelay last) {
    if (over()) return;
    Listener& listener = *std::exchange(listener_, nullptr);
    stop();
    listener.on_message(std::move(last));
    listener.on_closed(plan_.id);
  }

  void reach(Stage stage) {
    stage_ = stage;
    listener_->on_message(wire::StageReached{plan_.id, stage, now_us()});
  }

  // The one coroutine of a stream. `self` keeps the stream alive until it returns.
  asio::awaitable<void> run([[maybe_unused]] std::shared_ptr<Connection> self) {
    if (over()) co_return;
    waiting_ = true;
    auto turn = co_await budgets_.take_turn({plan_.address, plan_.client, plan_.first});
    waiting_ = false;
    if (over()) co_return;
    if (!turn) {
      refuse(std::string(turn.refusal().rule), turn.refusal().why);
      co_return;
    }
    turn_ = std::move(*turn);
    if (!co_await connects()) co_return;
    error_code error;
    socket_.set_option(tcp::no_delay(true), error);
    reach(Stage::Connected);
    carry_out(guard_.on_connected(), true);
    if (over()) co_return;
    co_await read_all();
  }

  asio::awaitable<bool> connects() {
    const tcp::endpoint endpoint = endpoint_of(plan_.address, plan_.port);
    if (const auto refusal = off_limits_.refuse(address_of(endpoint))) {
      begin_connecting();
      end(End::Unreachable, "the relay does not connect to this address: " + refusal->why);
      co_return false;
    }
    error_code error;
    socket_.open(endpoint.protocol(), error);
    if (!error) socket_.non_blocking(true, error);
    if (error && error != asio::error::address_family_not_supported) {
      want(error.message());
      co_return false;
    }
    // By the system's own call, since what the relay itself lacks shows at once, before it has begun to connect.
    if (!error && ::connect(socket_.native_handle(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0)
      error.assign(errno, boost::system::system_category());
    const bool under_way = error == asio::error::in_progress;
    if (error && !under_way) {
      tell_failure(error, endpoint);
      co_return false;
    }
    begin_connecting();
    step_begun_ = Clock::now();
    set_deadline(milliseconds(plan_.limits.connect_ms), "no connection");
    if (under_way) error = co_await outcome_of_connect(socket_);
    if (over()) co_return false;
    if (error) tell_failure(error, endpoint);
    co_return !error;
  }

  void begin_connecting() {
    begun_ = Clock::now();
    reach(Stage::Connecting);
  }

  void tell_failure(const error_code& error, const tcp::endpoint& endpoint) {
    auto failure = connect_failure(error, way_to(endpoint));
    if (const auto* own = std::get_if<OwnWant>(&failure)) {
      want(own->why);
      return;
    }
    auto& servers = std::get<ConnectFailure>(failure);
    if (begun_ == Clock::time_point()) begin_connecting();
    end(servers.end, std::move(servers.why));
  }

  asio::awaitable<void> read_all() {
    std::array<std::uint8_t, kReadAtOnce> buffer{};
    while (!over()) {
      const std::size_t room = plan_.limits.stream_bytes - received_;
      if (room == 0) {
        end(End::LimitReached,
            "the mail server sent more than " + std::to_string(plan_.limits.stream_bytes) + " bytes");
        co_return;
      }
      error_code error;
      const std::size_t count = co_await socket_.async_read_some(
          asio::buffer(buffer.data(), std::min(buffer.size(), room)), asio::redirect_error(asio::use_awaitable, error));
      if (over()) co_return;
      if (count > 0) {
        // What comes now is the answer to it, as ever; inside TLS it may be the end, and is nobody's to read here.
        if (stage_ == Stage::Closing && !leaves_tls_) outgoing_.release(shared_from_this());
        acknowledge();
        const ByteView bytes(buffer.data(), count);
        listener_->on_frame(
            {plan_.id, wire::Direction::FromServer, received_, now_us(), Bytes(bytes.begin(), bytes.end())});
        received_ += count;
        carry_out(guard_.on_server(bytes), true);
      }
      if (error && !over()) closed_by_peer(error);
    }
  }

  /// At once: a server that sends several small pieces holds the next back until the last is acknowledged (RFC 896),
  /// and the system would wait 40 ms for words of ours to do it with. Tickets before the answer to EHLO are such
  /// pieces.
  void acknowledge() {
    const int now = 1;
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_QUICKACK, &now, sizeof(now));
  }

  void closed_by_peer(const error_code& error) {
    const bool eof = error == asio::error::eof;
    if (outgoing_.held() && eof) {
      end(End::PeerClosed, "the mail server closed the connection");
    } else if (eof || (guard_.wait() == guard::Wait::Goodbye && !outgoing_.held())) {
      carry_out(guard_.on_server_closed(), true);
    } else if (error == asio::error::connection_reset || error == asio::error::broken_pipe) {
      end(End::PeerReset, "the mail server reset the connection");
    } else if (error == asio::error::timed_out) {
      end(End::Timeout, "the network gave up on the connection");
    } else {
      end(End::Unreachable, error.message());
    }
  }

  void carry_out(guard::Step step, bool by_server) {
    // Behind an answer of the server's, in clear text or inside TLS; where it ends at once nothing is waited for.
    if (step.stage == Stage::Closing && !step.say.empty() && !step.ending && stage_ != Stage::Handshake) let_leave();
    for (guard::Utterance& utterance : step.say) outgoing_.say(shared_from_this(), std::move(utterance));
    if (over()) return;
    if (step.stage) reach(*step.stage);
    if (step.refusal) {
      listener_->on_message(wire::Refused{plan_.id, std::string(step.refusal->rule), step.refusal->why});
    }
    if (step.ending) {
      end(step.ending->end, std::move(step.ending->why));
    } else {
      watch();
      watch_page(by_server);
    }
  }

  /// The server waits while the page says nothing, and others may wait for their turn at the server: what the page has
  /// to say it says soon. What it says is no reason to wait longer, or it could go on with a byte now and then.
  void watch_page(bool by_server) {
    if (page_awaited_since_ && (by_server || !guard_.awaits_page())) {
      page_waited(Clock::now() - *page_awaited_since_);
      page_timer_.cancel();
    }
    if (page_awaited_since_ || !guard_.awaits_page()) return;
    page_awaited_since_ = Clock::now();
    look_at_page();
  }

  void look_at_page() {
    page_timer_.expires_after(milliseconds(plan_.page_ms) / kLooks);
    page_timer_.async_wait([self = shared_from_this()](const error_code& stopped) {
      if (stopped || self->over() || !self->page_awaited_since_ || Clock::now() < self->page_timer_.expiry()) return;
      self->page_is_silent();
    });
  }

  void page_waited(Clock::duration time) {
    if (turn_) turn_->page_waited(time);
    page_awaited_since_.reset();
  }

  void page_is_silent() {
    const auto silent = Clock::now() - *page_awaited_since_;
    const bool in_time = silent < milliseconds(plan_.page_ms);
    if (in_time && !(turn_ && turn_->is_wanted())) {
      look_at_page();
      return;
    }
    guard::Step step = guard_.on_finish();
    if (!step.ending) return;
    page_waited(silent);
    step.ending->why = in_time ? "the page did not go on, and others wait for this server"
                               : "the page did not go on within " + duration_text(milliseconds(plan_.page_ms));
    carry_out(std::move(step), false);
  }

  void let_leave() {
    leaves_tls_ = stage_ == Stage::Session;
    outgoing_.hold(shared_from_this(), leaves_tls_ ? kLeavesTls : kLeaves);
  }

  /// Sets the deadline of what the guard waits for, anew when that has changed.
  void watch() {
    if (watched_ == guard_.waits() + 1) return;
    watched_ = guard_.waits() + 1;
    step_begun_ = Clock::now();
    set_step_deadline();
  }

  /// Usual, or with patience.
  [[nodiscard]] milliseconds time_for(std::uint32_t usual_ms) const {
    return milliseconds(patience_ ? std::max(usual_ms, plan_.patience_ms) : usual_ms);
  }

  void set_step_deadline() {
    const wire::Limits& limits = plan_.limits;
    switch (guard_.wait()) {
      case guard::Wait::Greeting: set_deadline(time_for(limits.greeting_ms), "no complete greeting"); break;
      case guard::Wait::Reply: set_deadline(time_for(limits.reply_ms), "no complete reply"); break;
      case guard::Wait::Handshake: set_deadline(time_for(limits.handshake_ms), "no complete handshake"); break;
      case guard::Wait::Goodbye: set_deadline(kGoodbye, ""); break;
      case guard::Wait::Nothing: break;
    }
  }

  /// Of the step that is waited for now.
  void set_deadline(milliseconds time, const std::string& what) {
    const milliseconds whole(plan_.limits.probe_ms + (patience_ ? plan_.patience_ms : 0));
    const auto whole_end = begun_ + whole;
    auto when = step_begun_ + time;
    std::string why = what + " within " + duration_text(time);
    if (whole_end < when) {
      when = whole_end;
      why = "the whole probe took longer than " + duration_text(whole);
    }
    deadline_.expires_at(when);
    deadline_.async_wait([self = shared_from_this(), why = std::move(why)](const error_code& stopped) {
      if (!stopped && !self->over()) self->deadline_passed(why);
    });
  }

  void deadline_passed(const std::string& why) {
    if (Clock::now() < deadline_.expiry()) return;  // it was moved while this was on its way
    if (guard_.wait() == guard::Wait::Goodbye) {
      end(End::Done, "");
    } else if (plan_.patience_ms > 0 && !patience_ && stage_ != Stage::Connecting && !guard_.awaits_page()) {
      asio::co_spawn(socket_.get_executor(), wait_long(shared_from_this(), why),
                     [self = shared_from_this()](const std::exception_ptr& thrown) { self->ended(thrown); });
    } else {
      end(End::Timeout, why);
    }
  }

  /// Others shall not have to wait with it: the turn goes back, and from the next step on everything is as before.
  asio::awaitable<void> wait_long([[maybe_unused]] std::shared_ptr<Connection> self, std::string why) {
    auto patience = co_await budgets_.wait_long(plan_.address, plan_.client);
    if (over()) co_return;
    if (!patience) {
      end(End::Timeout, std::move(why));
      co_return;
    }
    patience_ = std::move(*patience);
    turn_.reset();
    set_step_deadline();
    const auto left = std::chrono::duration_cast<milliseconds>(deadline_.expiry() - Clock::now());
    listener_->on_message(
        wire::Patient{plan_.id, static_cast<std::uint32_t>(std::max<milliseconds::rep>(left.count(), 0)), now_us()});
  }

  Plan plan_;
  guard::Guard guard_;
  budget::Budgets& budgets_;
  const target::OffLimits& off_limits_;
  Listener* listener_;  ///< null when the stream is over
  tcp::socket socket_;
  asio::steady_timer deadline_;
  asio::steady_timer page_timer_;
  Outgoing outgoing_;
  asio::cancellation_signal give_up_;  ///< of waiting for a turn
  std::unique_ptr<budget::Turn> turn_;
  budget::Lease patience_;  ///< the server is slow, and is waited for without a turn
  bool waiting_ = false;
  bool leaves_tls_ = false;  ///< whoever may leave is inside TLS
  std::optional<Clock::time_point> page_awaited_since_;
  Clock::time_point begun_{};
  Clock::time_point step_begun_{};
  Stage stage_ = Stage::Connecting;
  std::uint32_t watched_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace

std::shared_ptr<Stream> Stream::start(const asio::any_io_executor& executor, Plan plan, guard::Guard guard,
                                      budget::Budgets& budgets, const target::OffLimits& off_limits,
                                      Listener& listener) {
  auto connection = std::make_shared<Connection>(executor, plan, std::move(guard), budgets, off_limits, listener);
  connection->begin();
  return connection;
}

}  // namespace mailglass::relay::dialer
