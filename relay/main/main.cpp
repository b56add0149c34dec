// `mailglass-relay`: the program.

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <iostream>

#include "main/options.h"
#include "relay.h"

namespace {

using namespace mailglass;  // NOLINT(google-build-using-namespace): a program's main file

constexpr auto kLeaveTime = std::chrono::seconds(3);  // for sessions to hear that the relay stops

int fail(int code, const std::string& why) {
  std::cerr << "mailglass-relay: " << why << '\n';
  return code;
}

void set_up_log(const std::string& level) {
  auto log = spdlog::stderr_color_st("mailglass");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  log->set_level(spdlog::level::from_str(level == "warn" ? "warning" : level));
  spdlog::set_default_logger(std::move(log));
}

int run(const relay::Config& config) {
  set_up_log(config.log_level);
  boost::asio::io_context context(1);
  auto started = relay::Relay::start(context, config);
  if (const auto* error = std::get_if<std::string>(&started)) return fail(relay::kExitUnavailable, *error);
  const auto& running = std::get<std::unique_ptr<relay::Relay>>(started);
  const bool v6 = config.listen_address.find(':') != std::string::npos;
  spdlog::info("listening on http://{}{}{}:{}/", v6 ? "[" : "", config.listen_address, v6 ? "]" : "", running->port());
  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) context.stop();
  });
  context.run();
  spdlog::info("stopping");
  running->stop();
  context.restart();
  context.run_for(kLeaveTime);  // returns as soon as nothing is left to do
  spdlog::info("stopped");
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  const auto chosen = relay::read_options(argc, argv);
  if (const auto* leave = std::get_if<relay::Leave>(&chosen)) {
    (leave->code == 0 ? std::cout : std::cerr) << leave->text;
    return leave->code;
  }
  return run(std::get<relay::Config>(chosen));
} catch (const std::exception& error) {
  return fail(relay::kExitUnavailable, error.what());
}
