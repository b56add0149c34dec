#include "http/websocket.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <deque>
#include <string>
#include <utility>

#include "http/batched.h"
#include "wire/control.h"

namespace mailglass::relay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

constexpr auto kHandshakeTime = std::chrono::seconds(15);
constexpr auto kIdleTime = std::chrono::seconds(60);  // with pings in between
constexpr auto kCloseTime = std::chrono::seconds(5);  // for the page to hear why, and to close
constexpr std::uint32_t kPings = 60;                  // of the page, within a minute

class Socket final : public session::Channel, public std::enable_shared_from_this<Socket> {
 public:
  Socket(beast::tcp_stream stream, const BudgetConfig& budget)
      : stream_(std::move(stream)),
        unread_(stream_.get_executor()),
        leaving_(stream_.get_executor()),
        pings_(kPings, kPings),
        most_unread_(budget.unread_bytes),
        longest_unread_(budget.unread_seconds) {}

  websocket::stream<Batched>& stream() { return stream_; }

  void send_text(std::string message) override { enqueue({false, Bytes(message.begin(), message.end())}); }
  void send_binary(Bytes message) override { enqueue({true, std::move(message)}); }

  void close(std::string_view why) override {
    if (closing_) return;
    closing_ = true;
    reason_ = websocket::close_reason(websocket::close_code::policy_error, why);
    if (queue_.empty()) say_close();
    // Whoever was told to go has no place any more, and does not stay by not closing.
    leaving_.expires_after(kCloseTime);
    leaving_.async_wait([weak = weak_from_this()](const error_code& stopped) {
      const auto self = weak.lock();
      if (self && !stopped) self->drop();
    });
  }

  /// A page may ping, and not flood the relay with it.
  void count_pings() {
    stream_.control_callback([weak = weak_from_this()](websocket::frame_type kind, beast::string_view) {
      const auto self = weak.lock();
      if (!self || kind == websocket::frame_type::close) return;
      const auto now = budget::Clock::now();
      if (self->pings_.ready(now) > now) {
        asio::post(self->stream_.get_executor(), [self] { self->drop(); });
        return;
      }
      self->pings_.take(now);
    });
  }

  /// The relay stops.
  void go_away() {
    if (closing_) return;
    closing_ = true;
    reason_ = websocket::close_reason(websocket::close_code::going_away);
    if (queue_.empty()) say_close();
  }

  void drop() {
    dropped_ = true;
    unread_.cancel();
    leaving_.cancel();
    beast::get_lowest_layer(stream_).cancel();
    beast::get_lowest_layer(stream_).close();
  }

 private:
  struct Message {
    bool binary;
    Bytes bytes;
    [[nodiscard]] std::size_t cost() const { return sizeof(Message) + bytes.size(); }
  };

  void enqueue(Message message) {
    if (closing_ || dropped_) return;
    queued_ += message.cost();
    if (queued_ > most_unread_) {
      drop();
      return;
    }
    queue_.push_back(std::move(message));
    if (queue_.size() > 1) return;
    // Whatever is said in the same moment leaves with it.
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      if (!self->dropped_) self->write_next();
    });
  }

  void write_next() {
    stream_.next_layer().more_follows(queue_.size() > 1);
    // The WebSocket's own idle time does not end a page that goes on speaking without reading.
    if (!std::exchange(awaited_, true)) {
      unread_.expires_after(longest_unread_);
      unread_.async_wait([weak = weak_from_this()](const error_code& stopped) {
        const auto self = weak.lock();
        if (self && !stopped && self->still_unread()) self->drop();
      });
    }
    stream_.binary(queue_.front().binary);
    stream_.async_write(asio::buffer(queue_.front().bytes),
                        [self = shared_from_this()](const error_code& error, std::size_t) { self->written(error); });
  }

  /// The timer may have run out in the moment the message was taken.
  [[nodiscard]] bool still_unread() const {
    return !queue_.empty() && unread_.expiry() <= std::chrono::steady_clock::now();
  }

  void written(const error_code& error) {
    if (stream_.next_layer().all_written()) {
      awaited_ = false;
      unread_.cancel();
    }
    queued_ -= queue_.front().cost();
    queue_.pop_front();
    if (error) {
      dropped_ = true;
      queue_.clear();
    } else if (!queue_.empty()) {
      write_next();
    } else if (closing_) {
      say_close();
    }
  }

  void say_close() {
    stream_.async_close(reason_, [self = shared_from_this()](const error_code&) {});
  }

  websocket::stream<Batched> stream_;
  std::deque<Message> queue_;
  std::size_t queued_ = 0;
  asio::steady_timer unread_;   ///< runs while something is being written
  asio::steady_timer leaving_;  ///< runs from the close on
  budget::Bucket pings_;        ///< and pongs
  std::size_t most_unread_;
  std::chrono::seconds longest_unread_;
  bool awaited_ = false;  ///< by unread_
  bool closing_ = false;
  bool dropped_ = false;
  websocket::close_reason reason_;
};

void set_options(websocket::stream<Batched>& stream) {
  beast::get_lowest_layer(stream).expires_never();  // the WebSocket has its own
  websocket::stream_base::timeout times{};
  times.handshake_timeout = kHandshakeTime;
  times.idle_timeout = kIdleTime;
  times.keep_alive_pings = true;
  stream.set_option(times);
  stream.read_message_max(wire::kMaxText);
  stream.auto_fragment(false);
  stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(beast::http::field::sec_websocket_protocol, wire::kSubprotocol);
    response.set(beast::http::field::server, "mailglass");
  }));
}

/// Has a place among the sessions, for a session that begins once it is there.
class Seat final : public budget::Guest {
 public:
  [[nodiscard]] std::optional<Idle> idle() const override { return session_ ? session_->idle() : std::nullopt; }
  void leave() override {
    if (session_) session_->leave();
  }
  void take(session::Session* session) { session_ = session; }

 private:
  session::Session* session_ = nullptr;
};

}  // namespace

asio::awaitable<void> run_websocket(beast::tcp_stream stream,
                                    const beast::http::request<beast::http::empty_body>& request, IpAddress client,
                                    Site& site, std::shared_ptr<OpenConnections> open, Caller& caller,
                                    budget::Lease place) {
  const auto socket = std::make_shared<Socket>(std::move(stream), site.config.budget);
  const auto executor = socket->stream().get_executor();
  set_options(socket->stream());
  socket->count_pings();
  caller.close_by([weak = std::weak_ptr<Socket>(socket)] {
    if (const auto alive = weak.lock()) alive->drop();
  });
  caller.rest();  // without a session it makes room for others
  error_code error;
  co_await socket->stream().async_accept(request, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return;

  const OpenConnections::Entry entry(*open, [weak = std::weak_ptr<Socket>(socket)] {
    if (const auto alive = weak.lock()) alive->go_away();
  });
  Seat seat;
  auto admitted = co_await site.services.budgets.admit(client, seat);
  std::unique_ptr<session::Session> session;
  if (admitted) {
    place.reset();
    session = session::Session::begin(executor, site.services, *socket, client);
    seat.take(session.get());
  } else {
    const Refusal& refusal = admitted.refusal();
    site.services.tally.refused(refusal.rule);
    socket->send_text(
        wire::encode(wire::FromRelay(wire::Refused{std::nullopt, std::string(refusal.rule), refusal.why})));
    socket->close("no session");
  }
  beast::flat_buffer buffer(wire::kMaxText);
  while (true) {
    buffer.clear();
    const std::size_t count =
        co_await socket->stream().async_read(buffer, asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    if (!session) continue;
    const auto* bytes = static_cast<const std::uint8_t*>(buffer.data().data());
    if (socket->stream().got_text()) {
      session->on_text(text_of({bytes, count}));
    } else {
      session->on_binary({bytes, count});
    }
  }
  seat.take(nullptr);
  session.reset();  // cancels what the page left running
  socket->drop();
}

}  // namespace mailglass::relay::http
