#include "check/beside.h"

#include <algorithm>
#include <utility>

#include "dns/reverse_name.h"

namespace mailglass::check {

std::vector<dns::Name> climbed(const dns::Name& host) {
  std::vector<dns::Name> names;
  for (dns::Name name = host; !name.is_root() && names.size() < Beside::kMaxClimbed; name = name.parent())
    names.push_back(name);
  return names;
}

std::optional<dns::Name> name_given(const LookupResult& ptr) {
  const auto* found = std::get_if<Found>(&ptr);
  if (!found || found->resolution.records.empty()) return std::nullopt;
  const auto* given = std::get_if<dns::Ptr>(&found->resolution.records.front()->rdata);
  return given ? std::optional(given->target) : std::nullopt;
}

void Beside::begin(const dns::Name& domain, std::vector<Host> hosts, std::vector<Address> addresses, const Ask& ask) {
  begun_ = true;
  hosts_ = std::move(hosts);
  addresses_ = std::move(addresses);
  if (const Parsed<dns::Name> tls = domain.child("_tls")) {
    if (const Parsed<dns::Name> owner = tls->child("_smtp")) tls_rpt_ = ask(*owner, dns::Type::TXT);
  }
  for (Host& host : hosts_) host.caa.push_back(ask(host.name, dns::Type::CAA));
  for (Address& address : addresses_) address.ptr = ask(dns::reverse_name(address.address), dns::Type::PTR);
}

void Beside::follow(const Ask& ask) {
  for (Host& host : hosts_) {
    const std::vector<dns::Name> names = climbed(host.name);
    // RFC 8659 section 3: as long as there are none, those of the name above count.
    if (host.caa.size() < names.size() && std::holds_alternative<NotThere>(result_of(host.caa.back())))
      host.caa.push_back(ask(names[host.caa.size()], dns::Type::CAA));
  }
  for (Address& address : addresses_) {
    if (address.forward) continue;
    if (const auto name = name_given(result_of(address.ptr)))
      address.forward = ask(*name, address.address.is_v4() ? dns::Type::A : dns::Type::AAAA);
  }
}

}  // namespace mailglass::check
