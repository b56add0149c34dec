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
#include "cli/not_asked.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/pump.h"
#include "cli/text/answer.h"
#include "cli/text/as_typed.h"
#include "cli/text/own.h"
#include "cli/text/terminal.h"
#include "cli/text/text_report.h"
#include "cli/transport/in_process.h"
#include "cli/transport/way_out.h"
#include "cli/transport/websocket.h"
#include "config/file.h"
#include "engine/engine.h"
#include "report/report.h"
#include "speech/printable_text.h"

namespace {

using namespace mailglass;  // NOLINT(google-build-using-namespace): a program's main file
using nlohmann::ordered_json;

void complain(const std::string& why) {
  std::cerr << "mailglass: " << steady_text(why) << '\n';
}

int fail(int code, const std::string& why) {
  complain(why);
  return code;
}

cli::Style style_of_output() {
  constexpr std::size_t kNarrow = 60, kWide = 100;
  const auto out = cli::Stream::Out;
  const std::size_t width = cli::is_terminal(out) ? std::clamp(cli::columns(out), kNarrow, kWide) : kWide;
  return {width, cli::wants_colour(out)};
}

ordered_json report_of(const check::Check& check, const cli::Options& options) {
  ordered_json report = ordered_json::parse(report::write_report(check, &options.roots));
  cli::tell_not_asked(report);
  cli::tell_own_verdict(report);
  return report;
}

void show(const ordered_json& report, const cli::Options& options, cli::Wish wish = {}) {
  wish.lens = options.lens;
  if (options.output == cli::Output::Json) std::cout << options.words.with_words(report).dump() << '\n' << std::flush;
  if (options.output == cli::Output::Text) {
    std::cout << cli::text_report(report, style_of_output(), wish, options.words) << std::flush;
  }
}

check::Setup setup_for(const input::Domain& domain, const cli::CheckDomains& task, const cli::Options& options) {
  check::Setup setup{};
  setup.domain = domain.name;
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
    boost::asio::io_context& context, const std::variant<cli::Here, cli::RelayAddress>& engine,
    const std::string& roots) {
  if (const auto* relay = std::get_if<cli::RelayAddress>(&engine)) return cli::over_websocket(context, *relay, roots);
  auto here = relay::Engine::create(context.get_executor(), std::get<cli::Here>(engine).config);
  if (const auto* error = std::get_if<std::string>(&here)) return *error;
  return cli::in_process(context, std::move(std::get<std::unique_ptr<relay::Engine>>(here)));
}

/// Whether connections to port 25 get out of here, tried once, for the first check that is in need of it.
class WayOut {
 public:
  /// Nothing where it is not known, or does not matter.
  std::optional<wire::Port25> found_for(const ordered_json& report, const cli::CheckDomains& task) {
    const auto* here = std::get_if<cli::Here>(&task.engine);
    if (!here || !cli::met_nobody(report)) return std::nullopt;
    if (!found_) found_ = cli::try_port25(here->config);
    return found_ == wire::Port25::Unknown ? std::nullopt : found_;
  }

 private:
  std::optional<wire::Port25> found_;
};

/// What came of a domain: its report, null where there is none, and the exit code.
struct Came {
  ordered_json report;
  int code;
  bool go_on = true;  ///< the next domain may fare better
};

Came check_one(const input::Domain& domain, const cli::CheckDomains& task, const cli::Options& options,
               WayOut& way_out) {
  boost::asio::io_context context(1);
  auto transport = transport_for(context, task.engine, options.roots_pem);
  if (const auto* error = std::get_if<std::string>(&transport))
    return {nullptr, fail(relay::kExitUnavailable, *error), false};
  auto relay = std::move(std::get<std::unique_ptr<cli::Transport>>(transport));
  if (task.only) relay = cli::one_family(context, std::move(relay), *task.only);
  check::Check check(setup_for(domain, task, options));
  std::string lost;
  {
    cli::Progress progress(options.words);
    lost = cli::run_check(context, *relay, check, [&](const check::Check& now) {
      if (options.output != cli::Output::Nothing) progress.draw(now);
    });
  }
  ordered_json report = report_of(check, options);
  if (const auto found = way_out.found_for(report, task)) {
    check = check::replay(cli::with_port25(check.evidence(), *found), check::Reading::Live, options.anchors);
    report = report_of(check, options);
  }
  if (!lost.empty()) {
    complain(options.words.say(check.welcome() ? "cli.error.session-ended" : "cli.error.relay-unreachable",
                               {{"why", printable_text(options.words.say(lost))}}));
  }
  if (!task.evidence.empty()) {
    const std::string file = cli::evidence_file(task, domain);
    std::ofstream out(file, std::ios::binary);
    out << check::write_evidence(check.evidence()) << std::flush;
    if (!out) {
      const std::string why = options.words.say("cli.error.cannot-write", {{"file", printable_text(file)}});
      return {nullptr, fail(relay::kExitCannotWrite, why), false};
    }
  }
  const int code = cli::exit_code(report);
  if (code == relay::kExitUnavailable && lost.empty())
    complain(cli::as_typed(options.words.in_words(report), domain.shown).at("verdict").at("sentence"));
  show(report, options, {.shown = domain.shown});
  return {std::move(report), code};
}

/// One after another: mail servers that several of them have are not asked by two checks at once.
int carry_out(const cli::CheckDomains& task, const cli::Options& options) {
  const bool told = options.output == cli::Output::Text && task.domains.size() > 1;
  std::vector<cli::Answered> answered;
  WayOut way_out;
  int code = 0;
  bool go_on = true;
  for (const input::Domain& domain : task.domains) {
    if (domain.without_www && options.output != cli::Output::Nothing) {
      complain(
          options.words.say("cli.error.typed", {{"typed", domain.shown}, {"why", options.words.say("typed.www")}}));
    }
    if (told && go_on)
      std::cout << cli::heading_text(domain.shown, answered.empty(), style_of_output(), options.words) << std::flush;
    Came came = go_on ? check_one(domain, task, options, way_out) : Came{nullptr, code, false};
    code = cli::worse(code, came.code);
    go_on = came.go_on;
    answered.push_back({domain.shown, std::move(came.report)});
  }
  if (told) std::cout << cli::summary_text(answered, style_of_output(), options.words);
  return code;
}

/// The saved check, run again; or the exit code behind a complaint.
std::variant<check::Check, int> read_check(const std::string& name, const cli::Options& options) {
  const std::optional<std::string> text = relay::read_file(name, check::kMaxEvidenceFile);
  const std::string file = printable_text(name);
  if (!text) return fail(relay::kExitNoInput, options.words.say("cli.error.cannot-read", {{"file", file}}));
  const Parsed<check::Evidence> evidence = check::read_evidence(*text);
  if (!evidence)
    return fail(
        relay::kExitNoInput,
        options.words.say("cli.error.file", {{"file", file}, {"why", options.words.say(evidence.error().rule)}}));
  return check::replay(*evidence, check::Reading::Opened, options.anchors);
}

int carry_out(const cli::Replay& task, const cli::Options& options) {
  const auto check = read_check(task.file, options);
  if (const int* code = std::get_if<int>(&check)) return *code;
  const ordered_json report = report_of(std::get<check::Check>(check), options);
  show(report, options);
  return cli::exit_code(report);
}

int carry_out(const cli::WhatIf& task, const cli::Options& options) {
  const auto check = read_check(task.file, options);
  if (const int* code = std::get_if<int>(&check)) return *code;
  const auto answer = cli::what_if(std::get<check::Check>(check), options.roots, task.otherwise, options.words);
  if (const auto* why = std::get_if<std::string>(&answer)) return fail(relay::kExitUsage, *why);
  const auto& told = std::get<ordered_json>(answer);
  if (options.output == cli::Output::Json) std::cout << told.dump() << '\n';
  if (options.output == cli::Output::Text) std::cout << cli::what_if_text(told, style_of_output(), options.words);
  return cli::what_if_exit_code(told);
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
