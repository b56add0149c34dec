#include "cli/transport/in_process.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "session/session.h"

namespace mailglass::cli {
namespace {

namespace asio = boost::asio;

class InProcess final : public Transport, private relay::session::Channel {
 public:
  InProcess(asio::io_context& context, std::unique_ptr<relay::Engine> engine)
      : executor_(context.get_executor()), engine_(std::move(engine)) {}

  void begin(Receiver& receiver) override {
    receiver_ = &receiver;
    session_ = relay::session::Session::begin(executor_, engine_->services(), *this);
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
    session_.reset();
    engine_->stop();
  }

 private:
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
