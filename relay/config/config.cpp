#include "config/config.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bytes/address.h"
#include "config/file.h"
#include "config/keys.h"
#include "dns/name.h"
#include "resolver/server.h"
#include "target/do_not_probe.h"
#include "target/prefix.h"

namespace mailglass::relay {
namespace {

std::optional<std::uint16_t> port_from(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

bool is_readable(const std::string& path) {
  return std::ifstream(path).good();
}

bool is_origin(const std::string& origin) {
  return origin == "*" || origin == "self" || origin.starts_with("https://") || origin.starts_with("http://");
}

bool is_one_line(std::string_view text) {
  constexpr std::size_t kMost = 200;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return text.size() <= kMost && std::none_of(text.begin(), text.end(), is_control);
}

ConfigError wrong(std::string_view key, const std::string& what) {
  return {std::string(key) + ": " + what};
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = [] {
    std::vector<Setting> list;
    Config config;
    for (const Key& key : keys_of(config)) list.push_back(key.setting);
    return list;
  }();
  return all;
}

std::variant<Config, ConfigError> load_config(const std::string& path, const Config& defaults) {
  const auto text = read_file(path);
  if (!text) return ConfigError{path + ": the file cannot be read"};
  Config based = defaults;
  based.source = path;
  return read_config(*text, path, based);
}

std::variant<ListenAt, ConfigError> listen_at(std::string_view key, std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const auto port = port_from(colon == std::string_view::npos ? text : text.substr(colon + 1));
  if (!port) return wrong(key, "\"" + std::string(text) + "\" is not ADDRESS:PORT");
  std::string_view address = colon == std::string_view::npos ? "localhost" : text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (address == "localhost") address = "127.0.0.1";
  if (!IpAddress::parse(address)) return wrong(key, "\"" + std::string(address) + "\" is not an IP address");
  return ListenAt{std::string(address), *port};
}

std::optional<ConfigError> set_listen(Config& config, std::string_view text) {
  const auto at = listen_at("listen", text);
  if (const auto* error = std::get_if<ConfigError>(&at)) return *error;
  const auto& given = std::get<ListenAt>(at);
  if (text.find(':') != std::string_view::npos) config.listen_address = given.address;
  config.listen_port = given.port;
  return std::nullopt;
}

bool is_host_name(std::string_view text) {
  const auto name = dns::Name::from_text(text);
  return name && name->is_host_name();
}

ConfigError error_of(const BadFile& bad) {
  const bool unreadable = bad.why == BadFile::Why::Unreadable;
  return wrong(bad.setting, "\"" + bad.file + "\" " +
                                (unreadable ? "cannot be read" : "holds something else than DS or DNSKEY records"));
}

std::optional<ConfigError> check_config(const Config& config) {
  if (!IpAddress::parse(config.listen_address))
    return wrong("listen_address", "\"" + config.listen_address + "\" is not an IP address");
  if (!config.web.empty() && !std::filesystem::is_directory(config.web))
    return wrong("web", "there is no folder \"" + config.web + "\"");
  if (!config.ehlo.empty() && !is_host_name(config.ehlo))
    return wrong("ehlo", "\"" + config.ehlo + "\" is not a host name");
  const auto unreadable = [](std::string_view key, const std::string& file) {
    return error_of({BadFile::Why::Unreadable, key, file});
  };
  if (!config.roots.empty() && !is_readable(config.roots)) return unreadable("roots", config.roots);
  if (!config.extra_roots.empty()) {
    if (!config.lab.allow_special) return wrong("extra_roots", "only a lab (lab.allow_special) may add roots");
    if (!is_readable(config.extra_roots)) return unreadable("extra_roots", config.extra_roots);
  }
  if (const std::string& at = config.source_code;
      !at.empty() && !at.starts_with("https://") && !at.starts_with("http://"))
    return wrong("source_code", "\"" + at + "\" is not a web address");
  for (const std::string& origin : config.allow_origins) {
    if (!is_origin(origin))
      return wrong("allow_origins", "\"" + origin + "\" is not \"*\", \"self\" or an origin like \"https://host\"");
  }
  for (const std::string& prefix : config.deny) {
    if (!target::Prefix::parse(prefix))
      return wrong("deny", "\"" + prefix + "\" is not an address or a prefix like \"192.0.2.0/24\"");
  }
  for (const std::string& prefix : config.trusted_proxies) {
    if (!target::Prefix::parse(prefix))
      return wrong("trusted_proxies", "\"" + prefix + "\" is not an address or a prefix like \"10.0.0.0/8\"");
  }
  if (!config.do_not_probe.empty()) {
    const auto list = target::DoNotProbe::load(config.do_not_probe);
    if (const auto* error = std::get_if<std::string>(&list)) return wrong("do_not_probe", *error);
  }
  if (!is_one_line(config.contact)) return wrong("contact", "it must be one line of at most 200 characters");
  if (!config.metrics.listen.empty()) {
    const auto at = listen_at("metrics.listen", config.metrics.listen);
    if (const auto* error = std::get_if<ConfigError>(&at)) return *error;
  }
  constexpr std::string_view kLevels[] = {"trace", "debug", "info", "warn", "error", "off"};
  if (std::find(std::begin(kLevels), std::end(kLevels), config.log_level) == std::end(kLevels))
    return wrong("log_level", "\"" + config.log_level + "\" is not trace, debug, info, warn, error or off");
  if (!config.resolver.upstream.empty() && !resolver::parse_server(config.resolver.upstream))
    return wrong("resolver.upstream", "\"" + config.resolver.upstream + "\" is not ADDRESS or ADDRESS@PORT");
  if (!config.resolver.root.empty() && !resolver::parse_server(config.resolver.root))
    return wrong("resolver.root", "\"" + config.resolver.root + "\" is not ADDRESS or ADDRESS@PORT");
  if (!config.resolver.root.empty() && !config.resolver.upstream.empty())
    return wrong("resolver.root", "it cannot be used together with resolver.upstream");
  if (!config.resolver.trust_anchor.empty() && !is_readable(config.resolver.trust_anchor))
    return unreadable("resolver.trust_anchor", config.resolver.trust_anchor);
  if (config.lab.smtp_port != 25 && !config.lab.allow_special)
    return wrong("lab.smtp_port", "only a lab (lab.allow_special) may use another port than 25");
  if (config.lab.smtp_port == 0) return wrong("lab.smtp_port", "0 is no port");
  if (config.lab.https_port != 443 && !config.lab.allow_special)
    return wrong("lab.https_port", "only a lab (lab.allow_special) may use another port than 443");
  if (config.lab.https_port == 0) return wrong("lab.https_port", "0 is no port");
  return std::nullopt;
}

}  // namespace mailglass::relay
