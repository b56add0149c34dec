#include "support/running_relay.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <thread>

#include "engine/engine.h"
#include "http/server.h"

namespace mailglass::test {

relay::Config test_config(std::uint16_t smtp_port) {
  relay::Config config;
  config.listen_port = 0;
  config.web = "";
  config.roots = "";
  config.ehlo = "relay.example.test";
  config.lab.allow_special = true;
  config.lab.smtp_port = smtp_port;
  config.budget.target_spacing_ms = 0;
  config.port25.check = false;
  return config;
}

struct RunningRelay::State {
  State(relay::Config config, std::vector<ScriptedAnswer> answers)
      : engine(relay::Engine::create(context.get_executor(), std::move(config),
                                     scripted_resolver(context.get_executor(), std::move(answers)))) {}
  void stop();
  boost::asio::io_context context{1};
  std::unique_ptr<relay::Engine> engine;
  relay::http::Site site{engine->config(), nullptr, engine->services()};
  std::unique_ptr<relay::http::Server> server;
  std::thread thread;
};

RunningRelay::RunningRelay(relay::Config config, std::vector<ScriptedAnswer> answers)
    : state_(std::make_unique<State>(std::move(config), std::move(answers))) {
  auto files = relay::http::WebFiles::load(state_->engine->config());
  state_->site.files = std::make_shared<const relay::http::WebFiles>(std::get<relay::http::WebFiles>(std::move(files)));
  auto server = relay::http::Server::listen(state_->context.get_executor(), state_->site);
  if (const auto* why = std::get_if<std::string>(&server)) {
    std::fprintf(stderr, "%s\n", why->c_str());
    std::abort();
  }
  state_->server = std::move(std::get<std::unique_ptr<relay::http::Server>>(server));
  state_->thread = std::thread([state = state_.get()] { state->context.run(); });
}

RunningRelay::~RunningRelay() {
  try {
    state_->stop();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    std::abort();
  }
}

void RunningRelay::State::stop() {
  boost::asio::post(context, [this] { server->stop(); });
  // Sessions whose page is gone end by themselves; the rest need not be waited for.
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  while (!context.stopped() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  context.stop();
  thread.join();
}

std::uint16_t RunningRelay::port() const {
  return state_->server->port();
}

}  // namespace mailglass::test
