// `mailglass-relay`: the program.

#include <spdlog/spdlog.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <iostream>

#include "main/keeping.h"
#include "main/options.h"
#include "main/systemd.h"
#include "relay.h"

namespace {

using namespace mailglass;  // NOLINT(google-build-using-namespace): a program's main file

int fail(int code, const std::string& why) {
  std::cerr << "mailglass-relay: " << why << '\n';
  return code;
}

int check_itself(relay::Config config) {
  // Beside a relay that runs already.
  config.listen_port = 0;
  config.metrics.listen.clear();
  config.log_level = "off";
  relay::set_up_log(config.log_level);
  boost::asio::io_context context(1);
  auto started = relay::Relay::start(context, std::move(config));
  if (const auto* error = std::get_if<std::string>(&started)) return fail(relay::kExitUnavailable, *error);
  return relay::print_self_check(context, *std::get<std::unique_ptr<relay::Relay>>(started));
}

int run(const relay::Config& config, const relay::systemd::Passed& passed,
        const std::function<std::variant<relay::Options, relay::Leave>()>& read_again) {
  relay::set_up_log(config.log_level);
  std::signal(SIGHUP, SIG_IGN);  // until there is something to reload
  if (passed.listeners.size() > 1)
    return fail(relay::kExitUnavailable, "more than one socket was passed on: the relay listens on one");
  std::optional<int> inherited;
  if (!passed.listeners.empty()) inherited = passed.listeners.front();
  boost::asio::io_context context(1);
  auto started = relay::Relay::start(context, config, inherited);
  if (const auto* error = std::get_if<std::string>(&started)) return fail(relay::kExitUnavailable, *error);
  const auto& running = std::get<std::unique_ptr<relay::Relay>>(started);
  if (inherited) {
    spdlog::info("listening on the socket that was passed on, port {}", running->port());
  } else {
    const bool v6 = config.listen_address.find(':') != std::string::npos;
    spdlog::info("listening on http://{}{}{}:{}/", v6 ? "[" : "", config.listen_address, v6 ? "]" : "",
                 running->port());
  }
  return relay::keep(context, *running, passed, read_again);
}

}  // namespace

int main(int argc, char** argv) try {
  const relay::systemd::Passed passed = relay::systemd::take_environment();
  const auto read = [argc, argv] { return relay::read_options(argc, argv); };
  const auto chosen = read();
  if (const auto* leave = std::get_if<relay::Leave>(&chosen)) {
    (leave->code == 0 ? std::cout : std::cerr) << leave->text;
    return leave->code;
  }
  const auto& options = std::get<relay::Options>(chosen);
  return options.self_check ? check_itself(options.config) : run(options.config, passed, read);
} catch (const std::exception& error) {
  return fail(relay::kExitUnavailable, error.what());
}
