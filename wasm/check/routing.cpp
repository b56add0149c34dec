#include "check/routing.h"

#include <algorithm>

#include "bytes/address.h"

namespace mailglass::check {

using words::Phrase;

MailRoute::State route_of(const LookupResult& result) {
  if (std::holds_alternative<Waiting>(result)) return MailRoute::Pending{};
  if (const auto* unknown = std::get_if<Unknown>(&result)) return MailRoute::Failed{unknown->why};
  if (const auto* none = std::get_if<NotThere>(&result)) {
    if (none->name_exists) return MailRoute::ImplicitMx{};
    return MailRoute::NoDomain{none->alias_of};
  }
  MailRoute::Mx route;
  bool null_mx = false;
  for (const dns::Record* record : std::get<Found>(result).resolution.records) {
    const auto* rdata = std::get_if<dns::Mx>(&record->rdata);
    if (!rdata) continue;
    if (rdata->exchange.is_root()) {
      null_mx = true;
    } else {
      route.exchanges.push_back({rdata->exchange, rdata->preference});
    }
  }
  if (route.exchanges.empty()) {
    if (null_mx) return MailRoute::NullMx{};
    return MailRoute::Failed{Phrase{"dns.mx-unreadable"}};
  }
  route.null_mx_too = null_mx;
  std::stable_sort(route.exchanges.begin(), route.exchanges.end(), [](const auto& a, const auto& b) {
    return a.preference != b.preference ? a.preference < b.preference : a.host < b.host;
  });
  const auto same = [](const auto& a, const auto& b) { return a.host == b.host; };
  route.exchanges.erase(std::unique(route.exchanges.begin(), route.exchanges.end(), same), route.exchanges.end());
  if (route.exchanges.size() > kMaxServers) {
    route.left_out = route.exchanges.size() - kMaxServers;
    route.exchanges.resize(kMaxServers);
  }
  return route;
}

Parsed<dns::Name> parse_domain(std::string_view text) {
  if (!text.empty() && text.back() == '.') text.remove_suffix(1);
  if (text.empty()) return ParseError{0, "domain.none"};
  if (IpAddress::parse(text) || text.find(':') != std::string_view::npos) {
    return ParseError{0, "domain.ip"};
  }
  Parsed<dns::Name> name = dns::Name::from_text(text);
  if (!name) return ParseError{0, "domain.no-name"};
  if (!name->is_host_name()) return ParseError{0, "domain.characters"};
  if (name->labels().size() < 2) return ParseError{0, "domain.one-label"};
  return name;
}

}  // namespace mailglass::check
