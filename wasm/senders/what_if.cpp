#include "senders/what_if.h"

#include <algorithm>
#include <array>

namespace mailglass::senders {
namespace {

template <Tlsa value>
void set_tlsa(Domain& domain) {
  for (Server& server : domain.servers) {
    // RFC 7672 section 2.2.2: where the host's addresses are not signed nobody looks for them.
    if (server.tlsa != Tlsa::Insecure) server.tlsa = value;
  }
}

template <NameFrom value>
void set_names(Domain& domain) {
  for (Server& server : domain.servers) server.name_from = value;
}

void sign_hosts(Domain& domain) {
  for (Server& server : domain.servers) {
    if (server.tlsa == Tlsa::Insecure) server.tlsa = Tlsa::None;
  }
}
void leave_hosts_unsigned(Domain& domain) {
  for (Server& server : domain.servers) server.tlsa = Tlsa::Insecure;
}

template <Known value>
void list_servers(Domain& domain) {
  for (Server& server : domain.servers) {
    server.in_policy = value;
    server.certificate.policy = both(server.certificate.host, value);
  }
}

template <Policy value>
void set_policy(Domain& domain) {
  const bool lists = domain.policy == Policy::Testing || domain.policy == Policy::Enforce;
  domain.policy = value;
  // A new policy lists all servers, as one should.
  if (!lists && (value == Policy::Testing || value == Policy::Enforce)) list_servers<Known::Yes>(domain);
}

template <Known chain, Known host>
void set_certificates(Domain& domain) {
  for (Server& server : domain.servers) {
    // A certificate that proves a host's name need not have the domain's.
    const Known of_domain = both(host, server.certificate.domain == Known::Yes ? Known::Yes : Known::No);
    server.certificate = {chain, host, of_domain, both(host, server.in_policy)};
  }
}

template <Meets value>
void set_offer(Domain& domain) {
  for (Server& server : domain.servers) {
    for (Address& address : server.addresses) address.meets.fill(value);
  }
}

template <bool old>
void set_versions(Domain& domain) {
  for (Server& server : domain.servers) {
    for (Address& address : server.addresses) address.old_tls_only = old;
  }
}

constexpr std::array kSettings{
    Setting{"certificate", "trusted", set_certificates<Known::Yes, Known::Yes>},
    Setting{"certificate", "untrusted", set_certificates<Known::No, Known::No>},
    Setting{"certificate", "other-name", set_certificates<Known::Yes, Known::No>},
    Setting{"domain-dnssec", "signed", set_names<NameFrom::SignedDns>},
    Setting{"domain-dnssec", "unsigned", set_names<NameFrom::UnsignedDns>},
    Setting{"host-dnssec", "signed", sign_hosts},
    Setting{"host-dnssec", "unsigned", leave_hosts_unsigned},
    Setting{"tlsa", "matches", set_tlsa<Tlsa::Matches>},
    Setting{"tlsa", "mismatches", set_tlsa<Tlsa::Mismatches>},
    Setting{"tlsa", "unusable", set_tlsa<Tlsa::Unusable>},
    Setting{"tlsa", "fails", set_tlsa<Tlsa::LookupFailed>},
    Setting{"tlsa", "none", set_tlsa<Tlsa::None>},
    Setting{"mta-sts", "enforce", set_policy<Policy::Enforce>},
    Setting{"mta-sts", "testing", set_policy<Policy::Testing>},
    Setting{"mta-sts", "unreachable", set_policy<Policy::Unreachable>},
    Setting{"mta-sts", "none", set_policy<Policy::None>},
    Setting{"mta-sts-mx", "listed", list_servers<Known::Yes>},
    Setting{"mta-sts-mx", "missing", list_servers<Known::No>},
    Setting{"starttls", "works", set_offer<Meets::Encryption>},
    Setting{"starttls", "none", set_offer<Meets::NoOffer>},
    Setting{"tls", "modern", set_versions<false>},
    Setting{"tls", "old", set_versions<true>},
};

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

const Setting* find_setting(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string_view name = text.substr(0, equals), value = text.substr(std::min(equals + 1, text.size()));
  const auto* found = std::find_if(kSettings.begin(), kSettings.end(), [&](const Setting& setting) {
    return setting.name == name && setting.value == value;
  });
  return found == kSettings.end() ? nullptr : found;
}

}  // namespace mailglass::senders
