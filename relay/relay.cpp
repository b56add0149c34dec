#include "relay.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "budget/budget.h"
#include "dialer/port25.h"
#include "dns/name.h"
#include "http/server.h"
#include "resolver/resolver.h"
#include "session/session.h"

namespace mailglass::relay {
namespace {

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  const auto parsed = dns::Name::from_text(name.data());
  return parsed && parsed->is_host_name() && !parsed->is_root() ? parsed->to_text() : "localhost";
}

class Running final : public Relay {
 public:
  Running(Config config, std::unique_ptr<resolver::Resolver> resolver, http::WebFiles files)
      : config_(std::move(config)),
        resolver_(std::move(resolver)),
        targets_(config_.budget),
        sessions_(config_.budget),
        services_{config_, config_.ehlo.empty() ? machine_name() : config_.ehlo, *resolver_, targets_},
        site_{config_, std::move(files), services_, sessions_} {}

  std::string begin(boost::asio::io_context& context) {
    auto server = http::Server::listen(context.get_executor(), site_);
    if (const auto* error = std::get_if<std::string>(&server)) return *error;
    server_ = std::move(std::get<std::unique_ptr<http::Server>>(server));
    warn();
    if (config_.port25.check && !config_.lab.allow_special) {
      port25_ =
          dialer::check_port25(context.get_executor(), *resolver_, config_.port25.domains, [this](wire::Port25 found) {
            services_.port25 = found;
            spdlog::info("outgoing port 25: {}", wire::to_string(found));
          });
    } else if (config_.lab.allow_special) {
      // A lab's mail servers are on this machine: nothing is in the way.
      services_.port25 = wire::Port25::Open;
    }
    return "";
  }

  [[nodiscard]] std::uint16_t port() const override { return server_->port(); }

  void stop() override {
    server_->stop();
    if (port25_) port25_();
    resolver_->stop();
  }

 private:
  void warn() const {
    if (config_.lab.allow_special) {
      spdlog::warn(
          "LAB: this relay connects to loopback, private and other special addresses; never run it like this for "
          "others");
    }
    if (services_.ehlo_name.find('.') == std::string::npos) {
      spdlog::warn("EHLO name \"{}\" is not a full host name: some mail servers will not talk to it; set ehlo",
                   services_.ehlo_name);
    }
  }

  Config config_;
  std::unique_ptr<resolver::Resolver> resolver_;
  budget::Targets targets_;
  budget::Sessions sessions_;
  session::Services services_;
  http::Site site_;
  std::unique_ptr<http::Server> server_;
  std::function<void()> port25_;
};

}  // namespace

std::variant<std::unique_ptr<Relay>, std::string> Relay::start(boost::asio::io_context& context, Config config) {
  if (const auto error = check_config(config)) return error->text;
  auto files = http::WebFiles::load(config);
  if (const auto* error = std::get_if<std::string>(&files)) return *error;
  auto resolver = resolver::Resolver::create(context.get_executor(), config.resolver, config.lab.allow_special);
  if (const auto* error = std::get_if<std::string>(&resolver)) return *error;
  auto relay =
      std::make_unique<Running>(std::move(config), std::move(std::get<std::unique_ptr<resolver::Resolver>>(resolver)),
                                std::move(std::get<http::WebFiles>(files)));
  if (const std::string error = relay->begin(context); !error.empty()) return error;
  return relay;
}

}  // namespace mailglass::relay
