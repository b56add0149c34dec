#include "assess/protection_findings.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "dane/lookups.h"
#include "dns/presentation.h"

namespace mailglass::assess {
namespace {

using senders::Known;
using words::Phrase;
using Ids = std::vector<std::uint32_t>;

constexpr std::size_t kMaxRecords = 32;

/// Of those of the domain, a server's.
Ids of_host(const Ids& ids, const std::string& host, const FactList& facts) {
  Ids out;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(out),
               [&](std::uint32_t id) { return facts.all()[id - 1]->subject.host == host; });
  return out;
}

/// Facts of one kind about all addresses of a server, behind others.
Ids with(Ids ids, const ServerAssessment& server, std::string_view code, const FactList& facts) {
  for (const AddressAssessment& address : server.addresses) {
    for (const std::uint32_t id : address.facts) {
      if (facts.all()[id - 1]->code == code) ids.push_back(id);
    }
  }
  return ids;
}

/// "_25._tcp.mx.example.org. TLSA 3 1 1 …": records that hold for what a server presents now.
// RFC 7672 2.2.2: at the name where the records that count stand now, which may be where an alias of the server ends.
void add_wanted(const DaneSeen& seen, std::vector<std::string>& into) {
  const auto owner = dane::tlsa_owner(seen.base_domain);
  if (!owner) return;
  for (dane::Advice& advice : dane::records_for(seen.chains)) {
    if (into.size() >= kMaxRecords) return;
    const auto type = static_cast<std::uint16_t>(dns::Type::TLSA);
    const dns::Record record{*owner, type, 1, 0, std::move(advice.record), {}};
    into.push_back(owner->to_text() + ". " + dns::type_text(type) + " " + dns::rdata_text(record));
  }
}

/// A new key, or a new certificate, is not in the records yet.
bool needs_record_first(const dane::Judgement& judgement) {
  return !judgement.prepared() &&
         std::any_of(judgement.renewals.begin(), judgement.renewals.end(),
                     [](const auto& renewal) { return renewal && *renewal != dane::Renewal::SameIssuerHolds; });
}

class Dane {
 public:
  Dane(const DomainSignals& domain, const FactList& facts, Collector& collector)
      : domain_(domain), facts_(facts), collector_(collector) {}

  void look(const ServerAssessment& server, const DaneSeen& seen) {
    const std::string host = server.server->host.to_text();
    const Subject subject{host, ""};
    const Ids records = of_host(domain_.tlsa_facts, host, facts_);
    const auto add = [&](std::string_view code) {
      collector_.add(code, with(records, server, "x509.leaf", facts_), &subject);
    };
    switch (seen.judgement.state) {
      case dane::State::Fails:
        add("dane-mismatch");
        add_wanted(seen, wanted_);
        return;
      case dane::State::HoldsPartly:
        add("dane-partly");
        add_wanted(seen, wanted_partly_);
        return;
      case dane::State::AllUnusable: collector_.add("tlsa-invalid", records, &subject); return;
      case dane::State::Holds:
        add("dane-holds");
        if (needs_record_first(seen.judgement)) collector_.add("dane-renewal", records, &subject);
        return;
      default: return;
    }
  }
  void end() {
    collector_.lines("dane-mismatch", wanted_);
    collector_.lines("dane-partly", wanted_partly_);
  }

 private:
  const DomainSignals& domain_;
  const FactList& facts_;
  Collector& collector_;
  std::vector<std::string> wanted_, wanted_partly_;
};

void find_missing(const PolicySeen& policy, const DomainSignals& domain, Collector& collector) {
  using Missing = PolicySeen::Missing;
  if (policy.missing == Missing::Invalid && policy.flaw) {
    const RuleText& rule = policy::rule_text(policy.flaw->rule);
    collector.add("sts-policy-invalid", domain.mta_sts_facts);
    collector.word("sts-policy-invalid", {"finding.sts-policy-invalid.text",
                                          {{"rule", std::string(rule.code)}, {"source", std::string(rule.source)}}});
    return;
  }
  const char* why = policy.missing == Missing::NoAddress     ? "why.policy-no-address"
                    : policy.missing == Missing::NotProven   ? "why.policy-not-proven"
                    : policy.missing == Missing::NotAnswered ? "why.policy-not-answered"
                                                             : nullptr;
  if (!why) return;
  collector.add("sts-policy-fetch-error", domain.mta_sts_facts);
  collector.word("sts-policy-fetch-error", {"finding.sts-policy-fetch-error.text", {{"why", Phrase{why}}}});
}

void find_policy(const std::vector<ServerAssessment>& servers, const Protection& protection,
                 const DomainSignals& domain, const FactList& facts, Collector& collector) {
  if (domain.mta_sts != DomainSignals::Published::Yes) return;
  const senders::Policy state = protection.policy.state;
  if (state == senders::Policy::Unreachable) return find_missing(protection.policy, domain, collector);
  const bool enforced = state == senders::Policy::Enforce;
  if (!enforced && state != senders::Policy::Testing) return;
  bool all_hold = true;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const senders::Server& seen = protection.domain.servers[i];
    const Subject subject{servers[i].server->host.to_text(), ""};
    const bool unproven = seen.certificate.chain == Known::No || seen.certificate.host == Known::No;
    all_hold = all_hold && seen.certificate.policy == Known::Yes;
    if (seen.in_policy == Known::No) {
      collector.add(enforced ? "sts-mx-left-out" : "sts-testing-fails", domain.mta_sts_facts, &subject);
    } else if (unproven) {
      collector.add(enforced ? "sts-certificate" : "sts-testing-fails",
                    with(domain.mta_sts_facts, servers[i], "x509.trust", facts), &subject);
    }
  }
  if (!enforced) collector.add("sts-testing", domain.mta_sts_facts);
  if (enforced && all_hold && !servers.empty()) {
    Ids ids = domain.mta_sts_facts;
    for (const ServerAssessment& server : servers) ids = with(std::move(ids), server, "x509.trust", facts);
    collector.add("sts-holds", ids);
  }
}

}  // namespace

void find_protection(const std::vector<ServerAssessment>& servers, const Protection& protection,
                     const DomainSignals& domain, const FactList& facts, Collector& collector) {
  Dane dane(domain, facts, collector);
  for (std::size_t i = 0; i < servers.size(); ++i) {
    if (protection.dane[i].known) dane.look(servers[i], protection.dane[i]);
  }
  dane.end();
  find_policy(servers, protection, domain, facts, collector);
}

}  // namespace mailglass::assess
