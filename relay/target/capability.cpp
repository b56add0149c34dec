#include "target/capability.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "dns/reverse_name.h"

namespace mailglass::relay::target {
namespace {

using dns::Name;
using dns::Type;

constexpr std::string_view kRule = "target-not-named";

constexpr std::array kOfDomain{Type::MX, Type::A, Type::AAAA, Type::CNAME, Type::TXT, Type::SOA, Type::NS};
constexpr std::array kOfHost{Type::A, Type::AAAA, Type::CNAME};
constexpr std::array kOfTlsa{Type::TLSA, Type::CNAME};
constexpr std::array kOfPolicy{Type::TXT, Type::CNAME};
/// What stands at a name or above it: the chain of signatures, and who may issue certificates (RFC 8659 section 3).
constexpr std::array kOfParents{Type::DS, Type::DNSKEY, Type::CAA};

/// Names under a domain that mail standards define, and what stands there.
struct StandardName {
  std::string_view below;  ///< labels in front of the domain
  std::span<const Type> types;
};
constexpr std::array kStandardNames{
    StandardName{"_mta-sts", kOfPolicy},            // RFC 8461 section 3.1
    StandardName{wire::kPolicyHostLabel, kOfHost},  // RFC 8461 section 3.3
    StandardName{"_smtp._tls", kOfPolicy},          // RFC 8460 section 3
    StandardName{"_dmarc", kOfPolicy},              // RFC 7489 section 6.1
};

bool holds(std::span<const Type> types, Type type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

/// The name without its first labels, if those are `labels`.
std::optional<Name> behind(const Name& name, std::string_view labels) {
  Name rest = name;
  while (!labels.empty()) {
    const std::size_t dot = std::min(labels.find('.'), labels.size());
    const auto wanted = Name::from_text(labels.substr(0, dot));
    if (rest.is_root() || !wanted || rest.labels().size() < 2) return std::nullopt;
    const auto first = Name::from_labels({rest.labels().front()});
    if (!first || *first != *wanted) return std::nullopt;
    rest = rest.parent();
    labels.remove_prefix(std::min(dot + 1, labels.size()));
  }
  return rest;
}

bool all_digits(std::string_view label) {
  return std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Capability::Capability(Name domain) : domain_(std::move(domain)) {
  if (auto host = domain_.child(wire::kPolicyHostLabel)) policy_host_ = std::move(*host);
}

Allowed<Capability> Capability::open(std::string_view domain) {
  if (IpAddress::parse(domain)) return Refusal{"domain-invalid", "an IP address is not a domain"};
  const auto name = Name::from_text(domain);
  if (!name) return Refusal{"domain-invalid", std::string(name.error().rule)};
  if (!name->is_host_name() || name->labels().size() < 2)
    return Refusal{"domain-invalid", "a mail domain is two or more labels of letters, digits and hyphens"};
  // RFC 3696 section 2: no top-level domain is all digits, so this would be an IPv4 address in some spelling.
  if (all_digits(name->labels().back())) return Refusal{"domain-invalid", "an IP address is not a domain"};
  return Capability(*name);
}

std::optional<Refusal> Capability::refuse_lookup(const Name& name, Type type) const {
  const auto is_host = [&](const Name& host) {
    return host == domain_ || exchanges_.contains(host) || aliases_.contains(host);
  };
  if (name == domain_ && holds(kOfDomain, type)) return std::nullopt;
  if (is_host(name) && holds(kOfHost, type)) return std::nullopt;
  if (aliases_.contains(name) && holds(kOfPolicy, type)) return std::nullopt;
  // RFC 7672 section 2.2.2: at the MX host, or at the end of its CNAMEs.
  if (const auto host = behind(name, wire::service(wire::ServiceId::Smtp).tlsa_prefix);
      host && is_host(*host) && holds(kOfTlsa, type))
    return std::nullopt;
  for (const StandardName& standard : kStandardNames) {
    if (const auto base = behind(name, standard.below); base && *base == domain_ && holds(standard.types, type))
      return std::nullopt;
  }
  if (holds(kOfParents, type)) {
    const auto below = [&](const Name& allowed) { return allowed.is_within(name); };
    if (below(domain_) || std::any_of(exchanges_.begin(), exchanges_.end(), below) ||
        std::any_of(aliases_.begin(), aliases_.end(), below))
      return std::nullopt;
  }
  if (type == Type::PTR && is_known_backwards(name)) return std::nullopt;
  if ((type == Type::A || type == Type::AAAA) && named_back_.contains(name)) return std::nullopt;
  return Refusal{"lookup-not-named",
                 "neither the domain, nor a name its answers gave, nor one that mail standards define under it"};
}

bool Capability::is_known_backwards(const Name& name) const {
  return std::any_of(addresses_.begin(), addresses_.end(), [&](const auto& of_host) {
    return std::any_of(of_host.second.begin(), of_host.second.end(),
                       [&](const IpAddress& address) { return dns::reverse_name(address) == name; });
  });
}

void Capability::learn(const Name& name, Type type, wire::DnsStatus status, const dns::Message& answer) {
  // A bogus answer is one that somebody may have forged: it names nobody.
  if (status == wire::DnsStatus::Bogus || status == wire::DnsStatus::Failed) return;
  const dns::Resolution found = dns::resolve(answer, name, type);
  for (const dns::Record* record : found.cnames) {
    const auto* cname = std::get_if<dns::Cname>(&record->rdata);
    if (cname && aliases_.size() < kMaxAliases) aliases_.insert(cname->target);
  }
  if (type == Type::MX && name == domain_) learn_exchanges(found, answer);
  for (const dns::Record* record : found.records) {
    const auto* back = std::get_if<dns::Ptr>(&record->rdata);
    if (back && named_back_.size() < kMaxNamedBack) named_back_.insert(back->target);
    const auto address = dns::address_of(*record);
    if (!address || (name != domain_ && name != policy_host_ && !exchanges_.contains(name))) continue;
    auto& known = addresses_[name];
    if (known.size() < kMaxAddresses) known.insert(*address);
  }
}

void Capability::learn_exchanges(const dns::Resolution& found, const dns::Message& answer) {
  if (answer.rcode != static_cast<std::uint16_t>(dns::Rcode::NoError)) {
    route_ = Route::None;
    return;
  }
  if (found.records.empty()) {
    if (!found.chain_too_long) route_ = Route::Implicit;
    return;
  }
  route_ = Route::None;
  for (const dns::Record* record : found.records) {
    const auto* mx = std::get_if<dns::Mx>(&record->rdata);
    if (!mx || mx->exchange.is_root()) continue;  // RFC 7505: the root name says "no mail"
    route_ = Route::Exchanges;
    if (exchanges_.size() >= kMaxExchanges) continue;
    exchanges_.insert(mx->exchange);
    // Some senders take an address in place of a name for what it says.
    const auto address = IpAddress::parse(mx->exchange.to_text());
    if (address && address->is_v4()) addresses_[mx->exchange].insert(*address);
  }
}

std::optional<Refusal> Capability::refuse_mail_host(const Name& host) const {
  switch (route_) {
    case Route::NotAsked: return Refusal{kRule, "the domain's MX records have not been looked up in this session"};
    case Route::None: return Refusal{kRule, "the domain takes no mail"};
    case Route::Exchanges:
      if (!exchanges_.contains(host)) return Refusal{kRule, "the host is no mail server of the domain"};
      break;
    case Route::Implicit:
      if (host != domain_)
        return Refusal{kRule, "the domain has no MX records, so only the domain itself takes its mail"};
      break;
  }
  if (!host.is_loose_host_name()) return Refusal{kRule, "the mail server's name is no host name"};
  return std::nullopt;
}

std::optional<Refusal> Capability::refuse_policy_host(const Name& host) const {
  if (host == policy_host_) return std::nullopt;
  return Refusal{kRule, "the host of the domain's policy has another name"};
}

std::optional<Refusal> Capability::refuse_probe(const wire::Service& service, const Name& host,
                                                const IpAddress& address) const {
  std::optional<Refusal> refusal;
  switch (service.named_by) {
    case wire::NamedBy::MailRoute: refusal = refuse_mail_host(host); break;
    case wire::NamedBy::PolicyHost: refusal = refuse_policy_host(host); break;
  }
  if (refusal) return refusal;
  const auto known = addresses_.find(host);
  if (known == addresses_.end() || !known->second.contains(address))
    return Refusal{kRule, "no answer in this session gave the host this address"};
  return std::nullopt;
}

}  // namespace mailglass::relay::target
