#include "engine/engine.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <utility>

#include "budget/budget.h"
#include "dialer/port25.h"
#include "dns/name.h"

namespace mailglass::relay {
namespace {

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
        config_(std::move(config)),
        resolver_(std::move(resolver)),
        targets_(config_.budget),
        services_{config_, config_.ehlo.empty() ? machine_name() : config_.ehlo, *resolver_, targets_,
                  target::OffLimits(config_.lab.allow_special, config_.deny)} {
    // A lab's mail servers are on this machine: nothing is in the way.
    if (config_.lab.allow_special) services_.port25 = wire::Port25::Open;
  }

  [[nodiscard]] const Config& config() const override { return config_; }
  session::Services& services() override { return services_; }

  void check_port25() override {
    if (!config_.port25.check || config_.lab.allow_special) return;
    stop_port25_ = dialer::check_port25(executor_, *resolver_, config_.port25.domains, services_.off_limits,
                                        [this](wire::Port25 found) {
                                          services_.port25 = found;
                                          spdlog::info("outgoing port 25: {}", wire::to_string(found));
                                        });
  }

  void stop() override {
    if (stop_port25_) stop_port25_();
    resolver_->stop();
  }

 private:
  boost::asio::any_io_executor executor_;
  Config config_;
  std::unique_ptr<resolver::Resolver> resolver_;
  budget::Targets targets_;
  session::Services services_;
  std::function<void()> stop_port25_;
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
