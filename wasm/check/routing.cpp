#include "check/routing.h"

#include <algorithm>

#include "bytes/address.h"
#include "bytes/encoding.h"

namespace mailglass::check {
namespace {

using words::Phrase;

/// Without the resolver's own words, which stand with the lookup: a sentence for everybody is made of this.
const char* failure_words(wire::DnsStatus status) {
  switch (status) {
    case wire::DnsStatus::Bogus: return "dns.bogus";
    case wire::DnsStatus::Failed: return "dns.failed";
    default: return "dns.error";
  }
}

}  // namespace

LookupResult result_of(const LookupRun& lookup) {
  if (lookup.awaited()) return Waiting{};
  return result_as_it_stands(lookup);
}

LookupResult result_as_it_stands(const LookupRun& lookup) {
  if (lookup.pending()) return Waiting{};
  if (const auto* refused = std::get_if<LookupRun::Refused>(&lookup.state)) {
    return Unknown{Phrase{"dns.refused", {{"rule", printable(view_of(refused->refused.rule), 80)}}}};
  }
  const LookupRun::Answered* answered = lookup.answered();
  if (!answered) return Unknown{Phrase{"dns.lost"}};
  // A bogus answer names nobody.
  const wire::DnsStatus status = status_of(answered->trust);
  if (status == wire::DnsStatus::Bogus || status == wire::DnsStatus::Failed) {
    return Unknown{Phrase{failure_words(status)}};
  }
  if (!answered->message) return Unknown{Phrase{"dns.unreadable"}};
  const dns::Message& message = *answered->message;
  const bool our_question =
      std::any_of(message.questions.begin(), message.questions.end(), [&](const dns::Question& q) {
        return q.name == lookup.name && q.type == static_cast<std::uint16_t>(lookup.type);
      });
  const bool failed = message.rcode != static_cast<std::uint16_t>(dns::Rcode::NoError);
  const auto failure = [&] { return Unknown{Phrase{"dns.rcode", {{"rcode", dns::rcode_text(message.rcode)}}}}; };
  // A resolver's own word that it failed may come without the question.
  if (failed && message.questions.empty()) return failure();
  if (!our_question) return Unknown{Phrase{"dns.other-question"}};
  dns::Resolution resolution = dns::resolve(message, lookup.name, lookup.type);
  if (resolution.chain_too_long) return Unknown{Phrase{"dns.endless-alias"}};
  // Nobody signs the rcode: what is proven is in the signatures.
  const auto* secure = std::get_if<dnssec::Secure>(&answered->trust);
  if (secure && secure->answer == dnssec::Answer::NoData) return NotThere{true};
  const bool no_name = secure ? secure->answer == dnssec::Answer::NoName
                              : message.rcode == static_cast<std::uint16_t>(dns::Rcode::NXDomain);
  if (no_name) {
    if (resolution.cnames.empty()) return NotThere{false};
    return NotThere{false, std::move(resolution.final_name)};
  }
  if (!secure && failed) return failure();
  if (resolution.records.empty()) return NotThere{true};
  return Found{std::move(resolution)};
}

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
