#include "dane/lookups.h"

#include <algorithm>

namespace mailglass::dane {

Search where_to_search(const AddressLookup& addresses) {
  // RFC 7672 2.2.2: addresses come first; a destination without any is unreachable.
  // RFC 7672 2.1.2: so is one whose lookup fails.
  if (addresses.failed || !addresses.found) return Unreachable{};
  // RFC 7672 2.2.2: if the first answer is insecure, TLSA records SHOULD NOT be looked for.
  if (addresses.first == Security::Insecure && addresses.whole == Security::Insecure) return NotSigned{};
  const bool alias = addresses.final_name != addresses.name;
  // RFC 7672 2.2.2: of a secure alias, the name behind all aliases and, failing that, the name itself; RFC 7672 2.2.3:
  // never a name between. Of an alias that leads to insecure addresses, the name itself.
  if (alias && addresses.whole == Security::Secure) return Candidates{{addresses.final_name, addresses.name}};
  return Candidates{{addresses.name}};
}

std::optional<dns::Name> tlsa_owner(const dns::Name& base_domain, std::uint16_t port) {
  // RFC 7672 2.2.3: "_<port>._tcp" before the candidate.
  const auto protocol = base_domain.child("_tcp");
  if (!protocol) return std::nullopt;
  auto owner = protocol->child("_" + std::to_string(port));
  if (!owner) return std::nullopt;
  return std::move(*owner);
}

Conclusion conclude(const Candidates& candidates, const std::vector<TlsaAnswer>& answers, std::uint16_t port) {
  NoSecureRecords none;
  for (std::size_t i = 0; i < candidates.base_domains.size(); ++i) {
    const dns::Name& base_domain = candidates.base_domains[i];
    const auto owner = tlsa_owner(base_domain, port);
    // A name that cannot be asked for has no records.
    if (!owner) continue;
    if (i >= answers.size()) return LookUp{*owner};
    const TlsaAnswer& answer = answers[i];
    // RFC 7672 2.1.2: if a lookup for TLSA records fails, senders MUST NOT deliver through that server.
    if (answer.failed) return LookupFailed{};
    // RFC 7672 2.2.3: the first candidate with a secure RRset is the base domain; without one, the next is tried.
    if (!answer.records.empty() && answer.security == Security::Secure)
      return SecureRecords{base_domain, answer.records};
    none.insecure = none.insecure || !answer.records.empty();
  }
  return none;
}

std::vector<std::string> reference_identifiers(const NextHop& next_hop, const dns::Name& base_domain) {
  // RFC 7672 3.2.2: the base domain in all cases.
  std::vector<dns::Name> names{base_domain};
  // RFC 7672 3.2.2: behind insecure MX records the host's name is the only one.
  const bool domain_counts = !next_hop.has_mx || next_hop.mx == Security::Secure;
  // RFC 7672 3.2.2: with secure MX records the domain and what it is an alias for; without MX records the domain.
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
