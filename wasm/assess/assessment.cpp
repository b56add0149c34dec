#include "assess/assessment.h"

#include <algorithm>

#include "assess/beside_facts.h"
#include "assess/collector.h"
#include "assess/dns_facts.h"
#include "assess/name_source.h"
#include "assess/protection_findings.h"
#include "bytes/encoding.h"
#include "dns/presentation.h"
#include "policy/mta_sts_discovery.h"

namespace mailglass::assess {
namespace {

using check::LookupRun;
using words::Phrase;
using Published = DomainSignals::Published;

using Records = std::vector<const dns::Record*>;

constexpr std::string_view kMx = "dns.mx";
constexpr std::string_view kTlsa = "dns.tlsa";
/// RFC 7672 section 2.2: without DNSSEC there is no DANE.
constexpr std::string_view kTlsaUnsigned = "dns.tlsa_unsigned";
constexpr std::string_view kMtaSts = "dns.mta_sts";
constexpr std::string_view kMtaStsOneOfMany = "dns.mta_sts_ambiguous";
constexpr std::string_view kMtaStsInvalid = "dns.mta_sts_invalid";

/// A fact for each record.
std::vector<std::uint32_t> add_records(const check::Check& check, const LookupRun& lookup, const Records& records,
                                       std::string_view code, const Subject& subject, FactList& facts) {
  std::vector<std::uint32_t> ids;
  for (const dns::Record* record : records) {
    const std::string text = dns::record_text(*record);
    ids.push_back(
        facts.add({0, code, text, text, assured_by(check, lookup), subject, {place_of_record(lookup, *record)}}));
  }
  return ids;
}

/// The fact that something is not there, proven by the whole answer.
std::uint32_t add_absence(const check::Check& check, const LookupRun& lookup, std::string_view code, FactList& facts) {
  std::vector<BytesAt> evidence;
  if (lookup.answered()) evidence.push_back(whole_answer(lookup));
  return facts.add({0,
                    code,
                    Phrase{"said.none-published", {{"name", lookup.name.to_text()}}},
                    nullptr,
                    assured_by(check, lookup),
                    {},
                    std::move(evidence)});
}

std::vector<std::string> alias_names(const LookupRun* lookup) {
  std::vector<std::string> names;
  if (const auto* found = std::get_if<check::Found>(&check::result_of(lookup))) {
    for (const dns::Record* record : found->resolution.cnames) {
      if (const auto* cname = std::get_if<dns::Cname>(&record->rdata)) names.push_back(cname->target.to_text());
    }
  }
  return names;
}

/// Where the domain's own name leads, the end of an alias that is not there among it.
std::vector<std::string> domain_aliases(const check::Check& check) {
  std::vector<std::string> names = alias_names(check.mx());
  const check::MailRoute::State route = check.route();
  if (const auto* none = std::get_if<check::MailRoute::NoDomain>(&route); none && none->alias_of)
    names.push_back(none->alias_of->to_text());
  return names;
}

std::optional<wire::DnsStatus> status_of(const LookupRun* lookup) {
  if (!lookup || !lookup->answered()) return std::nullopt;
  return check::status_of(lookup->answered()->trust);
}

Published assess_tlsa(const check::Check& check, const check::ServerRun& server, DomainSignals& domain,
                      FactList& facts) {
  bool all_known = !server.alias_tlsa_unasked;
  for (const LookupRun* lookup : server.tlsa) {
    const check::LookupResult& result = lookup->result();
    if (const auto* found = std::get_if<check::Found>(&result)) {
      const bool is_signed = status_of(lookup) == wire::DnsStatus::Secure;
      const auto ids = add_records(check, *lookup, found->resolution.records, is_signed ? kTlsa : kTlsaUnsigned,
                                   {server.host.to_text(), ""}, facts);
      domain.tlsa_facts.insert(domain.tlsa_facts.end(), ids.begin(), ids.end());
      if (std::holds_alternative<dnssec::Insecure>(lookup->answered()->trust))
        domain.ignored_tlsa_facts.insert(domain.ignored_tlsa_facts.end(), ids.begin(), ids.end());
      // RFC 7672 section 2.2.3: the first name with signed records is the one that counts.
      if (is_signed) return Published::Yes;
    } else if (std::holds_alternative<check::NotThere>(result)) {
      domain.tlsa_facts.push_back(add_absence(check, *lookup, "dns.no_tlsa", facts));
    } else {
      all_known = false;
    }
  }
  return all_known ? Published::No : Published::Unknown;
}

void assess_tlsa(const check::Check& check, DomainSignals& domain, FactList& facts) {
  if (check.servers().empty()) return;
  domain.tlsa = Published::No;
  for (const check::ServerRun& server : check.servers()) {
    const Published published = assess_tlsa(check, server, domain, facts);
    domain.alias_tlsa_unasked = domain.alias_tlsa_unasked || server.alias_tlsa_unasked;
    if (domain.tlsa != Published::Yes && published != Published::No) domain.tlsa = published;
  }
}

void assess_mta_sts(const check::Check& check, DomainSignals& domain, FactList& facts) {
  const LookupRun* lookup = check.mta_sts();
  const check::LookupResult& result = check::result_of(lookup);
  const auto* found = std::get_if<check::Found>(&result);
  if (!found && !std::holds_alternative<check::NotThere>(result)) return;
  using policy::Discovery;
  const Discovery discovery = check::policy_announced(result).discovery;
  domain.mta_sts = discovery == Discovery::Found ? Published::Yes : Published::No;
  if (discovery == Discovery::NoRecord) {
    domain.mta_sts_facts.push_back(add_absence(check, *lookup, "dns.no_mta_sts", facts));
    return;
  }
  Records policies = found->resolution.records;
  std::erase_if(policies, [](const dns::Record* record) {
    return !policy::begins_mta_sts_record(dns::joined_strings(*record).value_or(""));
  });
  const std::string_view kind = discovery == Discovery::Found       ? kMtaSts
                                : discovery == Discovery::Malformed ? kMtaStsInvalid
                                                                    : kMtaStsOneOfMany;
  domain.mta_sts_facts = add_records(check, *lookup, policies, kind, {}, facts);
  domain.mta_sts_useless = domain.mta_sts == Published::No;
}

DomainSignals assess_domain(const check::Check& check, FactList& facts) {
  DomainSignals domain;
  const LookupRun* mx = check.mx();
  if (!mx) return domain;
  domain.name_source = name_source(check);
  const check::MailRoute::State route = check.route();
  domain.null_mx = std::holds_alternative<check::MailRoute::NullMx>(route);
  domain.implicit_mx = std::holds_alternative<check::MailRoute::ImplicitMx>(route) && !check.servers().empty() &&
                       !check.servers().front().addresses.empty();
  if (const auto* found = std::get_if<check::Found>(&mx->result()))
    domain.mx_facts = add_records(check, *mx, found->resolution.records, kMx, {}, facts);
  if (const auto* servers = std::get_if<check::MailRoute::Mx>(&route)) domain.null_mx_beside = servers->null_mx_too;
  if (domain.implicit_mx) domain.mx_facts.push_back(add_absence(check, *mx, "dns.no_mx", facts));
  if (const auto status = status_of(mx); status == wire::DnsStatus::Secure) {
    domain.mx_signed = std::holds_alternative<check::MailRoute::Mx>(route);
    domain.mx_facts.push_back(facts.add(
        {0, "dns.mx_dnssec", Phrase{"said.mx-signed"}, true, assured_by(check, *mx), {}, {whole_answer(*mx)}}));
  }
  if (std::holds_alternative<check::MailRoute::Mx>(route)) {
    for (const check::ServerRun& server : check.servers()) {
      for (const LookupRun* lookup : {server.a, server.aaaa}) {
        const std::vector<std::string> names = alias_names(lookup);
        if (names.empty()) continue;
        domain.mx_is_alias = true;
        domain.alias_facts.push_back(
            facts.add({0,
                       "dns.mx_alias",
                       Phrase{"said.alias", {{"name", server.host.to_text()}, {"target", names.back()}}},
                       names,
                       assured_by(check, *lookup),
                       {server.host.to_text(), ""},
                       {whole_answer(*lookup)}}));
        break;
      }
    }
  }
  assess_tlsa(check, domain, facts);
  assess_mta_sts(check, domain, facts);
  assess_beside(check, domain, facts);
  return domain;
}

ServerAssessment assess_server(const check::Check& check, std::size_t place, const x509::TrustStore* roots,
                               AddressParts& parts, Assessment& all) {
  const check::ServerRun& server = check.servers()[place];
  ServerAssessment out{&server, ServerAssessment::State::Pending, {}, std::nullopt, false, false, {}, {}};
  bool pending = false;
  std::optional<Phrase> why;
  for (const LookupRun* lookup : {server.a, server.aaaa}) {
    const check::LookupResult& result = lookup->result();
    pending = pending || std::holds_alternative<check::Waiting>(result);
    if (const auto* unknown = std::get_if<check::Unknown>(&result)) {
      why = unknown->why;
      out.lookup_failed = true;
      out.ipv4_failed = out.ipv4_failed || lookup->type == dns::Type::A;
      all.not_established.push_back(
          {"dns-lookup-failed",
           {server.host.to_text(), ""},
           Phrase{lookup->type == dns::Type::A ? "open.addresses-ipv4" : "open.addresses-ipv6",
                  {{"host", server.host.to_text()}}},
           unknown->why,
           std::nullopt});
    }
    for (std::string& alias : alias_names(lookup)) {
      if (std::find(out.aliases.begin(), out.aliases.end(), alias) == out.aliases.end())
        out.aliases.push_back(std::move(alias));
    }
    if (const auto status = status_of(lookup); status && (!out.dnssec || *status > *out.dnssec)) out.dnssec = status;
  }
  if (!server.addresses.empty()) {
    out.state = ServerAssessment::State::Resolved;
  } else if (!pending) {
    out.state = why ? ServerAssessment::State::Failed : ServerAssessment::State::NoAddress;
    out.sentence = why ? Phrase{"server.not-found", {{"why", *why}}} : Phrase{"server.no-address"};
  }
  for (std::size_t i = 0; i < server.addresses.size(); ++i)
    out.addresses.push_back(parts.take(check, {place, i}, roots, all.facts));
  return out;
}

}  // namespace

Assessment assess(const check::Check& check, const x509::TrustStore* roots) {
  AddressParts parts;
  return assess(check, roots, parts);
}

Assessment assess(const check::Check& check, const x509::TrustStore* roots, AddressParts& parts) {
  Assessment out;
  const DomainSignals domain = assess_domain(check, out.facts);
  out.domain_aliases = domain_aliases(check);
  const check::MailRoute::State route = check.route();
  out.servers.reserve(check.servers().size());
  AssessedAddresses addresses;
  for (std::size_t i = 0; i < check.servers().size(); ++i) {
    const check::ServerRun& server = check.servers()[i];
    out.servers.push_back(assess_server(check, i, roots, parts, out));
    const auto& found = out.servers.back().addresses;
    addresses.insert(addresses.end(), found.begin(), found.end());
    if (server.addresses_left_out > 0) {
      out.not_established.push_back(
          {"too-many-addresses",
           {server.host.to_text(), ""},
           Phrase{"open.more-addresses", {{"n", server.addresses_left_out}, {"host", server.host.to_text()}}},
           Phrase{"why.only-first", {{"n", check::kMaxAddressesPerServer}}},
           std::nullopt});
    }
  }
  for (const AddressAssessment& address : addresses) {
    if (!address.outcome || address.not_established.empty()) continue;
    out.not_established.push_back(
        {to_string(*address.outcome), address.subject,
         Phrase{"open.encrypts", {{"address", address.subject.address}, {"host", address.subject.host}}},
         address.not_established, address.server_words});
  }
  if (const auto* mx = std::get_if<check::MailRoute::Mx>(&route); mx && mx->left_out > 0) {
    out.not_established.push_back({"too-many-servers",
                                   {},
                                   Phrase{"open.more-servers", {{"n", mx->left_out}}},
                                   Phrase{"why.only-first", {{"n", check::kMaxServers}}},
                                   std::nullopt});
  }
  if (const auto* failed = std::get_if<check::MailRoute::Failed>(&route)) {
    out.not_established.push_back({"dns-lookup-failed", {}, Phrase{"open.which-servers"}, failed->why, std::nullopt});
  }
  // What senders do about protection is a question only where there is some.
  if (domain.publishes_protection()) out.protection = protection_of(check, out.servers, roots);
  Collector collector(out.facts);
  if (out.protection) find_protection(out.servers, *out.protection, domain, out.facts, collector);
  out.findings = find(addresses, domain, out.facts, collector);
  out.verdict = judge(check, out.servers, domain, out.protection);
  if (check.finished() && !check.servers().empty() && domain.tlsa == Published::Unknown) {
    out.not_established.push_back({"dane-unknown",
                                   {},
                                   Phrase{"open.dane"},
                                   Phrase{domain.alias_tlsa_unasked ? "why.alias-not-asked" : "why.lookup-failed"},
                                   std::nullopt});
  }
  if (check.finished() && !check.servers().empty() && domain.mta_sts == Published::Unknown) {
    out.not_established.push_back(
        {"mta-sts-unknown", {}, Phrase{"open.mta-sts"}, Phrase{"why.lookup-failed"}, std::nullopt});
  }
  return out;
}

std::optional<Protection> take_protection(const check::Check& check, Assessment& assessment,
                                          const x509::TrustStore* roots) {
  if (assessment.protection) return std::move(assessment.protection);
  return protection_of(check, assessment.servers, roots);
}

}  // namespace mailglass::assess
