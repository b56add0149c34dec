#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>

#include "cli/arguments.h"
#include "cli/domains.h"
#include "cli/exit_code.h"
#include "cli/lens_choice.h"
#include "cli/parsing.h"
#include "cli/text/members.h"
#include "cli/transport/in_process.h"
#include "config/anchors.h"
#include "config/roots.h"
#include "speech/printable_text.h"

namespace mailglass::cli {
namespace {

struct Given {
  std::vector<std::string> domains;
  std::string what_if;
  assess::Otherwise otherwise;
  std::string file, depth = "standard", relay, config, ehlo, roots, trust_anchor, evidence, replay, lang;
  std::optional<std::string> lens;
  std::uint32_t patience_s = 0;
  bool json = false, quiet = false, ipv4 = false, ipv6 = false;
};

std::string footer(const Words& words) {
  std::string text = words.say("cli.exit-codes") + "\n";
  for (const int number : kExitCodes) {
    const std::string code = std::to_string(number);
    text += std::string(4 - code.size(), ' ') + code + "  " + words.say("cli.exit." + code) + "\n";
  }
  return text;
}

/// What the help says of an option.
std::string about(const char* option, const Words& words) {
  return words.say(std::string("cli.option.").append(option));
}

void define_common(CLI::App& command, Given& given, const Words& words) {
  command.add_flag("-j,--json", given.json, about("json", words));
  command.add_flag("-q,--quiet", given.quiet, about("quiet", words));
  command.add_option("--roots", given.roots, about("roots", words))->type_name("FILE");
  command.add_option("--trust-anchor", given.trust_anchor, about("trust-anchor", words))->type_name("FILE");
  command.add_option("--lang", given.lang, about("lang", words))->type_name("LANGUAGE");
  command.footer(footer(words));
}

void define_lens(CLI::App& command, Given& given, const Words& words) {
  command
      .add_option("--lens", given.lens,
                  words.say("cli.option.lens", {{"codes", lens_codes()}, {"list", std::string(kListLenses)}}))
      ->type_name("CODE");
}

CLI::App* define_check(CLI::App& app, Given& given, const Words& words) {
  CLI::App* check = app.add_subcommand("check", words.say("cli.command.check"));
  check->add_option("DOMAIN", given.domains, about("domain", words))->type_name("");
  check->add_option("--file", given.file, about("list", words))->type_name("FILE");
  check->add_option("--depth", given.depth, about("depth", words))->type_name("DEPTH");
  check->add_option("--patience", given.patience_s, about("patience", words))
      ->type_name("SECONDS")
      ->check(number_between(0, 300, "--patience", words));
  check->add_flag("-4", given.ipv4, about("ipv4", words));
  check->add_flag("-6", given.ipv6, about("ipv6", words));
  check->add_option("--evidence", given.evidence, about("evidence", words))->type_name("FILE");
  check->add_option("--replay", given.replay, about("replay", words))->type_name("FILE");
  check->add_option("--ehlo", given.ehlo, about("ehlo", words))->type_name("NAME");
  check->add_option("--config", given.config, about("config", words))->type_name("FILE");
  check->add_option("--relay", given.relay, about("relay", words))->type_name("URL");
  define_common(*check, given, words);
  define_lens(*check, given, words);
  return check;
}

CLI::App* define_replay(CLI::App& app, Given& given, const Words& words) {
  CLI::App* replay = app.add_subcommand("replay", words.say("cli.command.replay"));
  replay->add_option("FILE", given.replay, about("file", words))->type_name("")->required();
  define_common(*replay, given, words);
  define_lens(*replay, given, words);
  return replay;
}

CLI::App* define_what_if(CLI::App& app, Given& given, const Words& words) {
  CLI::App* what_if = app.add_subcommand("what-if", words.say("cli.command.what-if"));
  what_if->add_option("FILE", given.what_if, about("file", words))->type_name("")->required();
  what_if->add_option("--set", given.otherwise.settings, words.say("cli.option.set", {{"settings", setting_names()}}))
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  what_if->add_option("--without", given.otherwise.without, about("without", words))
      ->type_name("HOST")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  define_common(*what_if, given, words);
  what_if->footer(words.say("cli.what-if.exit-codes"));
  return what_if;
}

/// Options that contradict each other.
struct Conflict {
  const char *one, *other;
};
constexpr std::array kConflicts{
    Conflict{"--replay", "DOMAIN"},     Conflict{"--replay", "--depth"},
    Conflict{"--replay", "--evidence"}, Conflict{"--replay", "--ehlo"},
    Conflict{"--replay", "--config"},   Conflict{"--replay", "--relay"},
    Conflict{"--relay", "--ehlo"},      Conflict{"--relay", "--config"},
    Conflict{"--json", "--quiet"},      Conflict{"--replay", "--patience"},
    Conflict{"--replay", "--file"},     Conflict{"--replay", "-4"},
    Conflict{"--replay", "-6"},         Conflict{"-4", "-6"},
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
Or<relay::Config> settings_of(const Given& given, const Words& words) {
  relay::Config config = in_process_defaults();
  if (!given.config.empty()) {
    auto loaded = relay::load_config(given.config, config);
    if (const auto* error = std::get_if<relay::ConfigError>(&loaded)) return Wrong{relay::kExitConfig, error->text};
    config = std::move(std::get<relay::Config>(loaded));
    config.web.clear();
  }
  if (!given.ehlo.empty()) {
    if (!relay::is_host_name(given.ehlo))
      return Wrong{relay::kExitUsage, words.say("cli.error.ehlo", {{"typed", printable_text(given.ehlo)}})};
    config.ehlo = given.ehlo;
  }
  if (!given.trust_anchor.empty()) config.resolver.trust_anchor = given.trust_anchor;
  if (!given.roots.empty()) {
    config.roots = given.roots;
    config.extra_roots.clear();
  }
  return config;
}

struct Roots {
  x509::TrustStore store;
  std::string pem;
};
std::string words_of(const relay::BadFile& bad, const Words& words) {
  const bool unreadable = bad.why == relay::BadFile::Why::Unreadable;
  return words.say(unreadable ? "cli.error.cannot-read" : "cli.error.no-anchors", {{"file", printable_text(bad.file)}});
}
Or<Roots> roots_of(const relay::Config& config, const Words& words) {
  auto pem = relay::read_roots(config);
  if (const auto* bad = std::get_if<relay::BadFile>(&pem)) return Wrong{relay::kExitNoInput, words_of(*bad, words)};
  auto roots = x509::TrustStore::from_pem(std::get<std::string>(pem));
  if (!roots)
    return Wrong{relay::kExitNoInput, words.say("cli.error.no-roots", {{"file", printable_text(config.roots)}})};
  return Roots{std::move(*roots), std::get<std::string>(std::move(pem))};
}

/// Nothing for IANA's.
Or<std::optional<std::vector<dnssec::Anchor>>> anchors_of(const relay::Config& config, const Words& words) {
  if (!relay::has_own_anchors(config)) return std::optional<std::vector<dnssec::Anchor>>();
  auto anchors = relay::read_anchors(config);
  if (const auto* bad = std::get_if<relay::BadFile>(&anchors)) return Wrong{relay::kExitNoInput, words_of(*bad, words)};
  return std::optional(std::move(std::get<std::vector<dnssec::Anchor>>(anchors)));
}

std::optional<Family> family_of(const Given& given) {
  if (given.ipv4) return Family::IPv4;
  return given.ipv6 ? std::optional(Family::IPv6) : std::nullopt;
}

Or<std::variant<CheckDomains, Replay, WhatIf>> task_of(const Given& given, relay::Config config, bool named_command,
                                                       const Words& words) {
  if (!given.replay.empty()) return Replay{given.replay};
  if (!given.what_if.empty()) return WhatIf{given.what_if, given.otherwise};
  if (given.domains.empty() && given.file.empty()) return Wrong{relay::kExitUsage, words.say("cli.error.check-what")};
  auto domains =
      domains_of(given.domains, given.file, std::cin, named_command ? std::string() : command_names(), words);
  if (auto* none = std::get_if<NoDomains>(&domains)) return Wrong{none->code, std::move(none->text)};
  const auto depth = check::depth_from(given.depth);
  if (!depth) return Wrong{relay::kExitUsage, words.say("cli.error.depth")};
  constexpr std::uint32_t kMs = 1000;
  CheckDomains task{std::get<std::vector<input::Domain>>(std::move(domains)),
                    *depth,
                    given.patience_s * kMs,
                    Here{},
                    family_of(given),
                    given.evidence};
  if (task.domains.size() > 1 && !task.evidence.empty() && task.evidence.find(kDomainInName) == std::string::npos) {
    return Wrong{relay::kExitUsage,
                 words.say("cli.error.evidence-of-several", {{"placeholder", std::string(kDomainInName)}})};
  }
  if (!given.relay.empty()) {
    auto address = parse_relay_address(given.relay);
    if (const auto* error = std::get_if<std::string>(&address)) return Wrong{relay::kExitUsage, words.say(*error)};
    task.engine = std::move(std::get<RelayAddress>(address));
    return task;
  }
  if (const auto error = relay::check_config(config))
    return Wrong{given.config.empty() ? relay::kExitUsage : relay::kExitConfig, error->text};
  task.engine = Here{std::move(config)};
  return task;
}

/// The language that the command line asks for, looked at before all else: its help is in words, too. By an option
/// that is to follow, empty.
std::optional<std::string> asked_language(int argc, const char* const* argv) {
  constexpr std::string_view kOption = "--lang";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == kOption) return i + 1 < argc ? argv[i + 1] : "";
    if (argument.starts_with(kOption) && argument.substr(kOption.size()).starts_with('='))
      return std::string(argument.substr(kOption.size() + 1));
  }
  return std::nullopt;
}

std::string comma_separated(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) append(all, name);
  return all;
}

}  // namespace

std::string evidence_file(const CheckDomains& task, const input::Domain& domain) {
  std::string name = task.evidence;
  for (std::size_t at = name.find(kDomainInName); at != std::string::npos;
       at = name.find(kDomainInName, at + domain.name.size()))
    name.replace(at, kDomainInName.size(), domain.name);
  return name;
}

std::variant<Options, relay::Leave> read_options(int argc, const char* const* argv) {
  const std::optional<std::string> asked = asked_language(argc, argv);
  const std::string language = asked ? Words::language_of(*asked) : Words::language_of_environment();
  Words words(language.empty() ? "en" : language);
  CLI::App app(words.say("cli.about") + "\n" + words.say("cli.about.short"), "mailglass");
  Given given;
  speak(app, words);
  app.set_version_flag("-V,--version", std::string("mailglass " MAILGLASS_VERSION), about("version", words));
  app.set_help_flag("-h,--help", about("help", words));
  app.require_subcommand(1);
  app.footer(footer(words));
  CLI::App* commands[] = {define_check(app, given, words), define_replay(app, given, words),
                          define_what_if(app, given, words)};
  for (CLI::App* command : commands) command->group(words.say("cli.help.commands"));
  // The program's help is that of its commands, too: most who ask for it want to check.
  app.set_help_flag();
  app.set_help_all_flag("-h,--help", about("help", words));
  const Arguments arguments(argc, argv);
  if (auto leave = parse(app, arguments, words)) return *leave;
  for (const CLI::App* command : commands) {
    if (const auto conflict = conflict_in(*command)) {
      return relay::complaint(app, relay::kExitUsage,
                              words.say("cli.error.conflict", {{"one", conflict->one}, {"other", conflict->other}}));
    }
  }
  if (language.empty()) {
    return relay::complaint(app, relay::kExitUsage,
                            words.say("cli.error.language", {{"language", printable_text(*asked)},
                                                             {"languages", comma_separated(Words::languages())}}));
  }
  if (given.lens == kListLenses) return relay::Leave{0, lens_list(words)};
  if (given.lens && !is_lens(*given.lens))
    return relay::complaint(app, relay::kExitUsage, words.say("cli.error.lens", {{"codes", lens_codes()}}));
  const auto leave = [&](const Wrong& wrong) { return relay::complaint(app, wrong.code, wrong.text); };

  auto config = settings_of(given, words);
  if (const auto* wrong = std::get_if<Wrong>(&config)) return leave(*wrong);
  auto roots = roots_of(std::get<relay::Config>(config), words);
  if (const auto* wrong = std::get_if<Wrong>(&roots)) return leave(*wrong);
  auto anchors = anchors_of(std::get<relay::Config>(config), words);
  if (const auto* wrong = std::get_if<Wrong>(&anchors)) return leave(*wrong);
  auto task = task_of(given, std::move(std::get<relay::Config>(config)), arguments.named_command(), words);
  if (const auto* wrong = std::get_if<Wrong>(&task)) return leave(*wrong);
  const Output output = given.json ? Output::Json : given.quiet ? Output::Nothing : Output::Text;
  return Options{std::move(std::get<0>(task)),
                 std::move(std::get<Roots>(roots).store),
                 std::move(std::get<Roots>(roots).pem),
                 std::move(std::get<std::optional<std::vector<dnssec::Anchor>>>(anchors)),
                 output,
                 std::move(words),
                 given.lens.value_or("")};
}

}  // namespace mailglass::cli
