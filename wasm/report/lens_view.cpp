#include "report/lens_view.h"

#include <algorithm>
#include <array>

#include "assess/lens/lens.h"

namespace mailglass::report {
namespace {

using assess::lens::CertificateSeen;
using assess::lens::Judgement;
using assess::lens::Lens;
using assess::lens::Rule;
using assess::lens::Status;
using nlohmann::ordered_json;

/// Where the server's encrypted flight stands, which in TLS 1.3 holds its certificate.
ByteRange sealed_flight(const check::ProbeRun& headline) {
  ByteRange sealed{};
  for (const tls::Record& record : headline.tls().records) {
    if (record.type != tls::ContentType::ApplicationData) continue;
    if (sealed.length == 0) sealed = record.range;
    sealed.length = record.range.offset + record.range.length - sealed.offset;
  }
  return sealed;
}

/// What was sent to hellos with the server's name; SSL 3.0 has no place for one.
std::vector<CertificateSeen> certificates(const check::ProbeRun& headline, const probe::Facts& facts) {
  std::vector<CertificateSeen> seen;
  for (const probe::CertificateFact& sent : facts.certificates) {
    if (sent.with_server_name || !sent.extensible) add_certificates(sent.chain, sent.evidence, seen);
  }
  if (headline.handshake().version == static_cast<std::uint16_t>(tls::Version::Tls13))
    add_certificates(headline.handshake().chain, {probe::kHeadline, sealed_flight(headline)}, seen);
  return seen;
}

ordered_json judgement_json(const check::AddressRun& run, const Rule& rule, const Judgement& judgement) {
  ordered_json evidence = ordered_json::array();
  for (const probe::Evidence& at : judgement.evidence) {
    evidence.push_back({{"stream", run.stream(at.probe)},
                        {"direction", "from-server"},
                        {"offset", at.range.offset},
                        {"length", at.range.length}});
  }
  return {{"code", rule.code},
          {"status", to_string(judgement.status)},
          {"why", judgement.why},
          {"evidence", std::move(evidence)}};
}

ordered_json lens_judgements_json(const check::AddressRun& run, const Lens& lens,
                                  const assess::lens::Subject& subject) {
  std::array<std::size_t, 4> counts{};
  ordered_json rules = ordered_json::array();
  for (const Rule& rule : lens.rules) {
    const Judgement judgement = rule.judge(subject, rule);
    ++counts.at(static_cast<std::size_t>(judgement.status));
    rules.push_back(judgement_json(run, rule, judgement));
  }
  const auto count = [&](Status status) { return counts.at(static_cast<std::size_t>(status)); };
  return {{"lens", lens.code},
          {"met", count(Status::Met)},
          {"violated", count(Status::Violated)},
          {"not_established", count(Status::NotEstablished)},
          {"not_applicable", count(Status::NotApplicable)},
          {"rules", std::move(rules)}};
}

bool can_be_judged(const check::AddressRun& run) {
  return run.explorer() && run.explorer()->finished() && !run.probes.empty();
}

ordered_json lens_json(const Lens& lens, bool with_rules) {
  ordered_json rules = ordered_json::array();
  for (const Rule& rule : with_rules ? lens.rules : std::span<const Rule>{}) {
    rules.push_back(
        {{"code", rule.code}, {"section", rule.section}, {"level", to_string(rule.level)}, {"text", rule.text}});
  }
  return {{"code", lens.code},       {"title", lens.title}, {"document", lens.document},
          {"edition", lens.edition}, {"link", lens.link},   {"rules", std::move(rules)}};
}

}  // namespace

ordered_json lenses_json(const check::Check& check) {
  const auto& servers = check.servers();
  const bool judged = std::any_of(servers.begin(), servers.end(), [](const check::ServerRun& server) {
    return std::any_of(server.addresses.begin(), server.addresses.end(), can_be_judged);
  });
  ordered_json out = ordered_json::array();
  for (const Lens* lens : assess::lens::lenses()) out.push_back(lens_json(*lens, judged));
  return out;
}

ordered_json judgements_json(const check::Check& check, const check::AddressRun& run) {
  ordered_json out = ordered_json::array();
  if (!can_be_judged(run)) return out;
  const probe::Facts& facts = run.explorer()->facts();
  const assess::lens::Subject subject(facts, certificates(*check.probe(run.probes.back()), facts));
  for (const Lens* lens : assess::lens::lenses()) out.push_back(lens_judgements_json(run, *lens, subject));
  return out;
}

}  // namespace mailglass::report
