#include "main/keeping.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

namespace mailglass::relay {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto kLeaveTime = std::chrono::seconds(3);  // for sessions to hear that the relay stops

spdlog::level::level_enum level_of(const std::string& level) {
  return spdlog::level::from_str(level == "warn" ? "warning" : level);
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text.append(text.empty() ? "" : ", ").append(item);
  return text;
}

/// Nobody waits for what is still under way: no destructor runs, and the system closes what is open.
[[noreturn]] void end_at_once() {
  spdlog::shutdown();
  std::_Exit(0);
}

class Keeping {
 public:
  Keeping(asio::io_context& context, Relay& relay, const systemd::Passed& passed,
          const std::function<std::variant<Options, Leave>()>& read_again)
      : context_(context),
        relay_(relay),
        passed_(passed),
        read_again_(read_again),
        signals_(context, SIGTERM, SIGINT, SIGHUP),
        watchdog_(context) {}

  int run() {
    hear();
    feed_watchdog();
    relay_.check_itself([](const std::vector<Finding>& findings) {
      for (const Finding& finding : findings) {
        const bool wrong = finding.mark == Finding::Mark::Wrong;
        spdlog::log(wrong ? spdlog::level::warn : spdlog::level::info, "self-check, {}: {}", to_string(finding.mark),
                    finding.text);
      }
    });
    tell("READY=1\nSTATUS=listening on port " + std::to_string(relay_.port()));
    context_.run();
    leave();
    return 0;
  }

 private:
  void tell(const std::string& state) { systemd::notify(passed_.notify_socket, state); }

  void hear() {
    signals_.async_wait([this](const error_code& error, int signal) {
      if (error) return;
      take(signal);
      hear();
    });
  }

  void take(int signal) {
    if (signal == SIGHUP) {
      if (!stopping_) reload();
      return;
    }
    if (stopping_) {
      spdlog::warn("stopped at once");
      end_at_once();
    }
    stopping_ = true;
    if (signal == SIGINT) {
      context_.stop();
      return;
    }
    const auto time = relay_.config().drain_seconds;
    spdlog::info("stopping: no new session is taken, and checks that run may end within {} s ({} sessions)", time,
                 relay_.sessions());
    tell("STOPPING=1\nSTATUS=waiting for running checks");
    relay_.drain([this] { context_.stop(); });
  }

  void reload() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    tell("RELOADING=1\nMONOTONIC_USEC=" +
         std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
    const std::string outcome = reload_now();
    tell("READY=1\nSTATUS=" + outcome);
  }

  std::string reload_now() {
    const auto read = read_again_();
    if (const auto* leave = std::get_if<Leave>(&read)) {
      std::string_view why = leave->text;
      constexpr std::string_view kProgram = "mailglass-relay: ";
      if (why.starts_with(kProgram)) why.remove_prefix(kProgram.size());
      return kept(std::string(why.substr(0, why.find('\n'))));
    }
    const auto done = relay_.reload(std::get<Options>(read).config);
    if (const auto* why = std::get_if<std::string>(&done)) return kept(*why);
    const auto& [config, changed, waiting] = std::get<Reload>(done);
    spdlog::default_logger()->set_level(level_of(config.log_level));
    for (const std::string& change : changed) spdlog::info("settings read again: {}", change);
    if (changed.empty()) spdlog::info("settings read again: none is different");
    spdlog::info("read again: the page, the roots, the list of those not to be checked");
    if (!waiting.empty()) spdlog::warn("needs a restart to count: {}", joined(waiting));
    return waiting.empty() ? "settings read again" : "needs a restart to count: " + joined(waiting);
  }

  static std::string kept(const std::string& why) {
    spdlog::error("all settings stay as they were: {}", why);
    return "the settings could not be read again: " + why;
  }

  void feed_watchdog() {
    if (!passed_.watchdog) return;
    tell("WATCHDOG=1");
    watchdog_.expires_after(*passed_.watchdog / 3);
    watchdog_.async_wait([this](const error_code& stopped) {
      if (!stopped) feed_watchdog();
    });
  }

  /// Sessions hear that the relay stops.
  void leave() {
    spdlog::info("stopping");
    tell("STOPPING=1");
    // From here on these signals end the program by themselves.
    signals_.cancel();
    signals_.clear();
    std::signal(SIGHUP, SIG_IGN);
    watchdog_.cancel();
    relay_.stop();
    context_.restart();
    context_.run_for(kLeaveTime);  // returns as soon as nothing is left to do
    spdlog::info("stopped");
    if (!context_.stopped()) end_at_once();
  }

  asio::io_context& context_;
  Relay& relay_;
  const systemd::Passed& passed_;
  const std::function<std::variant<Options, Leave>()>& read_again_;
  asio::signal_set signals_;
  asio::steady_timer watchdog_;
  bool stopping_ = false;
};

}  // namespace

void set_up_log(const std::string& level) {
  auto log = spdlog::stderr_color_st("mailglass");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  log->set_level(level_of(level));
  spdlog::set_default_logger(std::move(log));
}

int keep(asio::io_context& context, Relay& relay, const systemd::Passed& passed,
         const std::function<std::variant<Options, Leave>()>& read_again) {
  return Keeping(context, relay, passed, read_again).run();
}

int print_self_check(asio::io_context& context, Relay& relay) {
  bool wrong = false;
  relay.check_itself([&](const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      wrong = wrong || finding.mark == Finding::Mark::Wrong;
      std::cout << to_string(finding.mark) << ": " << finding.text << '\n';
    }
    relay.stop();
  });
  context.run();
  return wrong ? kExitUnavailable : 0;
}

}  // namespace mailglass::relay
