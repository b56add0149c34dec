#include "main/options.h"

#include <optional>

namespace mailglass::relay {
namespace {

struct Given {
  std::string config_file;
  std::optional<std::string> listen, web, ehlo, roots, extra_roots, upstream, root, trust_anchor, log_level,
      do_not_probe, contact, metrics;
  std::optional<std::vector<std::string>> deny;
  std::optional<std::uint16_t> lab_port;
  bool lab = false, no_port25 = false, check = false, print = false, self_check = false;
};

void define(CLI::App& app, Given& given) {
  app.set_version_flag("--version", "mailglass-relay " MAILGLASS_VERSION);
  app.add_option("--config", given.config_file, "read settings from this TOML file")->type_name("FILE");
  app.add_option("--listen", given.listen, "where to listen (default 127.0.0.1:8025; port 0 takes a free one)")
      ->type_name("ADDRESS:PORT");
  app.add_option("--web", given.web, "folder of the built page (default web/dist; \"\" for none)")->type_name("DIR");
  app.add_option("--ehlo", given.ehlo, "host name said in EHLO (default: this machine's)")->type_name("NAME");
  app.add_option("--roots", given.roots, "trusted root certificates given to the page, PEM")->type_name("FILE");
  app.add_option("--extra-roots", given.extra_roots, "more of them, in a lab")->type_name("FILE");
  app.add_option("--resolver-upstream", given.upstream, "ask this resolver")->type_name("ADDRESS[@PORT]");
  app.add_option("--resolver-root", given.root, "a root server of your own, in a lab")->type_name("ADDRESS[@PORT]");
  app.add_option("--trust-anchor", given.trust_anchor, "trust anchors of a DNS root of one's own")->type_name("FILE");
  app.add_option("--deny", given.deny, "never connect to these addresses, for example those of your own network")
      ->type_name("PREFIX")
      ->allow_extra_args(false);
  app.add_option("--do-not-probe", given.do_not_probe, "addresses, prefixes and names that asked not to be checked")
      ->type_name("FILE");
  app.add_option("--contact", given.contact, "how administrators of checked servers reach you, shown at /about")
      ->type_name("TEXT");
  app.add_option("--metrics", given.metrics, "serve metrics for Prometheus here")->type_name("ADDRESS:PORT");
  app.add_option("--log-level", given.log_level, "trace, debug, info, warn, error or off")->type_name("LEVEL");
  app.add_flag("--lab", given.lab, "connect to loopback and private addresses too: for tests on this machine only");
  app.add_option("--lab-smtp-port", given.lab_port, "port of the lab's mail servers (default 25)")->type_name("PORT");
  app.add_flag("--no-port25-check", given.no_port25, "do not try at start whether port 25 gets out");
  app.add_flag("--self-check", given.self_check, "say what the relay finds about itself and its network, and leave");
  app.add_flag("--check-config", given.check, "say whether the settings are right, and leave");
  app.add_flag("--print-config", given.print, "print all settings as TOML, and leave");
}

template <class Value>
void override_with(Value& setting, const std::optional<Value>& given) {
  if (given) setting = *given;
}

std::optional<ConfigError> apply(const Given& given, Config& config) {
  if (given.listen) {
    if (auto error = set_listen(config, *given.listen)) return error;
  }
  override_with(config.web, given.web);
  override_with(config.ehlo, given.ehlo);
  override_with(config.roots, given.roots);
  override_with(config.extra_roots, given.extra_roots);
  override_with(config.resolver.upstream, given.upstream);
  override_with(config.resolver.root, given.root);
  override_with(config.resolver.trust_anchor, given.trust_anchor);
  override_with(config.deny, given.deny);
  override_with(config.do_not_probe, given.do_not_probe);
  override_with(config.contact, given.contact);
  override_with(config.metrics.listen, given.metrics);
  override_with(config.log_level, given.log_level);
  override_with(config.lab.smtp_port, given.lab_port);
  if (given.lab) config.lab.allow_special = true;
  if (given.no_port25) config.port25.check = false;
  return std::nullopt;
}

}  // namespace

std::variant<Options, Leave> read_options(int argc, const char* const* argv) {
  CLI::App app("The Mailglass relay: serves the page and carries its bytes to mail servers, by strict rules.",
               "mailglass-relay");
  Given given;
  define(app, given);
  if (auto leave = parse(app, argc, argv)) return *leave;
  Config config;
  if (!given.config_file.empty()) {
    auto loaded = load_config(given.config_file);
    if (const auto* error = std::get_if<ConfigError>(&loaded)) return complaint(app, kExitConfig, error->text);
    config = std::move(std::get<Config>(loaded));
  }
  if (const auto error = apply(given, config)) return complaint(app, kExitConfig, error->text);
  if (given.print) return Leave{0, print_config(config)};
  if (const auto error = check_config(config)) return complaint(app, kExitConfig, error->text);
  if (given.check) return Leave{0, "The settings are right.\n"};
  return Options{std::move(config), given.self_check};
}

}  // namespace mailglass::relay
