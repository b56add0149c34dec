#include "relay.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "budget/budget.h"
#include "engine/engine.h"
#include "http/server.h"

namespace mailglass::relay {
namespace {

class Running final : public Relay {
 public:
  Running(std::unique_ptr<Engine> engine, http::WebFiles files)
      : engine_(std::move(engine)),
        sessions_(engine_->config().budget),
        site_{engine_->config(), std::move(files), engine_->services(), sessions_} {}

  std::string begin(boost::asio::io_context& context) {
    auto server = http::Server::listen(context.get_executor(), site_);
    if (const auto* error = std::get_if<std::string>(&server)) return *error;
    server_ = std::move(std::get<std::unique_ptr<http::Server>>(server));
    warn();
    engine_->check_port25();
    return "";
  }

  [[nodiscard]] std::uint16_t port() const override { return server_->port(); }

  void stop() override {
    server_->stop();
    engine_->stop();
  }

 private:
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

  std::unique_ptr<Engine> engine_;
  budget::Sessions sessions_;
  http::Site site_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace

std::variant<std::unique_ptr<Relay>, std::string> Relay::start(boost::asio::io_context& context, Config config) {
  if (const auto error = check_config(config)) return error->text;
  auto files = http::WebFiles::load(config);
  if (const auto* error = std::get_if<std::string>(&files)) return *error;
  auto engine = Engine::create(context.get_executor(), std::move(config));
  if (const auto* error = std::get_if<std::string>(&engine)) return *error;
  auto relay = std::make_unique<Running>(std::move(std::get<std::unique_ptr<Engine>>(engine)),
                                         std::move(std::get<http::WebFiles>(files)));
  if (std::string error = relay->begin(context); !error.empty()) return error;
  return relay;
}

}  // namespace mailglass::relay
