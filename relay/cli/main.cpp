// `mailglass`: the analyzer on the command line. The same library, conclusions and report as in the browser.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "check/check.h"
#include "cli/relay_client.h"
#include "cli/text_report.h"
#include "report/report.h"
#include "x509/trust.h"

namespace {

using namespace mailglass;  // NOLINT(google-build-using-namespace): a program's main file

constexpr int kUsage = 64;  // BSD sysexits: EX_USAGE
constexpr int kNoInput = 66;
constexpr int kSoftware = 70;

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

int fail(int code, const std::string& why) {
  std::cerr << "mailglass: " << why << '\n';
  return code;
}

/// The exit code tells the verdict, so that scripts need not read the report.
int exit_code(const std::string& word) {
  if (word == "yes") return 0;
  if (word == "partly") return 1;
  if (word == "no") return 2;
  return 3;
}

struct Options {
  std::string domain, relay = "ws://localhost:8025/ws", roots = "/etc/ssl/certs/ca-certificates.crt", evidence, file;
  std::string depth = "standard";
  bool json = false;
};

int show(const check::Check& check, const Options& options) {
  const std::optional<std::string> bundle = read_file(options.roots);
  if (!bundle) return fail(kNoInput, "cannot read the trusted roots in " + options.roots);
  const Parsed<x509::TrustStore> roots = x509::TrustStore::from_pem(*bundle);
  if (!roots) return fail(kNoInput, options.roots + ": " + std::string(roots.error().rule));
  const std::string written = report::write_report(check, &*roots);
  const auto report = nlohmann::ordered_json::parse(written);
  if (options.json) {
    std::cout << written << '\n';
  } else {
    std::cout << cli::text_report(report);
  }
  return exit_code(report["verdict"]["word"].get<std::string>());
}

int run_check(const Options& options) {
  check::Setup setup;
  setup.domain = options.domain;
  setup.depth = check::depth_from(options.depth).value_or(check::Depth::Standard);
  std::random_device random;
  for (std::uint8_t& byte : setup.seed) byte = static_cast<std::uint8_t>(random());
  setup.started_unix_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  if (const auto name = check::parse_domain(setup.domain); !name) return fail(kUsage, std::string(name.error().rule));
  const auto relay = cli::parse_relay_url(options.relay);
  if (!relay) return fail(kUsage, "a relay's address looks like ws://localhost:8025/ws");
  check::Check check(std::move(setup));
  cli::run_check(*relay, check);
  if (!options.evidence.empty()) {
    std::ofstream out(options.evidence, std::ios::binary);
    out << check::write_evidence(check.evidence());
    if (!out) return fail(kNoInput, "cannot write " + options.evidence);
  }
  return show(check, options);
}

int run_replay(const Options& options) {
  const std::optional<std::string> text = read_file(options.file);
  if (!text) return fail(kNoInput, "cannot read " + options.file);
  const Parsed<check::Evidence> evidence = check::read_evidence(*text);
  if (!evidence) return fail(kNoInput, options.file + ": " + std::string(evidence.error().rule));
  return show(check::replay(*evidence), options);
}

}  // namespace

int main(int argc, char** argv) try {
  CLI::App app{"mailglass: is mail to a domain encrypted on its way in, and could an attacker undo that?"};
  app.set_version_flag("--version", std::string("mailglass " MAILGLASS_VERSION));
  app.require_subcommand(1);
  app.footer("Exit code: 0 yes, 1 partly, 2 no, 3 can't tell; 64 and above: it was not carried out.");
  Options options;
  const auto common = [&](CLI::App* command) {
    command->add_flag("--json", options.json, "print the report as JSON");
    command->add_option("--roots", options.roots, "PEM bundle of trusted roots")->capture_default_str();
  };
  CLI::App* check = app.add_subcommand("check", "check a domain through a relay");
  check->add_option("domain", options.domain, "the domain, such as example.org")->required();
  check->add_option("--relay", options.relay, "the relay's WebSocket address")->capture_default_str();
  check->add_option("--depth", options.depth, "how much to ask each address: headline, quick, standard or full")
      ->capture_default_str()
      ->check(CLI::IsMember({"headline", "quick", "standard", "full"}));
  check->add_option("--evidence", options.evidence, "also write the evidence to this file");
  common(check);
  CLI::App* replay = app.add_subcommand("replay", "run saved evidence again, offline");
  replay->add_option("file", options.file, "an evidence file")->required();
  common(replay);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : kUsage;
  }
  return check->parsed() ? run_check(options) : run_replay(options);
} catch (const std::exception& error) {
  return fail(kSoftware, error.what());
}
