#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <array>

#include "check/routing.h"
#include "cli/exit_code.h"
#include "cli/lens_choice.h"
#include "cli/transport/in_process.h"
#include "config/anchors.h"
#include "config/roots.h"

namespace mailglass::cli {
namespace {

struct Given {
  std::string domain, depth = "standard", relay, config, ehlo, roots, trust_anchor, evidence, replay;
  std::optional<std::string> lens;
  std::uint32_t patience_s = 0;
  bool json = false, quiet = false;
};

std::string footer() {
  std::string text = "Exit codes:\n";
  for (const ExitCode& row : kExitCodes) {
    const std::string code = std::to_string(row.code);
    text += std::string(4 - code.size(), ' ') + code + "  " + std::string(row.meaning) + "\n";
  }
  return text;
}

void define_common(CLI::App& command, Given& given) {
  command.add_flag("--json", given.json, "print the report as JSON");
  command.add_flag("--quiet", given.quiet, "print nothing: the exit code tells the verdict");
  command
      .add_option("--roots", given.roots,
                  "trusted root certificates, PEM (default: those of the settings, else the system's)")
      ->type_name("FILE");
  command
      .add_option("--lens", given.lens,
                  "in the text, also judge each explored address by this standard: " + lens_codes() + "; " +
                      std::string(kListLenses) + ": tell their documents and editions")
      ->type_name("CODE");
  command.footer(footer());
}

CLI::App* define_check(CLI::App& app, Given& given) {
  CLI::App* check = app.add_subcommand("check", "check a domain, or run a saved check again");
  check->add_option("DOMAIN", given.domain, "such as example.org")->type_name("");
  check->add_option("--depth", given.depth, "how much to ask each address: headline, quick, standard (default) or full")
      ->type_name("DEPTH");
  check
      ->add_option("--patience", given.patience_s,
                   "go on waiting for a mail server that is slow, up to so many seconds for each step (default: 0; "
                   "senders wait 300)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, 300));
  check->add_option("--evidence", given.evidence, "also save the evidence to this file")->type_name("FILE");
  check->add_option("--replay", given.replay, "run the evidence in this file again, offline")->type_name("FILE");
  check->add_option("--ehlo", given.ehlo, "host name said in EHLO (default: this machine's)")->type_name("NAME");
  check
      ->add_option("--trust-anchor", given.trust_anchor,
                   "DS or DNSKEY records of a DNS root of one's own (default: IANA's, which are built in)")
      ->type_name("FILE");
  check->add_option("--config", given.config, "settings of mailglass-relay to check with, TOML")->type_name("FILE");
  check
      ->add_option("--relay", given.relay,
                   "connect through this relay instead of from here: ws://HOST:PORT/ws, or its page's http:// address")
      ->type_name("URL");
  define_common(*check, given);
  return check;
}

CLI::App* define_replay(CLI::App& app, Given& given) {
  CLI::App* replay = app.add_subcommand("replay", "run saved evidence again, offline: check --replay");
  replay->add_option("FILE", given.replay, "an evidence file")->type_name("")->required();
  define_common(*replay, given);
  return replay;
}

/// Options that contradict each other.
struct Conflict {
  const char *one, *other;
};
constexpr std::array kConflicts{
    Conflict{"--replay", "DOMAIN"},     Conflict{"--replay", "--depth"},        Conflict{"--replay", "--evidence"},
    Conflict{"--replay", "--ehlo"},     Conflict{"--replay", "--config"},       Conflict{"--replay", "--relay"},
    Conflict{"--relay", "--ehlo"},      Conflict{"--relay", "--config"},        Conflict{"--json", "--quiet"},
    Conflict{"--replay", "--patience"}, Conflict{"--replay", "--trust-anchor"},
};
std::optional<Conflict> conflict_in(const CLI::App& command) {
  const auto given = [&](const char* name) {
    const CLI::Option* option = command.get_option_no_throw(name);
    return option && option->count() > 0;
  };
  for (const Conflict& conflict : kConflicts) {
    if (given(conflict.one) && given(conflict.other)) return conflict;
  }
  return std::nullopt;
}

struct Wrong {
  int code;
  std::string text;
};
template <class T>
using Or = std::variant<T, Wrong>;

/// The settings that a check from here goes by, and the roots of every check.
Or<relay::Config> settings_of(const Given& given) {
  relay::Config config = in_process_defaults();
  if (!given.config.empty()) {
    auto loaded = relay::load_config(given.config, config);
    if (const auto* error = std::get_if<relay::ConfigError>(&loaded)) return Wrong{relay::kExitConfig, error->text};
    config = std::move(std::get<relay::Config>(loaded));
    config.web.clear();
  }
  if (!given.ehlo.empty()) config.ehlo = given.ehlo;
  if (!given.trust_anchor.empty()) config.resolver.trust_anchor = given.trust_anchor;
  if (!given.roots.empty()) {
    config.roots = given.roots;
    config.extra_roots.clear();
  }
  return config;
}

Or<x509::TrustStore> roots_of(const relay::Config& config) {
  const auto pem = relay::read_roots(config);
  if (const auto* error = std::get_if<relay::ConfigError>(&pem)) return Wrong{relay::kExitNoInput, error->text};
  auto roots = x509::TrustStore::from_pem(std::get<std::string>(pem));
  if (!roots) return Wrong{relay::kExitNoInput, config.roots + ": " + std::string(roots.error().rule)};
  return std::move(*roots);
}

/// Nothing for IANA's.
Or<std::optional<std::vector<dnssec::Anchor>>> anchors_of(const relay::Config& config) {
  if (!relay::has_own_anchors(config)) return std::optional<std::vector<dnssec::Anchor>>();
  auto anchors = relay::read_anchors(config);
  if (const auto* error = std::get_if<relay::ConfigError>(&anchors)) return Wrong{relay::kExitConfig, error->text};
  return std::optional(std::move(std::get<std::vector<dnssec::Anchor>>(anchors)));
}

Or<std::variant<CheckDomain, Replay>> task_of(const Given& given, relay::Config config) {
  if (!given.replay.empty()) return Replay{given.replay};
  if (given.domain.empty())
    return Wrong{relay::kExitUsage, "check what? Name a domain, or a saved check with --replay FILE"};
  if (const auto name = check::parse_domain(given.domain); !name)
    return Wrong{relay::kExitUsage, std::string(name.error().rule)};
  const auto depth = check::depth_from(given.depth);
  if (!depth) return Wrong{relay::kExitUsage, "--depth is headline, quick, standard or full"};
  constexpr std::uint32_t kMs = 1000;
  CheckDomain task{given.domain, *depth, given.patience_s * kMs, Here{}, given.evidence};
  if (!given.relay.empty()) {
    auto address = parse_relay_address(given.relay);
    if (const auto* error = std::get_if<std::string>(&address)) return Wrong{relay::kExitUsage, *error};
    task.engine = std::move(std::get<RelayAddress>(address));
    return task;
  }
  if (const auto error = relay::check_config(config))
    return Wrong{given.config.empty() ? relay::kExitUsage : relay::kExitConfig, error->text};
  task.engine = Here{std::move(config)};
  return task;
}

}  // namespace

std::variant<Options, relay::Leave> read_options(int argc, const char* const* argv) {
  CLI::App app("mailglass: is mail to a domain encrypted on its way in, and could an attacker undo that?", "mailglass");
  Given given;
  app.set_version_flag("--version", std::string("mailglass " MAILGLASS_VERSION));
  app.require_subcommand(1);
  app.footer(footer());
  const CLI::App* commands[] = {define_check(app, given), define_replay(app, given)};
  if (auto leave = relay::parse(app, argc, argv)) return *leave;
  for (const CLI::App* command : commands) {
    if (const auto conflict = conflict_in(*command)) {
      return relay::complaint(app, relay::kExitUsage,
                              std::string(conflict->one) + " and " + conflict->other + " do not go together");
    }
  }
  if (given.lens == kListLenses) return relay::Leave{0, lens_list()};
  if (given.lens && !is_lens(*given.lens))
    return relay::complaint(app, relay::kExitUsage, "--lens is one of " + lens_codes());
  const auto leave = [&](const Wrong& wrong) { return relay::complaint(app, wrong.code, wrong.text); };

  auto config = settings_of(given);
  if (const auto* wrong = std::get_if<Wrong>(&config)) return leave(*wrong);
  auto roots = roots_of(std::get<relay::Config>(config));
  if (const auto* wrong = std::get_if<Wrong>(&roots)) return leave(*wrong);
  auto anchors = anchors_of(std::get<relay::Config>(config));
  if (const auto* wrong = std::get_if<Wrong>(&anchors)) return leave(*wrong);
  auto task = task_of(given, std::move(std::get<relay::Config>(config)));
  if (const auto* wrong = std::get_if<Wrong>(&task)) return leave(*wrong);
  const Output output = given.json ? Output::Json : given.quiet ? Output::Nothing : Output::Text;
  return Options{std::move(std::get<0>(task)), std::move(std::get<x509::TrustStore>(roots)),
                 std::move(std::get<std::optional<std::vector<dnssec::Anchor>>>(anchors)), output,
                 given.lens.value_or("")};
}

}  // namespace mailglass::cli
