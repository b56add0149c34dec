#include "http/origin.h"

#include <algorithm>
#include <boost/beast/http/rfc7230.hpp>

#include "budget/scope.h"
#include "target/prefix.h"

namespace mailglass::relay::http {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool origin_allowed(const Config& config, std::string_view origin, std::string_view host) {
  if (origin.empty()) return true;
  return std::any_of(config.allow_origins.begin(), config.allow_origins.end(), [&](const std::string& allowed) {
    const bool everybody = allowed == "*";
    if (everybody && !config.lab.allow_special) return true;
    if (!everybody && allowed != "self") return allowed == origin;
    const std::size_t scheme = origin.find("://");
    return scheme != std::string_view::npos && !host.empty() && origin.substr(scheme + 3) == host;
  });
}

std::optional<IpAddress> address_with_port(std::string_view text) {
  text = trimmed(text);
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    rest = text.substr(close + 1);
    text = text.substr(1, close - 1);
    if (text.find(':') == std::string_view::npos) return std::nullopt;
  } else if (const std::size_t colon = text.find(':');
             colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos) {
    rest = text.substr(colon);
    text = text.substr(0, colon);
  }
  const bool is_port = rest.size() > 1 && rest.size() <= 6 && rest.front() == ':' &&
                       rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
  if (!rest.empty() && !is_port) return std::nullopt;
  const auto address = IpAddress::parse(text);
  if (!address) return std::nullopt;
  return budget::unmapped(*address);
}

bool is_trusted_proxy(const Config& config, const IpAddress& address) {
  return std::any_of(config.trusted_proxies.begin(), config.trusted_proxies.end(), [&](const std::string& text) {
    const auto prefix = target::Prefix::parse(text);
    return prefix && prefix->contains(address);
  });
}

IpAddress client_address(const Config& config, std::string_view peer, std::string_view forwarded_for) {
  // A zone ("%eth0") belongs to this machine, not to the client.
  const auto parsed = IpAddress::parse(peer.substr(0, peer.find('%')));
  IpAddress client = parsed ? budget::unmapped(*parsed) : IpAddress(IpAddress::V4{});
  while (!forwarded_for.empty() && is_trusted_proxy(config, client)) {
    const std::size_t comma = forwarded_for.rfind(',');
    const bool is_first = comma == std::string_view::npos;
    const auto before = address_with_port(is_first ? forwarded_for : forwarded_for.substr(comma + 1));
    if (!before) break;
    client = *before;
    forwarded_for = forwarded_for.substr(0, is_first ? 0 : comma);
  }
  return client;
}

bool offers_subprotocol(std::string_view header) {
  namespace http = boost::beast::http;
  // What is no list names nothing: the reader of tokens takes the beginning of one for the whole.
  return http::validate_list(http::opt_token_list(header)) && http::token_list(header).exists(wire::kSubprotocol);
}

}  // namespace mailglass::relay::http
