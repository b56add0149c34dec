#include "check/routing.h"

#include <algorithm>

#include "bytes/address.h"
#include "bytes/encoding.h"

namespace mailglass::check {
namespace {

/// Without the resolver's own words, which stand with the lookup: a sentence for everybody is made of this.
std::string_view failure_words(wire::DnsStatus status) {
  switch (status) {
    case wire::DnsStatus::Bogus: return "its DNSSEC signatures do not verify";
    case wire::DnsStatus::Failed: return "DNS gave no answer";
    default: return "DNS answered with an error";
  }
}

}  // namespace

LookupResult result_of(const LookupRun& lookup) {
  if (lookup.pending()) return Waiting{};
  if (const auto* refused = std::get_if<LookupRun::Refused>(&lookup.state)) {
    return Unknown{"the relay would not look it up (" + printable(view_of(refused->refused.rule), 80) + ")"};
  }
  const LookupRun::Answered* answered = lookup.answered();
  if (!answered) return Unknown{"the connection to the relay was lost"};
  if (std::holds_alternative<Unsettled>(answered->trust)) return Waiting{};
  // A bogus answer names nobody.
  const wire::DnsStatus status = status_of(answered->trust);
  if (status == wire::DnsStatus::Bogus || status == wire::DnsStatus::Failed) {
    return Unknown{std::string(failure_words(status))};
  }
  if (!answered->message) return Unknown{"the DNS answer could not be read"};
  const dns::Message& message = *answered->message;
  const bool our_question =
      std::any_of(message.questions.begin(), message.questions.end(), [&](const dns::Question& q) {
        return q.name == lookup.name && q.type == static_cast<std::uint16_t>(lookup.type);
      });
  if (!our_question) return Unknown{"the DNS answer was to another question"};
  dns::Resolution resolution = dns::resolve(message, lookup.name, lookup.type);
  if (resolution.chain_too_long) return Unknown{"the aliases (CNAME) do not come to an end"};
  if (message.rcode == static_cast<std::uint16_t>(dns::Rcode::NXDomain)) {
    if (resolution.cnames.empty()) return NotThere{false};
    return NotThere{false, std::move(resolution.final_name)};
  }
  if (message.rcode != static_cast<std::uint16_t>(dns::Rcode::NoError)) {
    return Unknown{"DNS answered " + dns::rcode_text(message.rcode)};
  }
  if (resolution.records.empty()) return NotThere{true};
  return Found{std::move(resolution)};
}

MailRoute::State route_of(const LookupRun& mx) {
  const LookupResult result = result_of(mx);
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
    return MailRoute::Failed{"the MX records could not be read"};
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
  if (text.empty()) return ParseError{0, "no domain was given"};
  if (IpAddress::parse(text) || text.find(':') != std::string_view::npos) {
    return ParseError{0, "that is an IP address; a mail domain is needed, such as example.org"};
  }
  Parsed<dns::Name> name = dns::Name::from_text(text);
  if (!name) return ParseError{0, "that is not a domain name"};
  if (!name->is_host_name()) return ParseError{0, "a mail domain has letters, digits, hyphens and dots only"};
  if (name->labels().size() < 2) return ParseError{0, "a mail domain has at least one dot, such as example.org"};
  return name;
}

}  // namespace mailglass::check
