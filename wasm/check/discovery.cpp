#include "check/discovery.h"

#include <algorithm>
#include <utility>

#include "dane/lookups.h"

namespace mailglass::check {
namespace {

constexpr std::size_t kForeseenZones = 4;

/// Whose records a host's are, by the look of its name: most zones have two labels, and what is below them is theirs.
dns::Name likely_zone(const dns::Name& host) {
  constexpr std::size_t kLabels = 2;
  dns::Name zone = host;
  while (zone.labels().size() > kLabels) zone = zone.parent();
  return zone;
}

}  // namespace

Discovery::Discovery(dns::Name domain, const Setup& setup) : domain_(std::move(domain)), plan_(setup.plan) {
  constexpr std::int64_t kMsInSecond = 1000;
  if (plan_ >= kPlanWithDnssec)
    validator_.emplace(setup.started_unix_ms / kMsInSecond, setup.anchors ? *setup.anchors : dnssec::root_anchors());
}

// Ids are given in order, and a large check has many.
const LookupRun* Discovery::lookup(std::uint32_t id) const {
  const auto it = std::lower_bound(lookups_.begin(), lookups_.end(), id,
                                   [](const LookupRun& run, std::uint32_t wanted) { return run.id < wanted; });
  return it == lookups_.end() || it->id != id ? nullptr : &*it;
}
LookupRun* Discovery::find_lookup(std::uint32_t id) {
  return const_cast<LookupRun*>(std::as_const(*this).lookup(id));
}

std::vector<AddressRun*> Discovery::addresses() {
  std::vector<AddressRun*> all;
  for (ServerRun& server : servers_) {
    for (AddressRun& address : server.addresses) all.push_back(&address);
  }
  return all;
}

MailRoute::State Discovery::route() const {
  return route_of(result_of(mx_));
}

bool Discovery::any_pending() const {
  return std::any_of(lookups_.begin(), lookups_.end(), [](const LookupRun& lookup) { return lookup.pending(); });
}

void Discovery::begin(Outbox& out) {
  mx_ = &ask(domain_, dns::Type::MX, out);
  // RFC 8461 3.4 [2]: of the domain itself, and of nothing above it.
  if (const Parsed<dns::Name> name = domain_.child("_mta-sts")) mta_sts_ = &ask(*name, dns::Type::TXT, out);
  if (validator_) ask_for(Validator::foreseen(domain_), out);
}

const LookupRun& Discovery::ask(const dns::Name& name, dns::Type type, Outbox& out) {
  // Two MX records may lead to one question.
  for (const LookupRun& asked : lookups_) {
    if (asked.name == name && asked.type == type) return asked;
  }
  const std::uint32_t id = out.next_id();
  out.put(wire::Lookup{id, name.to_text(), std::string(dns::to_string(type))});
  return lookups_.emplace_back(id, name, type);
}

const LookupRun* Discovery::ask_beside(const dns::Name& name, dns::Type type, std::size_t most, Outbox& out) {
  if (lookups_.size() >= most) return nullptr;
  const std::size_t before = lookups_.size();
  const LookupRun& run = ask(name, type, out);
  // What was asked for before is judged, and may be waited for.
  if (lookups_.size() > before) {
    lookups_.back().beside = true;
    lookups_.back().unjudged = type != dns::Type::TXT;
  }
  return &run;
}

void Discovery::ask_for(const std::vector<dnssec::Question>& questions, Outbox& out) {
  for (const dnssec::Question& question : questions) ask(question.name, static_cast<dns::Type>(question.type), out);
}

bool Discovery::answered(const wire::Answer& answer) {
  LookupRun* lookup = find_lookup(answer.id);
  if (!lookup || !lookup->pending()) return false;
  LookupRun::Answered answered{answer, std::nullopt, std::nullopt, RelaysWord{answer.status}};
  if (!answer.message.empty()) {
    Parsed<dns::Message> parsed = dns::parse_message(answer.message);
    if (parsed) {
      answered.message = std::move(*parsed);
      // RFC 7672 2.1.1 [5, 6]: the relay's word on it counts for nothing.
      if (validator_ && !lookup->unjudged) answered.trust = Unsettled{};
    } else {
      answered.error = parsed.error();
    }
  }
  lookup->end(std::move(answered));
  return true;
}

bool Discovery::refused(const wire::Refused& refusal) {
  LookupRun* lookup = refusal.id ? find_lookup(*refusal.id) : nullptr;
  if (!lookup || !lookup->pending()) return false;
  lookup->end(LookupRun::Refused{refusal});
  return true;
}

void Discovery::lost() {
  for (LookupRun& lookup : lookups_) {
    if (lookup.pending()) lookup.end(LookupRun::Lost{});
  }
}

void Discovery::foresee_servers(Outbox& out) {
  if (plan_ < kPlanWithEarlyAddresses || !validator_ || foreseen_ || knows_servers_) return;
  if (!mx_ || !mx_->answered()) return;
  foreseen_ = true;
  const MailRoute::State route = route_of(mx_->result_as_it_stands());
  std::vector<dns::Name> hosts;
  if (const auto* found = std::get_if<MailRoute::Mx>(&route)) {
    for (const auto& exchange : found->exchanges) hosts.push_back(exchange.host);
  } else if (std::holds_alternative<MailRoute::ImplicitMx>(route)) {
    hosts.push_back(domain_);
  }
  for (const dns::Name& host : hosts) {
    ask(host, dns::Type::A, out);
    ask(host, dns::Type::AAAA, out);
    ask_tlsa(host, out);
  }
  std::vector<dns::Name> zones;
  for (const dns::Name& host : hosts) {
    dns::Name zone = likely_zone(host);
    if (zones.size() >= kForeseenZones || std::find(zones.begin(), zones.end(), zone) != zones.end()) continue;
    ask_for(Validator::foreseen(zone), out);
    zones.push_back(std::move(zone));
  }
}

void Discovery::settle_trust(Outbox& out) {
  if (validator_) ask_for(validator_->settle(lookups_), out);
}

void Discovery::find_servers(Outbox& out) {
  if (knows_servers_) return;
  const MailRoute::State route = this->route();
  if (std::holds_alternative<MailRoute::Pending>(route)) return;
  knows_servers_ = true;
  if (const auto* mx = std::get_if<MailRoute::Mx>(&route)) {
    for (const auto& exchange : mx->exchanges) {
      // One host at several preferences is one server.
      const auto same = [&](const ServerRun& server) { return server.host == exchange.host; };
      if (plan_ >= kPlanWithSecondLooks && std::any_of(servers_.begin(), servers_.end(), same)) continue;
      servers_.push_back({exchange.host, exchange.preference, nullptr, nullptr, {}, false, {}, 0});
    }
  } else if (std::holds_alternative<MailRoute::ImplicitMx>(route)) {
    servers_.push_back({domain_, std::nullopt, nullptr, nullptr, {}, false, {}, 0});
  }
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    ServerRun& server = servers_[i];
    server.a = &ask(server.host, dns::Type::A, out);
    server.aaaa = &ask(server.host, dns::Type::AAAA, out);
    if (const LookupRun* tlsa = ask_tlsa(server.host, out)) server.tlsa = {tlsa};
    // Some senders take an address in place of a name for what it says.
    const auto address = IpAddress::parse(server.host.to_text());
    if (address && address->is_v4() && plan_ >= kPlanWithSecondLooks) add_address(i, *address, true);
  }
}

void Discovery::find_addresses(Outbox& out) {
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    ServerRun& server = servers_[i];
    server.addresses_left_out = 0;  // counted anew
    add_addresses(i, *server.a);
    add_addresses(i, *server.aaaa);
    follow_aliases(server, *server.a, out);
    follow_aliases(server, *server.aaaa, out);
  }
}

const LookupRun* Discovery::ask_tlsa(const dns::Name& host, Outbox& out) {
  const auto owner = dane::tlsa_owner(host);
  if (!owner) return nullptr;
  return &ask(*owner, dns::Type::TLSA, out);
}

void Discovery::follow_aliases(ServerRun& server, const LookupRun& addresses, Outbox& out) {
  const auto* found = std::get_if<Found>(&addresses.result());
  if (!found || found->resolution.cnames.empty()) return;
  // RFC 7672 section 2.2.2: where the way to the end is not signed, only the name itself counts.
  if (status_of(addresses.answered()->trust) != wire::DnsStatus::Secure) return;
  server.alias_tlsa_unasked = plan_ < kPlanWithAliases;
  if (server.alias_tlsa_unasked) return;
  const LookupRun* tlsa = ask_tlsa(found->resolution.final_name, out);
  std::vector<const LookupRun*>& known = server.tlsa;
  if (tlsa && std::find(known.begin(), known.end(), tlsa) == known.end()) known.insert(known.begin(), tlsa);
}

void Discovery::add_addresses(std::size_t server_index, const LookupRun& addresses) {
  const auto* found = std::get_if<Found>(&addresses.result());
  if (!found) return;
  ServerRun& server = servers_[server_index];
  for (const dns::Record* record : found->resolution.records) {
    const auto address = dns::address_of(*record);
    if (!address) continue;
    const auto same = [&](const AddressRun& known) { return known.address == *address; };
    if (std::any_of(server.addresses.begin(), server.addresses.end(), same)) continue;
    if (server.addresses.size() >= kMaxAddressesPerServer) {
      ++server.addresses_left_out;
      continue;
    }
    add_address(server_index, *address, false);
  }
}

void Discovery::add_address(std::size_t server_index, const IpAddress& address, bool is_host) {
  std::vector<AddressRun>& addresses = servers_[server_index].addresses;
  addresses.push_back({address, {}, {}, ExplorationAwaited{}});
  found_.push_back({{server_index, addresses.size() - 1}, is_host});
}

}  // namespace mailglass::check
