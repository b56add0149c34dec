#include "cli/transport/relay_address.h"

#include <algorithm>
#include <array>

namespace mailglass::cli {
namespace {

enum class Kind { WebSocket, Page };
struct Scheme {
  std::string_view prefix;
  Kind kind;
  bool encrypted;
  const char* port;
};
constexpr std::array kSchemes = {
    Scheme{"ws://", Kind::WebSocket, false, "80"},
    Scheme{"http://", Kind::Page, false, "80"},
    Scheme{"wss://", Kind::WebSocket, true, "443"},
    Scheme{"https://", Kind::Page, true, "443"},
};

constexpr const char* kForm = "cli.error.relay-form";

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoul(std::string(text)) - 1 < 65535;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string path_of(Kind kind, std::string_view path) {
  if (kind == Kind::WebSocket) return path.empty() ? "/ws" : std::string(path);
  return std::string(path.substr(0, path.find_last_of('/'))) + "/ws";
}

}  // namespace

std::variant<RelayAddress, std::string> parse_relay_address(std::string_view url) {
  const auto scheme = std::find_if(kSchemes.begin(), kSchemes.end(),
                                   [&](const Scheme& known) { return url.starts_with(known.prefix); });
  if (scheme == kSchemes.end()) return kForm;
  const std::string_view rest = url.substr(scheme->prefix.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  // RFC 3986 section 3.2.2: an IPv6 address stands in brackets, so a colon behind them begins the port.
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos || !is_plain(rest) || rest.find_first_of("@?#") != std::string_view::npos)
    return kForm;
  const std::size_t colon = authority.find(':', bracket);
  const std::string_view host = authority.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? scheme->port : authority.substr(colon + 1);
  const std::string_view bare = bracket == 0 ? host : host.substr(1, bracket - 1);
  if (bare.empty() || !is_port(port) || (bracket != 0 && host.size() != bracket + 1)) return kForm;
  return RelayAddress{std::string(bare), std::string(port), path_of(scheme->kind, rest.substr(slash)),
                      std::string(authority), scheme->encrypted};
}

}  // namespace mailglass::cli
