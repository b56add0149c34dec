// `mailglass`: the analyzer on the command line. The same library, conclusions and report as in the browser.

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "check/check.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/pump.h"
#include "cli/text/terminal.h"
#include "cli/text/text_report.h"
#include "cli/transport/in_process.h"
#include "cli/transport/websocket.h"
#include "cli/words/printable_text.h"
#include "config/file.h"
#include "engine/engine.h"
#include "report/report.h"

namespace {

using namespace mailglass;  // NOLINT(google-build-using-namespace): a program's main file

void complain(const std::string& why) {
  std::cerr << "mailglass: " << cli::steady_text(why) << '\n';
}

int fail(int code, const std::string& why) {
  complain(why);
  return code;
}

int show(const check::Check& check, const cli::Options& options) {
  constexpr std::size_t kNarrow = 60, kWide = 100;
  const auto report = nlohmann::ordered_json::parse(report::write_report(check, &options.roots));
  if (options.output == cli::Output::Json) std::cout << options.words.with_words(report).dump() << '\n';
  if (options.output == cli::Output::Text) {
    const auto out = cli::Stream::Out;
    const std::size_t width = cli::is_terminal(out) ? std::clamp(cli::columns(out), kNarrow, kWide) : kWide;
    std::cout << cli::text_report(report, {width, cli::wants_colour(out)}, options.lens, options.words);
  }
  return cli::exit_code(report);
}

check::Setup setup_for(const cli::CheckDomain& task, const cli::Options& options) {
  check::Setup setup{};
  setup.domain = task.domain;
  setup.depth = task.depth;
  setup.patience_ms = task.patience_ms;
  setup.anchors = options.anchors;
  std::random_device random;
  for (std::uint8_t& byte : setup.seed) byte = static_cast<std::uint8_t>(random());
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  setup.started_unix_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  return setup;
}

std::variant<std::unique_ptr<cli::Transport>, std::string> transport_for(
    boost::asio::io_context& context, const std::variant<cli::Here, cli::RelayAddress>& engine) {
  if (const auto* relay = std::get_if<cli::RelayAddress>(&engine)) return cli::over_websocket(context, *relay);
  auto here = relay::Engine::create(context.get_executor(), std::get<cli::Here>(engine).config);
  if (const auto* error = std::get_if<std::string>(&here)) return *error;
  return cli::in_process(context, std::move(std::get<std::unique_ptr<relay::Engine>>(here)));
}

int carry_out(const cli::CheckDomain& task, const cli::Options& options) {
  boost::asio::io_context context(1);
  auto transport = transport_for(context, task.engine);
  if (const auto* error = std::get_if<std::string>(&transport)) return fail(relay::kExitUnavailable, *error);
  check::Check check(setup_for(task, options));
  std::string lost;
  {
    cli::Progress progress(options.words);
    lost = cli::run_check(context, *std::get<std::unique_ptr<cli::Transport>>(transport), check,
                          [&](const check::Check& now) {
                            if (options.output != cli::Output::Nothing) progress.draw(now);
                          });
  }
  if (!lost.empty()) {
    complain(options.words.say(check.welcome() ? "cli.error.session-ended" : "cli.error.relay-unreachable",
                               {{"why", cli::printable_text(options.words.say(lost))}}));
  }
  if (!task.evidence.empty()) {
    std::ofstream out(task.evidence, std::ios::binary);
    out << check::write_evidence(check.evidence()) << std::flush;
    if (!out)
      return fail(relay::kExitCannotWrite,
                  options.words.say("cli.error.cannot-write", {{"file", cli::printable_text(task.evidence)}}));
  }
  return show(check, options);
}

int carry_out(const cli::Replay& task, const cli::Options& options) {
  const std::optional<std::string> text = relay::read_file(task.file, check::kMaxEvidenceFile);
  const std::string file = cli::printable_text(task.file);
  if (!text) return fail(relay::kExitNoInput, options.words.say("cli.error.cannot-read", {{"file", file}}));
  const Parsed<check::Evidence> evidence = check::read_evidence(*text);
  if (!evidence)
    return fail(
        relay::kExitNoInput,
        options.words.say("cli.error.file", {{"file", file}, {"why", options.words.say(evidence.error().rule)}}));
  return show(check::replay(*evidence, check::Reading::Opened, options.anchors), options);
}

}  // namespace

int main(int argc, char** argv) try {
  spdlog::set_level(spdlog::level::off);  // what a relay logs is for who runs it for others
  const auto chosen = cli::read_options(argc, argv);
  if (const auto* leave = std::get_if<relay::Leave>(&chosen)) {
    (leave->code == 0 ? std::cout : std::cerr) << leave->text;
    return leave->code;
  }
  const auto& options = std::get<cli::Options>(chosen);
  return std::visit([&](const auto& task) { return carry_out(task, options); }, options.task);
} catch (const std::exception& error) {
  return fail(relay::kExitSoftware, error.what());
}
