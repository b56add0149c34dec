#include "engine/engine.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "budget/budgets.h"
#include "dialer/port25.h"
#include "dns/name.h"
#include "engine/dns_watch.h"

namespace mailglass::relay {
namespace {

/// One connection to a large provider's mail server each time: seldom, and sooner where it may have been an accident.
constexpr auto kPort25Again = std::chrono::hours(6);
constexpr auto kPort25AgainWhenShut = std::chrono::minutes(10);

/// The configuration has been checked, so that only a file that changed in between is wrong here.
target::OffLimits off_limits_of(const Config& config) {
  target::DoNotProbe list;
  if (!config.do_not_probe.empty()) {
    auto loaded = target::DoNotProbe::load(config.do_not_probe);
    if (const auto* error = std::get_if<std::string>(&loaded)) throw std::runtime_error("do_not_probe: " + *error);
    list = std::get<target::DoNotProbe>(std::move(loaded));
  }
  return target::OffLimits(config.lab.allow_special, config.deny, std::move(list));
}

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  const auto parsed = dns::Name::from_text(name.data());
  return parsed && parsed->is_host_name() && !parsed->is_root() ? parsed->to_text() : "localhost";
}

class Standing final : public Engine {
 public:
  Standing(boost::asio::any_io_executor executor, Config config, std::unique_ptr<resolver::Resolver> resolver)
      : executor_(std::move(executor)),
        port25_again_(executor_),
        config_(std::move(config)),
        resolver_(std::move(resolver)),
        budgets_(budget::local_budgets(executor_, config_.budget)),
        services_{config_, config_.ehlo.empty() ? machine_name() : config_.ehlo, *resolver_, *budgets_,
                  off_limits_of(config_)} {
    // A lab's mail servers are on this machine: nothing is in the way.
    if (config_.lab.allow_special) services_.port25 = wire::Port25::Open;
    services_.health.port25_tried = !tries_port25();
  }

  [[nodiscard]] const Config& config() const override { return config_; }
  session::Services& services() override { return services_; }

  void watch() override {
    stop_dns_ = watch_dns(executor_, *resolver_, [this](const Health::Dns& found) {
      if (!found.works && (!services_.health.dns || services_.health.dns->works))
        spdlog::warn("DNS does not work: {}", found.why);
      if (found.works && services_.health.dns && !services_.health.dns->works) spdlog::info("DNS works again");
      services_.health.dns = found;
    });
    if (tries_port25()) check_port25();
  }

  std::optional<std::string> reload(const Config& config) override {
    try {
      services_.off_limits = off_limits_of(config);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    config_ = config;
    budgets_->follow(config_.budget);
    return std::nullopt;
  }

  void stop() override {
    if (stop_dns_) stop_dns_();
    port25_again_.cancel();
    if (stop_port25_) stop_port25_();
    resolver_->stop();
  }

 private:
  [[nodiscard]] bool tries_port25() const { return config_.port25.check && !config_.lab.allow_special; }

  void check_port25() {
    stop_port25_ = dialer::check_port25(executor_, *resolver_, config_.port25.domains, services_.off_limits,
                                        [this](wire::Port25 found) { port25_is(found); });
  }

  void port25_is(wire::Port25 found) {
    if (!services_.health.port25_tried || found != services_.port25)
      spdlog::info("outgoing port 25: {}", wire::to_string(found));
    services_.port25 = found;
    services_.health.port25_tried = true;
    if (found == wire::Port25::Open) {
      port25_again_.expires_after(kPort25Again);
    } else {
      port25_again_.expires_after(kPort25AgainWhenShut);
    }
    port25_again_.async_wait([this](const boost::system::error_code& stopped) {
      if (!stopped) check_port25();
    });
  }

  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer port25_again_;
  Config config_;
  std::unique_ptr<resolver::Resolver> resolver_;
  std::unique_ptr<budget::Budgets> budgets_;
  session::Services services_;
  std::function<void()> stop_port25_, stop_dns_;
};

}  // namespace

std::variant<std::unique_ptr<Engine>, std::string> Engine::create(const boost::asio::any_io_executor& executor,
                                                                  Config config) {
  auto resolver = resolver::Resolver::create(executor, config.resolver, config.lab.allow_special, config.deny);
  if (const auto* error = std::get_if<std::string>(&resolver)) return *error;
  return create(executor, std::move(config), std::move(std::get<std::unique_ptr<resolver::Resolver>>(resolver)));
}

std::unique_ptr<Engine> Engine::create(const boost::asio::any_io_executor& executor, Config config,
                                       std::unique_ptr<resolver::Resolver> resolver) {
  return std::make_unique<Standing>(executor, std::move(config), std::move(resolver));
}

bool is_full_host_name(const std::string& ehlo_name) {
  return ehlo_name.find('.') != std::string::npos;
}

}  // namespace mailglass::relay
