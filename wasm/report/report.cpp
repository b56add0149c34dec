#include "report/report.h"

#include <nlohmann/json.hpp>

#include "assess/assessment.h"
#include "assess/protection.h"
#include "bytes/json_object.h"
#include "report/certificate_view.h"
#include "report/chain_view.h"
#include "report/evidence_view.h"
#include "report/exploration_view.h"
#include "report/lens_view.h"
#include "report/overview.h"
#include "report/policy_view.h"
#include "report/probe_view.h"
#include "report/protection_view.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;

ordered_json whole_address_json(const check::Check& check, const check::AddressRun& run,
                                const assess::AddressAssessment& address) {
  ordered_json out = address_json(check, run, address);
  set_member(out, "facts", address.facts);
  set_member(out, "certificates", certificates_json(address));
  set_member(out, "exploration", exploration_json(run, address));
  set_member(out, "lenses", judgements_json(run, address));
  return out;
}

ordered_json whole_server_json(const check::Check& check, const assess::ServerAssessment& server) {
  ordered_json addresses = ordered_json::array();
  for (std::size_t i = 0; i < server.addresses.size(); ++i)
    addresses.push_back(whole_address_json(check, server.server->addresses[i], server.addresses[i]));
  ordered_json out = server_json(server);
  set_member(out, "addresses", std::move(addresses));
  return out;
}

}  // namespace

std::string write_report(const check::Check& check, const x509::TrustStore* roots) {
  assess::Assessment assessment = assess::assess(check, roots);
  ordered_json report = head_json("mailglass-report/1", check, assessment, roots);
  set_member(report, "servers",
             list_json(assessment.servers, [&](const auto& server) { return whole_server_json(check, server); }));
  set_member(report, "facts", list_json(assessment.facts.all(), [](const auto& fact) { return fact_json(*fact); }));
  report.update(conclusions_json(assessment));
  set_member(report, "lenses", lenses_json(assessment));
  set_member(report, "probes", list_json(check.probes(), probe_json));
  report.update(traffic_json(check));
  for (std::size_t i = 0; i < check.lookups().size(); ++i)
    set_member(report["lookups"][i], "chain", chain_json(check.lookups()[i]));
  const auto protection = assess::take_protection(check, assessment, roots);
  set_member(report, "interference", protection ? interference_json(protection->interference) : ordered_json(nullptr));
  set_member(report, "policy", policy_json(check, roots, protection ? &protection->policy : nullptr));
  return json_text(report);
}

}  // namespace mailglass::report
