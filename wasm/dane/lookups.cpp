#include "dane/lookups.h"

#include <algorithm>
#include <optional>

namespace mailglass::dane {

namespace {

/// Below which names records are looked for; the first with secure ones is the TLSA base domain.
std::vector<dns::Name> candidates(const AddressLookup& addresses) {
  const bool alias = addresses.final_name != addresses.name;
  // RFC 7672 2.2.3 [3]: of a secure alias, the name behind all aliases and, failing that, the name itself, which MUST
  // be tried; never a name between. RFC 7672 2.2.2: of an alias that leads to insecure addresses, the name itself.
  if (alias && addresses.whole == Security::Secure) return {addresses.final_name, addresses.name};
  return {addresses.name};
}

}  // namespace

std::optional<dns::Name> tlsa_owner(const dns::Name& base_domain, std::uint16_t port) {
  // RFC 7672 2.2.3 [1]: "_<port>._tcp" before the candidate.
  const auto protocol = base_domain.child("_tcp");
  if (!protocol) return std::nullopt;
  auto owner = protocol->child("_" + std::to_string(port));
  if (!owner) return std::nullopt;
  return std::move(*owner);
}

Search find_records(const AddressLookup& addresses, const std::vector<TlsaAnswer>& answers, std::uint16_t port) {
  // RFC 7672 2.2.2 [1]: clients MUST look for addresses first; a destination without any is unreachable.
  // RFC 7672 2.1.2 [4], 2.2.2 [2]: so is one whose lookup fails.
  if (addresses.failed || !addresses.found) return Found(Unreachable{});
  // RFC 7672 2.2.2: if the first answer is insecure, clients SHOULD NOT look for TLSA records.
  if (addresses.first == Security::Insecure && addresses.whole == Security::Insecure) return Found(NotSigned{});
  NoSecureRecords none;
  std::size_t asked = 0;
  for (const dns::Name& base_domain : candidates(addresses)) {
    const auto owner = tlsa_owner(base_domain, port);
    // A name that cannot be asked for has no records. RFC 7672 2.1.2 [2]: all others MUST be asked for.
    if (!owner) continue;
    if (asked == answers.size()) return LookUp{*owner, base_domain};
    const TlsaAnswer& answer = answers[asked++];
    // RFC 7672 2.1.2 [3, 5]: if a lookup for TLSA records fails, clients MUST NOT deliver through that server.
    if (answer.failed) return Found(LookupFailed{});
    // RFC 7672 2.2.3: the first candidate with a secure RRset is the base domain; without one, the next is tried.
    const bool secure = answer.security == Security::Secure;
    if (!answer.records.empty() && secure) return Found(SecureRecords{base_domain, answer.records});
    none.insecure = none.insecure || !answer.records.empty();
  }
  return Found(none);
}

std::vector<std::string> reference_identifiers(const NextHop& next_hop, const dns::Name& base_domain) {
  // RFC 7672 3.2.2 [2, 7, 8]: the base domain in all cases, and first.
  std::vector<dns::Name> names{base_domain};
  // RFC 7672 3.2.2: behind insecure MX records the host's name is the only one.
  const bool domain_counts = !next_hop.has_mx || next_hop.mx == Security::Secure;
  // RFC 7672 3.2.2 [3, 4, 5, 6]: with secure MX records the domain and what it is an alias for; without MX records the
  // domain.
  if (domain_counts) names.push_back(next_hop.domain);
  if (domain_counts && next_hop.has_mx) names.push_back(next_hop.final_domain);
  std::vector<std::string> out;
  for (const dns::Name& name : names) {
    const std::string text = name.to_text();
    if (name.is_loose_host_name() && std::find(out.begin(), out.end(), text) == out.end()) out.push_back(text);
  }
  return out;
}

}  // namespace mailglass::dane
