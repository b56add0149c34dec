#include "relay.h"

#include <spdlog/spdlog.h>

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>
#include <vector>

#include "budget/descriptors.h"
#include "engine/engine.h"
#include "engine/readiness.h"
#include "http/about.h"
#include "http/privacy.h"
#include "http/server.h"
#include "metrics/endpoint.h"
#include "metrics/exposition.h"
#include "speech/words.h"

namespace mailglass::relay {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kGlance = std::chrono::milliseconds(50);  // at what is still running, while the relay drains
/// Between two steps of a check its page thinks: only who is silent for longer has nothing running.
constexpr auto kThinking = std::chrono::milliseconds(1500);

class Running final : public Relay {
 public:
  Running(boost::asio::io_context& context, std::unique_ptr<Engine> engine)
      : executor_(context.get_executor()),
        engine_(std::move(engine)),
        site_{engine_->config(), nullptr, engine_->services()},
        look_(executor_) {}

  /// The empty text, or what is wrong.
  std::string begin(std::optional<int> inherited) {
    auto files = files_for(engine_->config());
    if (const auto* error = std::get_if<std::string>(&files)) return *error;
    site_.files = std::get<std::shared_ptr<const http::WebFiles>>(std::move(files));
    auto server = http::Server::listen(executor_, site_, inherited);
    if (const auto* error = std::get_if<std::string>(&server)) return *error;
    server_ = std::move(std::get<std::unique_ptr<http::Server>>(server));
    if (std::string error = serve_metrics(); !error.empty()) return error;
    warn();
    engine_->watch();
    return "";
  }

  [[nodiscard]] std::uint16_t port() const override { return server_->port(); }
  [[nodiscard]] const Config& config() const override { return engine_->config(); }
  [[nodiscard]] std::string resolver() const override { return engine_->services().resolver.description(); }
  [[nodiscard]] std::uint32_t sessions() const override { return engine_->services().tally.sessions_open; }

  std::variant<Reload, std::string> reload(const Config& wanted) override {
    Reload next = relay::reload(engine_->config(), wanted);
    if (const auto error = check_config(next.config)) return error->text;
    auto files = files_for(next.config);
    if (const auto* error = std::get_if<std::string>(&files)) return *error;
    if (auto error = engine_->reload(next.config)) return *error;
    site_.files = std::get<std::shared_ptr<const http::WebFiles>>(std::move(files));
    return next;
  }

  void check_itself(std::function<void(const std::vector<Finding>&)> done) override {
    stop_check_ = self_check(executor_, engine_->services(), own_addresses(), std::move(done));
  }

  void drain(std::function<void()> idle) override {
    session::Services& services = engine_->services();
    if (services.draining) return;
    services.draining = true;
    idle_ = std::move(idle);
    quiet_since_ = Clock::now();
    look_again(Clock::now() + std::chrono::seconds(engine_->config().drain_seconds));
  }

  void stop() override {
    if (stop_check_) stop_check_();
    look_.cancel();
    if (metrics_) metrics_->stop();
    server_->stop();
    engine_->stop();
  }

 private:
  using Files = std::shared_ptr<const http::WebFiles>;

  std::variant<Files, std::string> files_for(const Config& config) {
    auto loaded = http::WebFiles::load(config);
    if (const auto* error = std::get_if<std::string>(&loaded)) return *error;
    auto files = std::make_shared<http::WebFiles>(std::get<http::WebFiles>(std::move(loaded)));
    const std::vector<Words> languages = Words::in_every_language();
    http::add_about(*files, config, engine_->services().ehlo_name, languages);
    http::add_privacy(*files, config, languages);
    return Files(std::move(files));
  }

  std::string serve_metrics() {
    const std::string& where = engine_->config().metrics.listen;
    if (where.empty()) return "";
    const auto at = listen_at("metrics.listen", where);
    if (const auto* error = std::get_if<ConfigError>(&at)) return error->text;
    auto endpoint = metrics::Endpoint::listen(executor_, std::get<ListenAt>(at), [this] { return measured(); });
    if (const auto* error = std::get_if<std::string>(&endpoint)) return *error;
    metrics_ = std::move(std::get<std::unique_ptr<metrics::Endpoint>>(endpoint));
    spdlog::info("metrics on port {}", metrics_->port());
    return "";
  }

  std::string measured() {
    const session::Services& services = engine_->services();
    const Descriptors now = descriptors();
    return metrics::exposition({services.tally, readiness(services, now, Clock::now()), now, services.draining,
                                services.resolver.description()});
  }

  void look_again(Clock::time_point end) {
    const metrics::Tally& tally = engine_->services().tally;
    const auto now = Clock::now();
    if (!tally.idle()) quiet_since_ = now;
    if (tally.sessions_open == 0 || now - quiet_since_ >= kThinking || now >= end) {
      idle_();
      return;
    }
    look_.expires_after(kGlance);
    look_.async_wait([this, end](const boost::system::error_code& stopped) {
      if (!stopped) look_again(end);
    });
  }

  void warn() const {
    spdlog::info("resolving: {}", engine_->services().resolver.description());
    if (engine_->config().lab.allow_special) {
      spdlog::warn(
          "LAB: this relay connects to loopback, private and other special addresses; never run it like this for "
          "others");
    }
    const std::string& name = engine_->services().ehlo_name;
    if (!is_full_host_name(name)) {
      spdlog::warn("EHLO name \"{}\" is not a full host name: some mail servers will not talk to it; set ehlo", name);
    }
  }

  boost::asio::any_io_executor executor_;
  std::unique_ptr<Engine> engine_;
  http::Site site_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<metrics::Endpoint> metrics_;
  std::function<void()> stop_check_;
  std::function<void()> idle_;
  boost::asio::steady_timer look_;
  Clock::time_point quiet_since_;
};

}  // namespace

std::variant<std::unique_ptr<Relay>, std::string> Relay::start(boost::asio::io_context& context, Config config,
                                                               std::optional<int> inherited) {
  if (const auto error = check_config(config)) return error->text;
  budget::raise_descriptor_limit();
  auto engine = Engine::create(context.get_executor(), std::move(config));
  if (const auto* error = std::get_if<std::string>(&engine)) return *error;
  auto relay = std::make_unique<Running>(context, std::move(std::get<std::unique_ptr<Engine>>(engine)));
  if (std::string error = relay->begin(inherited); !error.empty()) return error;
  return relay;
}

}  // namespace mailglass::relay
