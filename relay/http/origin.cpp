#include "http/origin.h"

#include <algorithm>

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
    if (allowed == "*") return true;
    if (allowed != "self") return allowed == origin;
    const std::size_t scheme = origin.find("://");
    return scheme != std::string_view::npos && !host.empty() && origin.substr(scheme + 3) == host;
  });
}

IpAddress client_address(const Config& config, std::string_view peer, std::string_view forwarded_for) {
  if (config.trust_forwarded_for) {
    const std::size_t comma = forwarded_for.rfind(',');
    const auto last = comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1);
    if (const auto address = IpAddress::parse(trimmed(last))) return *address;
  }
  // A zone ("%eth0") belongs to this machine, not to the client.
  return IpAddress::parse(peer.substr(0, peer.find('%'))).value_or(IpAddress(IpAddress::V4{}));
}

bool offers_subprotocol(std::string_view header) {
  while (!header.empty()) {
    const std::string_view item = header.substr(0, header.find(','));
    if (trimmed(item) == wire::kSubprotocol) return true;
    header.remove_prefix(std::min(item.size() + 1, header.size()));
  }
  return false;
}

}  // namespace mailglass::relay::http
