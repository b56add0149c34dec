#include "engine/dns_watch.h"

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <utility>

namespace mailglass::relay {
namespace {

// Failed, it is asked again sooner: whoever waits for it to work shall not wait long.
constexpr auto kPause = std::chrono::seconds(60);
constexpr auto kPauseWhenFailed = std::chrono::seconds(5);

class Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(const boost::asio::any_io_executor& executor, resolver::Resolver& resolver,
        std::function<void(const Health::Dns&)> heard)
      : resolver_(resolver), heard_(std::move(heard)), pause_(executor) {}

  void ask() {
    ticket_ = resolver_.look_up(dns::Name(), dns::Type::NS, [this](const resolver::Resolved& answer) {
      ticket_.reset();
      take(answer);
    });
  }

  void stop() {
    if (ticket_) resolver_.cancel(*ticket_);
    ticket_.reset();
    pause_.cancel();
    stopped_ = true;
  }

 private:
  void take(const resolver::Resolved& answer) {
    const bool works = answer.status != wire::DnsStatus::Failed && answer.status != wire::DnsStatus::Bogus;
    heard_({works, answer.why, std::chrono::steady_clock::now()});
    pause_.expires_after(works ? kPause : kPauseWhenFailed);
    pause_.async_wait([weak = weak_from_this()](const boost::system::error_code& stopped) {
      const auto self = weak.lock();
      if (self && !stopped && !self->stopped_) self->ask();
    });
  }

  resolver::Resolver& resolver_;
  std::function<void(const Health::Dns&)> heard_;
  boost::asio::steady_timer pause_;
  std::optional<resolver::Resolver::Ticket> ticket_;
  bool stopped_ = false;
};

}  // namespace

std::function<void()> watch_dns(const boost::asio::any_io_executor& executor, resolver::Resolver& resolver,
                                std::function<void(const Health::Dns&)> heard) {
  const auto watch = std::make_shared<Watch>(executor, resolver, std::move(heard));
  watch->ask();
  return [watch] { watch->stop(); };
}

}  // namespace mailglass::relay
