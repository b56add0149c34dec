#pragma once
// The parts that the whole report and the page's snapshots (snapshot.h) have in common.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "assess/assessment.h"
#include "check/check.h"
#include "x509/trust.h"

namespace mailglass::report {

/// What stands before the servers: from the format to the routing.
nlohmann::ordered_json head_json(std::string_view format, const check::Check& check,
                                 const assess::Assessment& assessment, const x509::TrustStore* roots);
/// Findings, what stayed open, the answer's limits.
nlohmann::ordered_json conclusions_json(const assess::Assessment& assessment);
/// Lookups, and how much was asked.
nlohmann::ordered_json traffic_json(const check::Check& check);
/// "pending" "resolved" "no-address" "failed"
std::string_view to_string(assess::ServerAssessment::State state);
enum class AddressState : std::uint8_t { Waiting, Running, Done };
std::string_view to_string(AddressState state);
/// A server without its addresses.
nlohmann::ordered_json server_json(const assess::ServerAssessment& server);
/// An address and how it went: without its facts, and without what goes deeper.
nlohmann::ordered_json address_json(const check::Check& check, const check::AddressRun& run,
                                    const assess::AddressAssessment& address);
nlohmann::ordered_json fact_json(const assess::Fact& fact);

/// As the report is written: bytes that are no UTF-8 are replaced.
std::string json_text(const nlohmann::ordered_json& value);

}  // namespace mailglass::report
