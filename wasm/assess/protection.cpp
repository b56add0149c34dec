#include "assess/protection.h"

#include <algorithm>
#include <string>
#include <variant>

#include "check/trust.h"
#include "dane/lookups.h"
#include "http/response.h"

namespace mailglass::assess {
namespace {

using check::LookupRun;
using senders::Known;
using wire::DnsStatus;

constexpr std::int64_t kMsInSecond = 1000;

DnsStatus status_at(const LookupRun* lookup) {
  return lookup && lookup->answered() ? check::status_of(lookup->answered()->trust) : DnsStatus::Failed;
}

/// RFC 7672 2.1.1 [4]: what is neither proven signed nor proven unsigned is a failure of the lookup.
bool has_failed(const LookupRun* lookup) {
  const check::LookupResult& result = check::result_of(lookup);
  const bool answered = std::holds_alternative<check::Found>(result) || std::holds_alternative<check::NotThere>(result);
  return !answered || status_at(lookup) == DnsStatus::Indeterminate;
}

dane::Security security_at(const LookupRun* lookup) {
  return status_at(lookup) == DnsStatus::Secure ? dane::Security::Secure : dane::Security::Insecure;
}

dane::AddressLookup address_lookup(const check::ServerRun& server) {
  dane::AddressLookup out;
  out.name = out.final_name = server.host;
  out.failed = has_failed(server.a) || has_failed(server.aaaa);
  out.found = !server.addresses.empty();
  for (const LookupRun* lookup : {server.aaaa, server.a}) {
    if (const auto* found = std::get_if<check::Found>(&check::result_of(lookup)))
      out.final_name = found->resolution.final_name;
  }
  const bool both =
      security_at(server.a) == dane::Security::Secure && security_at(server.aaaa) == dane::Security::Secure;
  out.whole = out.first = both ? dane::Security::Secure : dane::Security::Insecure;
  return out;
}

/// Nothing while a lookup that counts is awaited, or where the check asked none.
std::optional<dane::TlsaAnswer> answer_to(const check::Check& check, const dns::Name& owner) {
  const auto& lookups = check.lookups();
  const auto asked = std::find_if(lookups.begin(), lookups.end(), [&](const LookupRun& lookup) {
    return lookup.type == dns::Type::TLSA && lookup.name == owner;
  });
  if (asked == lookups.end()) return std::nullopt;
  const check::LookupResult& result = asked->result();
  if (std::holds_alternative<check::Waiting>(result)) return std::nullopt;
  dane::TlsaAnswer answer{has_failed(&*asked), security_at(&*asked), {}};
  if (const auto* found = std::get_if<check::Found>(&result)) {
    for (const dns::Record* record : found->resolution.records) {
      if (const auto* tlsa = std::get_if<dns::Tlsa>(&record->rdata)) answer.records.push_back(*tlsa);
    }
  }
  return answer;
}

std::optional<dane::Found> tlsa_found(const check::Check& check, const check::ServerRun& server) {
  const dane::AddressLookup addresses = address_lookup(server);
  std::vector<dane::TlsaAnswer> answers;
  while (true) {
    const dane::Search search = dane::find_records(addresses, answers);
    if (const auto* found = std::get_if<dane::Found>(&search)) return *found;
    auto answer = answer_to(check, std::get<dane::LookUp>(search).owner);
    if (!answer) return std::nullopt;
    answers.push_back(std::move(*answer));
  }
}

dane::NextHop next_hop(const check::Check& check) {
  dane::NextHop hop;
  hop.domain = hop.final_domain = check.domain();
  const check::LookupResult& mx = check::result_of(check.mx());
  if (const auto* found = std::get_if<check::Found>(&mx)) hop.final_domain = found->resolution.final_name;
  hop.has_mx = std::holds_alternative<check::MailRoute::Mx>(check.route());
  hop.mx = security_at(check.mx());
  return hop;
}

senders::Tlsa tlsa_of(const dane::Judgement& judgement, bool known) {
  if (!known) return senders::Tlsa::Unknown;
  switch (judgement.state) {
    case dane::State::NotSigned: return senders::Tlsa::Insecure;
    case dane::State::LookupFailed: return senders::Tlsa::LookupFailed;
    case dane::State::NoRecords:
    case dane::State::InsecureRecords: return senders::Tlsa::None;
    case dane::State::AllUnusable: return senders::Tlsa::Unusable;
    case dane::State::Holds: return senders::Tlsa::Matches;
    // Which chain a sender meets depends on the address and on its kind of key: some sender meets the wrong one.
    case dane::State::HoldsPartly:
    case dane::State::Fails: return senders::Tlsa::Mismatches;
    case dane::State::Unreachable:
    case dane::State::NotSeen: break;
  }
  return senders::Tlsa::Unknown;
}

DaneSeen dane_seen(const check::Check& check, const ServerAssessment& server) {
  const auto found = tlsa_found(check, *server.server);
  if (!found) return {};
  const auto* records = std::get_if<dane::SecureRecords>(&*found);
  const dns::Name& base = records ? records->base_domain : server.server->host;
  std::vector<std::vector<Bytes>> chains;
  for (const AddressAssessment& address : server.addresses) {
    for (const auto& sent : address.certificates) {
      if (sent->bytes && std::find(chains.begin(), chains.end(), *sent->bytes) == chains.end())
        chains.push_back(*sent->bytes);
    }
  }
  dane::Judgement judgement = dane::judge(*found, chains, dane::reference_identifiers(next_hop(check), base),
                                          check.setup().started_unix_ms / kMsInSecond);
  return {std::move(judgement), true, std::move(chains), base};
}

/// RFC 8461 4.2 [1, 2]: the chain, and that it names the host. Of the certificates at all addresses, the least.
senders::Certificate certificate_of(const ServerAssessment& server, Known in_policy) {
  senders::Certificate out;
  bool any = false;
  for (const AddressAssessment& address : server.addresses) {
    for (const auto& sent : address.certificates) {
      if (!sent->verdict) continue;
      const Known chain = sent->trusted() ? Known::Yes : Known::No;
      const Known host = sent->names_host() ? Known::Yes : Known::No;
      out.chain = any ? both(out.chain, chain) : chain;
      out.host = any ? both(out.host, host) : host;
      any = true;
    }
  }
  if (any) out.policy = both(out.host, in_policy);
  return out;
}

/// `sender`: its place among senders::kSenders.
senders::Meets meets(std::size_t sender, const AddressAssessment& address) {
  switch (address.deliveries[sender]) {
    case Delivery::Unknown: return senders::Meets::Unknown;
    case Delivery::Encrypts: return senders::Meets::Encryption;
    case Delivery::Defers: return senders::Meets::Nothing;
    case Delivery::Readable: break;
  }
  if (address.outcome == Outcome::StarttlsRefused) return senders::Meets::Refused;
  const bool failed = address.outcome == Outcome::HandshakeFailed || address.begins_tls[sender];
  return failed ? senders::Meets::FailedHandshake : senders::Meets::NoOffer;
}

senders::Server server_of(const ServerAssessment& server, const DaneSeen& dane, const PolicySeen& policy,
                          senders::NameFrom name_from) {
  senders::Server out;
  out.preference = server.server->preference.value_or(0);
  out.name_from = name_from;
  out.tlsa = tlsa_of(dane.judgement, dane.known);
  if (policy.policy)
    out.in_policy = policy::covers(*policy.policy, server.server->host.to_text()) ? Known::Yes : Known::No;
  out.certificate = certificate_of(server, out.in_policy);
  for (const AddressAssessment& address : server.addresses) {
    senders::Address one;
    for (std::size_t i = 0; i < one.meets.size(); ++i) one.meets[i] = meets(i, address);
    one.old_tls_only = address.tls && address.tls->version < static_cast<std::uint16_t>(tls::Version::Tls12);
    out.addresses.push_back(one);
  }
  return out;
}

senders::NameFrom name_from(const check::Check& check) {
  if (std::holds_alternative<check::MailRoute::ImplicitMx>(check.route())) return senders::NameFrom::SignedDns;
  switch (status_at(check.mx())) {
    case DnsStatus::Secure: return senders::NameFrom::SignedDns;
    case DnsStatus::Insecure: return senders::NameFrom::UnsignedDns;
    default: return senders::NameFrom::Unknown;
  }
}

senders::Policy policy_state(policy::Mode mode) {
  switch (mode) {
    case policy::Mode::Enforce: return senders::Policy::Enforce;
    case policy::Mode::Testing: return senders::Policy::Testing;
    case policy::Mode::None: break;
  }
  return senders::Policy::None;
}

bool is_open(const senders::Domain& domain) {
  return domain.policy == senders::Policy::Unknown ||
         std::any_of(domain.servers.begin(), domain.servers.end(), [](const senders::Server& server) {
           return server.tlsa == senders::Tlsa::Unknown || server.name_from == senders::NameFrom::Unknown;
         });
}

}  // namespace

dane::Judgement dane_at(const check::Check& check, const ServerAssessment& server) {
  return dane_seen(check, server).judgement;
}

namespace {

PolicySeen unreachable(PolicySeen::Missing why, std::optional<policy::PolicyFlaw> flaw = {}) {
  return {senders::Policy::Unreachable, std::nullopt, why, flaw};
}

}  // namespace

PolicySeen policy_seen(const check::Check& check, const x509::TrustStore* roots) {
  const check::LookupResult& record = check::result_of(check.mta_sts());
  if (std::holds_alternative<check::NotThere>(record)) return {senders::Policy::None};
  if (!std::holds_alternative<check::Found>(record)) return {};
  if (!check::announces_policy(record)) return {senders::Policy::None};
  // Whoever carries the answers could announce a policy for a zone that is signed and has none, and withhold what shows
  // that: neither proven signed nor proven unsigned, a record announces nothing.
  if (status_at(check.mta_sts()) == DnsStatus::Indeterminate) return {};
  const check::PolicyFetch& fetch = check.policy();
  const check::PolicyRun* run = fetch.last();
  if (fetch.stage() != check::PolicyFetch::Stage::Over || !roots) return {};
  if (!run) {
    const auto none = [](const LookupRun* lookup) {
      return std::holds_alternative<check::NotThere>(check::result_of(lookup));
    };
    const bool no_address = none(fetch.a()) && none(fetch.aaaa());
    if (no_address) return unreachable(PolicySeen::Missing::NoAddress);
    return {};
  }
  const auto& seen = run->handshake();
  // RFC 8461 3.3 [1]: the host proves its name by a certificate of a public authority.
  const bool proven =
      check::encrypts(seen) && !seen.failure && !seen.chain.empty() &&
      x509::verify_chain(seen.chain, run->plan().host, check.setup().started_unix_ms / kMsInSecond, *roots)
          .binds_name();
  const auto* response = std::get_if<http::Response>(&run->answer());
  if (!proven) return unreachable(PolicySeen::Missing::NotProven);
  if (!response) return unreachable(PolicySeen::Missing::NotAnswered);
  // Whoever has the client's key, or its end of the connection, can have a host close before it has said all: where
  // nothing but its close_notify tells the end, how much more there was cannot be told.
  if (response->framing == http::Framing::UntilClose) return {};
  policy::Fetched fetched;
  fetched.status = response->status;
  const auto type = http::media_type(*response);
  const std::string charset = type ? type->charset() : "";
  fetched.media_type = type ? std::string_view(type->essence) : std::string_view();
  fetched.parameters_well_formed = type && type->parameters_well_formed;
  fetched.charset = charset;
  fetched.body = response->body;
  const policy::PolicyFile file = policy::read_policy(fetched);
  const auto& reading = file.readings[policy::Reader::Rfc8461];
  if (!reading.policy) return unreachable(PolicySeen::Missing::Invalid, reading.flaw);
  return {policy_state(reading.policy->mode), reading.policy};
}

std::optional<Protection> protection_of(const check::Check& check, const std::vector<ServerAssessment>& servers,
                                        const x509::TrustStore* roots) {
  if (check.setup().plan < check::kPlanWithDnssec || !check.anchors_are_readers() || !roots || servers.empty())
    return std::nullopt;
  Protection out;
  out.policy = policy_seen(check, roots);
  out.domain.policy = out.policy.state;
  const senders::NameFrom from = name_from(check);
  for (const ServerAssessment& server : servers) {
    out.dane.push_back(dane_seen(check, server));
    out.domain.servers.push_back(server_of(server, out.dane.back(), out.policy, from));
  }
  out.interference = senders::interference(senders::profiles(), out.domain);
  out.open = is_open(out.domain);
  return out;
}

}  // namespace mailglass::assess
