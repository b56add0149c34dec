#include "resolver/program/worker.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "resolver/program/sandbox.h"
#include "resolver/program/sockets.h"
#include "resolver/program/unbound.h"

namespace mailglass::relay::resolver {
namespace {

constexpr std::uint32_t kDescriptors = 4096 + 256;

class Worker {
 public:
  Worker(int relay, int broker) : relay_(relay), broker_(broker), buffer_(kMaxMessage) {}

  [[noreturn]] void run(const Settings& settings) {
    std::string sandbox;
    if (std::string failure = begin(settings, sandbox); !failure.empty()) {
      send(Unable{failure});
      ::_exit(1);
    }
    send(Started{ub_version(), sandbox});
    for (;;) {
      std::array<pollfd, 3> ready{{{relay_, POLLIN, 0}, {unbound_->descriptor(), POLLIN, 0}, {broker_, 0, 0}}};
      if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) ::_exit(1);
      if (ready[2].revents != 0) ::_exit(1);  // without its broker it can ask nobody
      if (ready[1].revents != 0) unbound_->take_answers();
      if (ready[0].revents != 0) take_questions();
    }
  }

 private:
  /// Files are read first, then no more can be, then the thread begins, and last it is held, too.
  std::string begin(const Settings& settings, std::string& sandbox) {
    const std::uint32_t descriptors = limit_descriptors(kDescriptors);
    bool limited = false;
    auto started = Unbound::start(settings, descriptors, [&] {
      leave_root();
      limited = limit_resources() && ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;  // a new user undid it
      sandbox = close_files({});
    });
    if (const auto* failure = std::get_if<std::string>(&started)) return *failure;
    if (!limited) return "the resolver's limits cannot be set";
    unbound_ = std::move(std::get<std::unique_ptr<Unbound>>(started));
    ask_broker(broker_);
    if (!limit_calls(Role::Worker)) return "the resolver cannot be held by seccomp on this machine";
    sandbox = sandbox.empty() ? "seccomp" : "seccomp, " + sandbox;
    return "";
  }

  void send(const FromResolver& message) const {
    const Bytes bytes = encode(message);
    if (::send(relay_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) ::_exit(1);
  }

  void take_questions() {
    for (;;) {
      const ssize_t count = ::recv(relay_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (count <= 0) ::_exit(0);  // the relay is gone
      const auto message = decode_to_resolver(ByteView(buffer_.data(), static_cast<std::size_t>(count)));
      const auto answer = [this](const FromResolver& done) { send(done); };
      if (!message) continue;
      if (const auto* ask = std::get_if<Ask>(&*message)) unbound_->ask(*ask, answer);
      if (const auto* ping = std::get_if<Ping>(&*message)) unbound_->ask(*ping, answer);
    }
  }

  int relay_;
  int broker_;
  Bytes buffer_;
  std::unique_ptr<Unbound> unbound_;
};

}  // namespace

void run_worker(int relay, int broker, const Settings& settings) {
  Worker(relay, broker).run(settings);
}

}  // namespace mailglass::relay::resolver
