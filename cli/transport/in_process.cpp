#include "cli/transport/in_process.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "session/session.h"

namespace mailglass::cli {
namespace {

namespace asio = boost::asio;

class InProcess final : public Transport, private relay::session::Channel {
 public:
  InProcess(asio::io_context& context, std::unique_ptr<relay::Engine> engine)
      : executor_(context.get_executor()), engine_(std::move(engine)), dns_(context) {}

  void begin(Receiver& receiver) override {
    receiver_ = &receiver;
    engine_->services().here = true;
    engine_->watch();
    begin_session();
  }

  void send(const check::Outgoing& message) override {
    if (!session_) return;
    if (const auto* frame = std::get_if<wire::Frame>(&message)) {
      session_->on_binary(wire::encode(*frame));
    } else {
      session_->on_text(wire::encode(std::get<wire::FromPage>(message)));
    }
  }

  void close() override {
    receiver_ = nullptr;
    dns_.cancel();
    session_.reset();
    engine_->stop();
  }

 private:
  /// As soon as it is known whether DNS works: a session says so at its beginning, and a domain is not to be blamed for
  /// a machine without. That asks the root's name servers, with whom every first lookup begins anyway.
  void begin_session() {
    if (engine_->services().health.dns) {
      session_ = relay::session::Session::begin(executor_, engine_->services(), *this);
      return;
    }
    constexpr auto kPause = std::chrono::milliseconds(2);
    dns_.expires_after(kPause);
    dns_.async_wait([this](const boost::system::error_code& stopped) {
      if (!stopped) begin_session();
    });
  }

  // The session's words come later, never from within a call of it: what hears them may answer, or end it.
  void send_text(std::string message) override {
    later([message = std::move(message)](Receiver& receiver) { receiver.on_text(message); });
  }
  void send_binary(Bytes message) override {
    later([message = std::move(message)](Receiver& receiver) { receiver.on_binary(message); });
  }
  void close(std::string_view why) override {
    later([why = std::string(why)](Receiver& receiver) { receiver.on_closed(why); });
  }

  template <class Tell>
  void later(Tell tell) {
    asio::post(executor_, [this, tell = std::move(tell)] {
      if (receiver_) tell(*receiver_);
    });
  }

  asio::any_io_executor executor_;
  std::unique_ptr<relay::Engine> engine_;
  asio::steady_timer dns_;
  std::unique_ptr<relay::session::Session> session_;
  Receiver* receiver_ = nullptr;
};

}  // namespace

relay::Config in_process_defaults() {
  // An exploration's own budget decides how many connections an address gets.
  constexpr std::uint32_t kPerAddress = 200;
  constexpr std::uint32_t kConnections = 1000;
  relay::Config config;
  config.web.clear();
  config.port25.check = false;
  config.limits.per_address = kPerAddress;
  config.limits.connections = kConnections;
  return config;
}

std::unique_ptr<Transport> in_process(asio::io_context& context, std::unique_ptr<relay::Engine> engine) {
  return std::make_unique<InProcess>(context, std::move(engine));
}

}  // namespace mailglass::cli
