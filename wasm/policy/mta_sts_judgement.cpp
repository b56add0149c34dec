#include "policy/mta_sts_judgement.h"

#include <algorithm>

namespace mailglass::policy {
namespace {

Validation validate(const Presented& presented, bool listed) {
  // RFC 8461 4 [1]: senders MUST check that an "mx" pattern matches the host (4.1),
  if (!listed) return Validation::NotListed;
  // RFC 8461 4 [1]: and that it supports STARTTLS with a certificate that is valid for it.
  if (!presented.tls) return Validation::NoTls;
  // RFC 8461 4.2 [1]: it MUST NOT be expired, and MUST chain to a root that the sender trusts.
  if (!presented.chain_trusted) return Validation::ChainNotTrusted;
  // RFC 8461 4.2 [2]: it MUST have a DNS-ID that matches the host's name.
  return presented.name_matches ? Validation::Holds : Validation::WrongName;
}

Consequence consequence_of(Mode mode) {
  switch (mode) {
    // RFC 8461 5 [1]: senders MUST NOT deliver to hosts that fail MX matching or certificate validation.
    case Mode::Enforce: return Consequence::NotDelivered;
    // RFC 8461 5: a report, and in any case delivery.
    case Mode::Testing: return Consequence::DeliveredAnyway;
    // RFC 8461 5: as though there were no policy.
    case Mode::None: return Consequence::NoPolicy;
  }
  return Consequence::NoPolicy;
}

}  // namespace

std::string_view to_string(Validation validation) {
  switch (validation) {
    case Validation::Holds: return "holds";
    case Validation::NotListed: return "not-listed";
    case Validation::NoTls: return "no-tls";
    case Validation::ChainNotTrusted: return "chain-not-trusted";
    case Validation::WrongName: return "wrong-name";
  }
  return {};
}

std::string_view to_string(Consequence consequence) {
  switch (consequence) {
    case Consequence::NotDelivered: return "not-delivered";
    case Consequence::DeliveredAnyway: return "delivered-anyway";
    case Consequence::NoPolicy: return "no-policy";
  }
  return {};
}

bool ServerJudgement::holds() const {
  return !connections.empty() &&
         std::all_of(connections.begin(), connections.end(), [](Validation v) { return v == Validation::Holds; });
}

bool PolicyJudgement::protects() const {
  return consequence == Consequence::NotDelivered && !servers.empty() &&
         std::all_of(servers.begin(), servers.end(), [](const ServerJudgement& server) { return server.holds(); });
}

bool PolicyJudgement::stops_mail() const {
  const auto lets_through = [](const ServerJudgement& server) {
    return std::any_of(server.connections.begin(), server.connections.end(),
                       [](Validation v) { return v == Validation::Holds; });
  };
  const auto seen = [](const ServerJudgement& server) { return !server.pattern || !server.connections.empty(); };
  return consequence == Consequence::NotDelivered && !servers.empty() &&
         std::all_of(servers.begin(), servers.end(), seen) &&
         std::none_of(servers.begin(), servers.end(), lets_through);
}

PolicyJudgement judge(const Policy& policy, const std::vector<MxServer>& servers) {
  PolicyJudgement judgement{consequence_of(policy.mode), {}};
  for (const MxServer& server : servers) {
    ServerJudgement one{covers(policy, server.host), {}};
    for (const Presented& presented : server.presented)
      one.connections.push_back(validate(presented, one.pattern.has_value()));
    judgement.servers.push_back(std::move(one));
  }
  return judgement;
}

}  // namespace mailglass::policy
