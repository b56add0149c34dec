#include "assess/beside_facts.h"

#include <algorithm>

#include "assess/dns_facts.h"
#include "bytes/encoding.h"
#include "dns/caa.h"
#include "dns/presentation.h"
#include "policy/tls_rpt_record.h"

namespace mailglass::assess {
namespace {

using check::Beside;
using check::LookupRun;
using words::Phrase;
using Reports = DomainSignals::Reports;

/// None where DNS said nothing.
const check::LookupResult* answered(const LookupRun* lookup) {
  return lookup && lookup->answered() ? &lookup->result() : nullptr;
}

/// RFC 8460 section 3.
void assess_tls_rpt(const check::Check& check, DomainSignals& domain, FactList& facts) {
  const LookupRun* lookup = check.beside().tls_rpt();
  const auto* found = std::get_if<check::Found>(answered(lookup));
  if (!found) return;
  std::vector<std::string> records;
  for (const dns::Record* record : found->resolution.records)
    records.push_back(dns::joined_strings(*record).value_or(""));
  const policy::TlsRpt read = policy::read_tls_rpt(records);
  if (std::holds_alternative<policy::NoTlsRpt>(read)) return;
  const auto* good = std::get_if<policy::TlsRptRecord>(&read);
  domain.tls_rpt = good && !good->rua.empty() ? Reports::Wanted : Reports::Invalid;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (std::holds_alternative<policy::NoTlsRpt>(policy::read_tls_rpt({records[i]}))) continue;
    const std::string text = dns::record_text(*found->resolution.records[i]);
    const std::string_view code = domain.tls_rpt == Reports::Wanted ? "dns.tls_rpt" : "dns.tls_rpt_invalid";
    domain.tls_rpt_facts.push_back(facts.add({0,
                                              code,
                                              text,
                                              text,
                                              assured_by(check, *lookup),
                                              {},
                                              {place_of_record(*lookup, *found->resolution.records[i])}}));
  }
}

/// RFC 8659: the first set on the way up counts.
void assess_caa(const check::Check& check, const Beside::Host& host, DomainSignals& domain, FactList& facts) {
  const std::vector<dns::Name> names = check::climbed(host.name);
  std::vector<dns::CaaAnswer> answers;
  for (const LookupRun* lookup : host.caa) {
    const check::LookupResult* result = answered(lookup);
    if (!result) break;
    dns::CaaAnswer answer;
    answer.failed = std::holds_alternative<check::Unknown>(*result);
    if (const auto* found = std::get_if<check::Found>(result)) {
      for (const dns::Record* record : found->resolution.records) {
        if (const auto* opaque = std::get_if<dns::Opaque>(&record->rdata)) answer.records.push_back(opaque->data);
      }
    }
    answers.push_back(std::move(answer));
  }
  const dns::CaaSearch search = dns::climb(host.name, answers);
  const auto* set = std::get_if<dns::CaaSet>(&search);
  if (!set) return;
  const auto step = static_cast<std::size_t>(std::find(names.begin(), names.end(), set->name) - names.begin());
  if (step >= host.caa.size()) return;
  const dns::CaaPermission may = dns::who_may_issue(*set);
  if (may.anyone) return;
  std::vector<words::Value> issuers;
  nlohmann::ordered_json values = nlohmann::ordered_json::array();
  for (const std::string& issuer : may.issuers) {
    issuers.push_back(printable(view_of(issuer), 255));
    values.push_back(printable(view_of(issuer), 255));
  }
  const LookupRun& lookup = *host.caa[step];
  const Phrase said = issuers.empty() ? Phrase{"said.caa-nobody", {{"name", set->name.to_text()}}}
                                      : Phrase{"said.caa", {{"name", set->name.to_text()}, {"issuers", issuers}}};
  domain.caa_facts.push_back(facts.add(
      {0, "dns.caa", said, values, assured_by(check, lookup), {host.name.to_text(), ""}, {whole_answer(lookup)}}));
}

/// RFC 1035 section 3.5: the address's name, and whether it leads back to the address.
void assess_reverse(const check::Check& check, const Beside::Address& named, DomainSignals& domain, FactList& facts) {
  const LookupRun* pointer = named.ptr;
  const check::LookupResult* result = answered(pointer);
  if (!result || std::holds_alternative<check::Unknown>(*result)) return;
  const Subject subject{named.host.to_text(), named.address.to_string()};
  const auto name = check::name_given(*result);
  if (!name) {
    domain.reverse_facts.push_back(facts.add({0,
                                              "dns.no_ptr",
                                              Phrase{"said.no-ptr"},
                                              nullptr,
                                              assured_by(check, *pointer),
                                              subject,
                                              {whole_answer(*pointer)}}));
    return;
  }
  const LookupRun* forward = named.forward;
  const check::LookupResult* forth = answered(forward);
  if (!forth || std::holds_alternative<check::Unknown>(*forth)) return;
  const auto* found = std::get_if<check::Found>(forth);
  const bool back = found && std::any_of(found->resolution.records.begin(), found->resolution.records.end(),
                                         [&](const dns::Record* record) {
                                           const auto address = dns::address_of(*record);
                                           return address && *address == named.address;
                                         });
  const std::uint32_t fact = facts.add({0,
                                        "dns.ptr",
                                        Phrase{back ? "said.ptr" : "said.ptr-elsewhere", {{"name", name->to_text()}}},
                                        {{"name", name->to_text()}, {"leads_back", back}},
                                        weakest(assured_by(check, *pointer), assured_by(check, *forward)),
                                        subject,
                                        {whole_answer(*pointer), whole_answer(*forward)}});
  if (!back) domain.reverse_facts.push_back(fact);
}

}  // namespace

void assess_beside(const check::Check& check, DomainSignals& domain, FactList& facts) {
  const Beside& beside = check.beside();
  assess_tls_rpt(check, domain, facts);
  for (const Beside::Host& host : beside.hosts()) assess_caa(check, host, domain, facts);
  for (const Beside::Address& named : beside.addresses()) assess_reverse(check, named, domain, facts);
}

}  // namespace mailglass::assess
