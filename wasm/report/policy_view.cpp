#include "report/policy_view.h"

#include <string>
#include <string_view>

#include "assess/certificate_facts.h"
#include "assess/protection.h"
#include "bytes/json_object.h"
#include "report/certificate_view.h"
#include "report/evidence_view.h"
#include "report/probe_view.h"
#include "report/tls_message_view.h"
#include "wire/service.h"

namespace mailglass::report {
namespace {

using assess::PolicySeen;
using check::PolicyRun;
using nlohmann::ordered_json;
using wire::Direction;

std::string_view to_string(senders::Policy state) {
  switch (state) {
    case senders::Policy::Unknown: return "unknown";
    case senders::Policy::None: return "none";
    case senders::Policy::Unreachable: return "unreachable";
    case senders::Policy::Testing: return "testing";
    case senders::Policy::Enforce: return "enforce";
  }
  return "";
}

ordered_json missing_json(PolicySeen::Missing missing) {
  switch (missing) {
    case PolicySeen::Missing::NotAtAll: break;
    case PolicySeen::Missing::NoAddress: return "no-address";
    case PolicySeen::Missing::NotProven: return "not-proven";
    case PolicySeen::Missing::NotAnswered: return "not-answered";
    case PolicySeen::Missing::Invalid: return "invalid";
  }
  return nullptr;
}

ordered_json flaw_json(const std::optional<policy::PolicyFlaw>& flaw) {
  if (!flaw) return nullptr;
  const RuleText& rule = policy::rule_text(flaw->rule);
  return json_object({{"rule", rule.code}, {"source", rule.source}});
}

ordered_json place_json(const PolicyRun& run, ByteRange range) {
  return evidence_json({check::Source::FromServer, run.plan().id, range});
}

/// None has a place of its own: what proves all of them is the handshake as a whole.
ordered_json message_json(const handshake::SeenMessage& message) {
  ordered_json out = tls_message_json(message);
  set_member(out, "offset", nullptr);
  set_member(out, "length", nullptr);
  return out;
}

/// Where the host's side of the handshake stands.
ByteRange handshake_of(const PolicyRun& run) {
  return {0, run.asked() ? run.sealed().offset : run.transcript().stream(Direction::FromServer).size()};
}

ordered_json certificate_json(const check::Check& check, const PolicyRun& run, const x509::TrustStore* roots) {
  const auto& chain = run.handshake().chain;
  if (chain.empty()) return nullptr;
  const auto sent = assess::make_chain(check, run.plan().host, chain, roots);
  sent->proofs.add(assess::shown_by(run.handshake()));
  sent->evidence = {{check::Source::FromServer, run.plan().id, handshake_of(run)}};
  return sent_chain_json(*sent);
}

/// What the relay was asked to say, line by line.
ordered_json request_json(const PolicyRun& run) {
  constexpr std::string_view kEnd = "\r\n";
  ordered_json lines = ordered_json::array();
  if (!run.asked()) return lines;
  const std::string request = wire::policy_request(run.plan().host);
  for (std::string_view rest = request; !rest.starts_with(kEnd);) {
    const std::size_t end = rest.find(kEnd);
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end + kEnd.size());
  }
  return lines;
}

/// What the host said inside TLS, and where the records are that it came in.
ordered_json answer_json(const PolicyRun& run) {
  const ByteRange sealed = run.sealed();
  const auto* response = std::get_if<http::Response>(&run.answer());
  return json_object({{"status", response ? ordered_json(response->status) : ordered_json(nullptr)},
                      {"lines", lines_inside(run.said_inside(), sealed, run.transcript())},
                      {"evidence", place_json(run, sealed)}});
}

ordered_json connection_json(const check::Check& check, const PolicyRun& run, const x509::TrustStore* roots) {
  const std::size_t heard = run.transcript().stream(Direction::FromServer).size();
  EndView end = end_view(run.end());
  return json_object({{"id", run.plan().id},
                      {"address", run.plan().address},
                      {"port", wire::service(wire::ServiceId::MtaSts).port},
                      {"bytes_in", heard},
                      {"bytes_out", run.transcript().stream(Direction::ToServer).size()},
                      {"end", std::move(end.word)},
                      {"why", std::move(end.why)},
                      {"tls", list_json(run.handshake().messages, message_json)},
                      {"handshake", place_json(run, handshake_of(run))},
                      {"certificate", certificate_json(check, run, roots)},
                      {"request", request_json(run)},
                      {"answer", run.asked() ? answer_json(run) : ordered_json(nullptr)}});
}

}  // namespace

ordered_json policy_json(const check::Check& check, const x509::TrustStore* roots, const PolicySeen* known) {
  const check::PolicyFetch& fetch = check.policy();
  if (!fetch.a()) return nullptr;
  const PolicySeen seen = known ? *known : assess::policy_seen(check, roots);
  ordered_json mx = ordered_json::array();
  if (seen.policy) mx = list_json(seen.policy->mx, [](const auto& one) { return ordered_json(one.text); });
  return json_object({{"host", fetch.a()->name.to_text()},
                      {"state", to_string(seen.state)},
                      {"missing", missing_json(seen.missing)},
                      {"flaw", flaw_json(seen.flaw)},
                      {"max_age", seen.policy ? ordered_json(seen.policy->max_age) : ordered_json(nullptr)},
                      {"mx", std::move(mx)},
                      {"connections", list_json(fetch.runs(), [&](const PolicyRun& run) {
                         return connection_json(check, run, roots);
                       })}});
}

}  // namespace mailglass::report
