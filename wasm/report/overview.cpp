#include "report/overview.h"

#include <string>
#include <utility>

#include "assess/limits.h"
#include "assess/name_source.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "dns/presentation.h"
#include "report/assurance_view.h"
#include "report/evidence_view.h"
#include "words/phrase_json.h"

namespace mailglass::report {
namespace {

using assess::Assessment;
using check::Check;
using nlohmann::ordered_json;
using words::Phrase;
using words::to_json;

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json subject_json(const assess::Subject& subject) {
  ordered_json out = ordered_json::object();
  if (!subject.host.empty()) out["host"] = subject.host;
  if (!subject.address.empty()) out["address"] = subject.address;
  return out;
}

/// A message by the code that it is about.
ordered_json message(const char* kind, std::string_view code, const char* part) {
  return to_json(Phrase{std::string(kind).append(code).append(part)});
}

ordered_json finding_json(const assess::Finding& finding) {
  ordered_json subjects = ordered_json::array();
  for (const assess::Subject& subject : finding.subjects) subjects.push_back(subject_json(subject));
  ordered_json out =
      json_object({{"code", finding.code},
                   {"severity", assess::to_string(finding.severity)},
                   {"assurance", assess::to_string(finding.assured.assurance)},
                   {"reason", assess::to_string(finding.assured.reason)},
                   {"title", message("finding.", finding.code, ".title")},
                   {"text", to_json(finding.text)},
                   {"advice", finding.advised ? message("finding.", finding.code, ".advice") : ordered_json("")},
                   {"subjects", subjects},
                   {"facts", finding.facts}});
  if (!finding.lines.empty()) set_member(out, "lines", finding.lines);
  return out;
}

struct RouteWriter {
  std::string domain;
  using Route = std::pair<std::string_view, Phrase>;
  Route operator()(const check::MailRoute::Pending&) const { return {"pending", {"routing.pending"}}; }
  Route operator()(const check::MailRoute::Failed& f) const { return {"failed", {"routing.failed", {{"why", f.why}}}}; }
  Route operator()(const check::MailRoute::NoDomain& none) const {
    return {"no-domain", {none.alias_of ? "routing.dangling-alias" : "routing.no-domain"}};
  }
  Route operator()(const check::MailRoute::NullMx&) const { return {"null-mx", {"routing.null-mx"}}; }
  Route operator()(const check::MailRoute::Mx& mx) const {
    const std::size_t count = mx.exchanges.size() + mx.left_out;
    return {"mx", {"routing.mx", {{"n", count}, {"domain", domain}}}};
  }
  Route operator()(const check::MailRoute::ImplicitMx&) const { return {"implicit-mx", {"routing.implicit-mx"}}; }
};

ordered_json routing_json(const Check& check, const Assessment& assessment) {
  auto [kind, sentence] = std::visit(RouteWriter{check.domain().to_text()}, check.route());
  if (kind == "implicit-mx" && !assessment.servers.empty() &&
      assessment.servers.front().state == assess::ServerAssessment::State::NoAddress) {
    kind = "no-mail";
    sentence = {"routing.no-mail"};
  }
  const check::LookupRun* mx = check.mx();
  const auto* answered = mx ? mx->answered() : nullptr;
  const std::string_view names = assess::name_source(check);
  return json_object(
      {{"kind", kind},
       {"dnssec", answered ? ordered_json(wire::to_string(check::status_of(answered->trust))) : ordered_json(nullptr)},
       {"sentence", to_json(sentence)},
       {"name_source", names},
       {"name_words", to_json(assess::name_words(names))},
       {"aliases", assessment.domain_aliases}});
}

ordered_json lookup_json(const check::LookupRun& lookup) {
  ordered_json out =
      json_object({{"id", lookup.id}, {"name", lookup.name.to_text()}, {"rr", dns::to_string(lookup.type)}});
  out["status"] = "pending";
  out["rcode"] = nullptr;
  out["why"] = "";
  out["us"] = nullptr;
  ordered_json records = ordered_json::array();
  if (const auto* refused = std::get_if<check::LookupRun::Refused>(&lookup.state())) {
    out["status"] = "refused";
    out["why"] = printable(view_of(refused->refused.rule), 80);
  } else if (std::holds_alternative<check::LookupRun::Lost>(lookup.state())) {
    out["status"] = "failed";
    out["why"] = to_json(Phrase{"dns.lost"});
  } else if (const auto* answered = lookup.answered()) {
    out["status"] = wire::to_string(check::status_of(answered->trust));
    out["why"] = printable(view_of(answered->answer.why), 200);
    out["us"] = answered->answer.us;
    if (answered->message) {
      out["rcode"] = dns::rcode_text(answered->message->rcode);
      for (const dns::Record& record : answered->message->answers) records.push_back(dns::record_text(record));
    } else if (answered->error) {
      out["why"] =
          to_json(Phrase{"dns.unreadable-at", {{"rule", answered->error->rule}, {"offset", answered->error->offset}}});
    }
  }
  out["records"] = std::move(records);
  return out;
}

ordered_json relay_json(const std::optional<wire::Welcome>& welcome) {
  if (!welcome) return nullptr;
  ordered_json out = json_object({{"name", printable(view_of(welcome->relay), 80)},
                                  {"ehlo", printable(view_of(welcome->ehlo), 255)},
                                  {"lab", welcome->lab},
                                  {"port25", wire::to_string(welcome->port25)},
                                  {"probe_ms", welcome->limits.probe_ms}});
  if (welcome->here) set_member(out, "here", true);
  return out;
}

ordered_json axis_json(const assess::Axis& axis) {
  return json_object({{"state", assess::to_string(axis.state)}, {"sentence", to_json(axis.sentence)}});
}

}  // namespace

ordered_json head_json(std::string_view format, const Check& check, const Assessment& assessment,
                       const x509::TrustStore* roots) {
  const assess::Verdict& verdict = assessment.verdict;
  return json_object(
      {{"format", format},
       {"analyzer", MAILGLASS_VERSION},
       {"domain", check.domain().is_root() ? printable(view_of(check.setup().domain), 255) : check.domain().to_text()},
       {"started_unix_ms", check.setup().started_unix_ms},
       {"reading", to_string(check.reading())},
       {"not_before", not_before_json(assessment.servers)},
       {"elapsed_us", check.elapsed_us()},
       {"complete", check.finished()},
       {"headline_us", or_null(check.headline_us())},
       {"relay", relay_json(check.welcome())},
       {"roots",
        roots ? json_object({{"sha256", roots->fingerprint()}, {"count", roots->size()}}) : ordered_json(nullptr)},
       {"verdict", json_object({{"word", assess::to_string(verdict.word)},
                                {"sentence", to_json(verdict.sentence)},
                                {"because", verdict.because}})},
       {"axes", json_object({{"passive", axis_json(verdict.passive)}, {"active", axis_json(verdict.active)}})},
       {"routing", routing_json(check, assessment)}});
}

ordered_json conclusions_json(const Assessment& assessment) {
  return json_object({{"findings", list_json(assessment.findings, finding_json)},
                      {"not_established",
                       list_json(assessment.not_established,
                                 [](const assess::NotEstablished& item) {
                                   return json_object({{"code", item.code},
                                                       {"subject", subject_json(item.subject)},
                                                       {"what", to_json(item.what)},
                                                       {"why", to_json(item.why)},
                                                       {"server_words", item.server_words ? to_json(*item.server_words)
                                                                                          : ordered_json(nullptr)}});
                                 })},
                      {"limits", list_json(assess::kLimits, [](const assess::Limit& limit) {
                         return json_object({{"code", limit.code},
                                             {"title", message("limit.", limit.code, ".title")},
                                             {"text", message("limit.", limit.code, ".text")},
                                             {"offer", message("limit.", limit.code, ".offer")}});
                       })}});
}

ordered_json traffic_json(const Check& check) {
  return json_object({{"lookups", list_json(check.lookups(), lookup_json)},
                      {"usage", json_object({{"connections", check.probes().size() + check.policy().runs().size()},
                                             {"lookups", check.lookups().size()}})}});
}

ordered_json server_json(const assess::ServerAssessment& server) {
  return json_object({{"host", server.server->host.to_text()},
                      {"preference", or_null(server.server->preference)},
                      {"state", to_string(server.state)},
                      {"sentence", to_json(server.sentence)},
                      {"dnssec", server.dnssec ? ordered_json(wire::to_string(*server.dnssec)) : ordered_json(nullptr)},
                      {"aliases", server.aliases}});
}

/// What each sender does; empty until known.
ordered_json senders_json(const assess::AddressAssessment& address) {
  ordered_json out = ordered_json::object();
  if (!address.outcome) return out;
  for (const senders::Sender& sender : senders::kSenders)
    out[std::string(sender.code)] = assess::to_string(address.deliveries[static_cast<std::size_t>(sender.name)]);
  return out;
}

std::string_view to_string(assess::ServerAssessment::State state) {
  using State = assess::ServerAssessment::State;
  switch (state) {
    case State::Pending: return "pending";
    case State::Resolved: return "resolved";
    case State::NoAddress: return "no-address";
    case State::Failed: return "failed";
  }
  return "";
}

std::string_view to_string(AddressState state) {
  switch (state) {
    case AddressState::Waiting: return "waiting";
    case AddressState::Running: return "running";
    case AddressState::Done: return "done";
  }
  return "";
}

ordered_json address_json(const Check& check, const check::AddressRun& run, const assess::AddressAssessment& address) {
  ordered_json steps = ordered_json::array();
  const check::ProbeRun* last = run.probes.empty() ? nullptr : check.probe(run.probes.back());
  if (last) {
    for (const check::StageTime& stage : last->stages())
      steps.push_back(json_object({{"stage", wire::to_string(stage.stage)}, {"at_us", stage.us}}));
  }
  return json_object(
      {{"address", address.subject.address},
       {"family", run.address.is_v4() ? "ipv4" : "ipv6"},
       {"state", to_string(address.done ? AddressState::Done
                           : last       ? AddressState::Running
                                        : AddressState::Waiting)},
       {"outcome", address.outcome ? ordered_json(assess::to_string(*address.outcome)) : ordered_json(nullptr)},
       {"waiting_ms", address.waiting_ms ? ordered_json(*address.waiting_ms) : ordered_json(nullptr)},
       {"sentence", to_json(address.sentence)},
       {"senders", senders_json(address)},
       {"probes", run.probes},
       {"steps", steps},
       {"proof", proof_json(address)}});
}

ordered_json fact_json(const assess::Fact& fact) {
  return json_object({{"id", fact.id},
                      {"code", fact.code},
                      {"label", fact.label.empty() ? message("fact.", fact.code, "") : to_json(Phrase{fact.label})},
                      {"text", to_json(fact.text)},
                      {"value", fact.value},
                      {"assurance", assess::to_string(fact.assured.assurance)},
                      {"reason", assess::to_string(fact.assured.reason)},
                      {"subject", subject_json(fact.subject)},
                      {"evidence", list_json(fact.evidence, evidence_json)}});
}

std::string json_text(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace mailglass::report
