#include "dane/judgement.h"

#include <algorithm>
#include <array>

namespace mailglass::dane {
namespace {

struct StateRow {
  State state;
  std::string_view code;
  Demand demand;
};
constexpr std::array<StateRow, 10> kStates{{
    // RFC 7672 2.2.2: DANE does not apply.
    {State::NotSigned, "not-signed", Demand::Nothing},
    {State::Unreachable, "unreachable", Demand::NoDelivery},
    // RFC 7672 2.2 [6], 2.2.1 [6], 2.2.2 [2]: any lookup error MUST lead to the next server, or to a delay.
    {State::LookupFailed, "lookup-failed", Demand::NoDelivery},
    // RFC 7672 2.2: without secure records, opportunistic TLS as it was before DANE.
    {State::NoRecords, "no-records", Demand::Nothing},
    {State::InsecureRecords, "insecure-records", Demand::Nothing},
    // RFC 7672 2.2 [4]: a connection MUST be made via TLS, but authentication is not required.
    {State::AllUnusable, "all-unusable", Demand::Tls},
    // RFC 7672 2.2 [2]: with a usable record, a connection MUST be made with authenticated and encrypted TLS.
    {State::NotSeen, "not-seen", Demand::Authenticated},
    {State::Holds, "holds", Demand::Authenticated},
    {State::HoldsPartly, "holds-partly", Demand::Authenticated},
    // RFC 7672 3.2 [2]: messages MUST NOT be delivered via a server whose authentication fails.
    {State::Fails, "fails", Demand::Authenticated},
}};

const StateRow& row_of(State state) {
  return kStates.at(static_cast<std::size_t>(state));
}

Role role_of(const RecordJudgement& record, bool passed_over, bool matched) {
  if (record.unusable) return Role::Unusable;
  if (passed_over) return Role::Superseded;
  // One that matches only with the certificate that another record brings in full is at work as well.
  const bool active = matched || std::any_of(record.matches.begin(), record.matches.end(),
                                             [](const Match& match) { return match.outcome == Outcome::Matches; });
  return active ? Role::Active : Role::Idle;
}

std::vector<RecordJudgement> judge_records(const std::vector<dns::Tlsa>& records,
                                           const std::vector<ChainMatch>& chains) {
  const std::vector<bool> passed_over = superseded(records);
  std::vector<RecordJudgement> out;
  for (std::size_t i = 0; i < std::min(records.size(), kMaxRecords); ++i) {
    RecordJudgement one;
    one.unusable = unusable(records[i]);
    if (!one.unusable) {
      one.pins = pinned(records[i]);
      for (const ChainMatch& chain : chains) one.matches.push_back(chain.each[i]);
    }
    const bool matched =
        std::any_of(chains.begin(), chains.end(), [&](const ChainMatch& chain) { return chain.record == i; });
    one.role = role_of(one, passed_over[i], matched);
    out.push_back(std::move(one));
  }
  return out;
}

/// RFC 7671 section 5.1 and 5.2: what stays the same through a renewal.
std::optional<Renewal> renewal_of(const std::vector<RecordJudgement>& records, std::size_t chain) {
  std::optional<Renewal> best;
  for (const RecordJudgement& record : records) {
    if (record.role != Role::Active || record.matches[chain].outcome != Outcome::Matches) continue;
    switch (*record.pins) {
      case Pins::IssuerKey:
      case Pins::IssuerCertificate: return Renewal::SameIssuerHolds;
      case Pins::LeafKey: best = Renewal::NewKeyNeedsRecord; break;
      case Pins::LeafCertificate: best = best.value_or(Renewal::NewCertificateNeedsRecord); break;
    }
  }
  return best;
}

State state_of(const std::vector<ChainMatch>& chains) {
  const auto matching = std::count_if(chains.begin(), chains.end(),
                                      [](const ChainMatch& chain) { return chain.all.outcome == Outcome::Matches; });
  if (chains.empty()) return State::NotSeen;
  if (matching == 0) return State::Fails;
  return static_cast<std::size_t>(matching) == chains.size() ? State::Holds : State::HoldsPartly;
}

}  // namespace

std::string_view to_string(State state) {
  return row_of(state).code;
}

std::string_view to_string(Demand demand) {
  switch (demand) {
    case Demand::Nothing: return "nothing";
    case Demand::Tls: return "tls";
    case Demand::Authenticated: return "authenticated";
    case Demand::NoDelivery: return "no-delivery";
  }
  return {};
}

Demand demand_of(State state) {
  return row_of(state).demand;
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::Active: return "active";
    case Role::Idle: return "idle";
    case Role::Superseded: return "superseded";
    case Role::Unusable: return "unusable";
  }
  return {};
}

std::string_view to_string(Renewal renewal) {
  switch (renewal) {
    case Renewal::NewKeyNeedsRecord: return "new-key-needs-record";
    case Renewal::NewCertificateNeedsRecord: return "new-certificate-needs-record";
    case Renewal::SameIssuerHolds: return "same-issuer-holds";
  }
  return {};
}

bool Judgement::prepared() const {
  return std::any_of(records.begin(), records.end(), [](const RecordJudgement& one) { return one.role == Role::Idle; });
}

namespace {

struct Judge {
  const std::vector<std::vector<Bytes>>& chains;
  const std::vector<std::string>& names;
  std::int64_t unix_seconds;

  Judgement operator()(const Unreachable&) const { return of(State::Unreachable); }
  Judgement operator()(const NotSigned&) const { return of(State::NotSigned); }
  Judgement operator()(const LookupFailed&) const { return of(State::LookupFailed); }
  Judgement operator()(const NoSecureRecords& none) const {
    return of(none.insecure ? State::InsecureRecords : State::NoRecords);
  }
  Judgement operator()(const SecureRecords& found) const {
    Judgement out;
    const bool usable = std::any_of(found.records.begin(), found.records.end(),
                                    [](const dns::Tlsa& record) { return !unusable(record); });
    // RFC 7672 3.2 [1]: with a usable record, clients MUST use the records to authenticate the server.
    // RFC 7672 8.1: each chain that a server presents MUST match one of them.
    if (usable)
      for (const std::vector<Bytes>& chain : chains)
        out.chains.push_back(match_chain(found.records, chain, names, unix_seconds));
    out.records = judge_records(found.records, out.chains);
    out.state = usable ? state_of(out.chains) : State::AllUnusable;
    out.demand = demand_of(out.state);
    for (std::size_t i = 0; i < out.chains.size(); ++i) out.renewals.push_back(renewal_of(out.records, i));
    return out;
  }

 private:
  static Judgement of(State state) { return {state, demand_of(state), {}, {}, {}}; }
};

}  // namespace

Judgement judge(const Found& found, const std::vector<std::vector<Bytes>>& chains,
                const std::vector<std::string>& names, std::int64_t unix_seconds) {
  return std::visit(Judge{chains, names, unix_seconds}, found);
}

}  // namespace mailglass::dane
