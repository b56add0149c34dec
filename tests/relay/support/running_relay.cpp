#include "support/running_relay.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <future>
#include <thread>

#include "budget/budget.h"
#include "http/server.h"
#include "resolver/resolver.h"

namespace mailglass::test {
namespace {

using relay::resolver::Resolved;

class ScriptedResolver final : public relay::resolver::Resolver {
 public:
  ScriptedResolver(boost::asio::any_io_executor executor, std::vector<ScriptedAnswer> answers)
      : executor_(std::move(executor)), answers_(std::move(answers)) {}

  Ticket look_up(const dns::Name& asked, dns::Type type, Done done) override {
    Resolved resolved{wire::DnsStatus::Failed, "SERVFAIL", 5, {}};
    for (const ScriptedAnswer& answer : answers_) {
      if (name(answer.name) != asked || answer.type != type) continue;
      resolved = {answer.status, "", 5, answer_bytes(answer.name, type, answer.records, answer.rcode)};
    }
    const Ticket ticket = ++last_;
    live_.push_back(ticket);
    boost::asio::post(executor_, [this, ticket, done = std::move(done), resolved = std::move(resolved)] {
      if (std::erase(live_, ticket) != 0) done(resolved);
    });
    return ticket;
  }
  void cancel(Ticket ticket) override { std::erase(live_, ticket); }
  void stop() override { live_.clear(); }

 private:
  boost::asio::any_io_executor executor_;
  std::vector<ScriptedAnswer> answers_;
  std::vector<Ticket> live_;
  Ticket last_ = 0;
};

}  // namespace

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
  State(relay::Config given, std::vector<ScriptedAnswer> answers)
      : config(std::move(given)), resolver(context.get_executor(), std::move(answers)) {}
  void stop();
  boost::asio::io_context context{1};
  relay::Config config;
  ScriptedResolver resolver;
  relay::budget::Targets targets{config.budget};
  relay::budget::Sessions sessions{config.budget};
  relay::session::Services services{config, config.ehlo, resolver, targets};
  relay::http::Site site{config, {}, services, sessions};
  std::unique_ptr<relay::http::Server> server;
  std::thread thread;
};

RunningRelay::RunningRelay(relay::Config config, std::vector<ScriptedAnswer> answers)
    : state_(std::make_unique<State>(std::move(config), std::move(answers))) {
  auto files = relay::http::WebFiles::load(state_->config);
  state_->site.files = std::get<relay::http::WebFiles>(std::move(files));
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

std::vector<ScriptedAnswer> one_server(const std::string& address_text) {
  return {{"example.test", dns::Type::MX, {mx("example.test", 10, "mx.example.test")}},
          {"mx.example.test", dns::Type::A, {address("mx.example.test", address_text)}}};
}

}  // namespace mailglass::test
