#pragma once
// What the exploration of an address found, as the report tells it.

#include <nlohmann/json.hpp>

#include "assess/address.h"
#include "check/check.h"

namespace mailglass::report {

/// Null where nothing was explored (depth headline, or no TLS server).
nlohmann::ordered_json exploration_json(const check::AddressRun& run, const assess::AddressAssessment& address);

/// How far it is, and how many weaknesses it found; null likewise.
nlohmann::ordered_json exploration_glance_json(const check::AddressRun& run, const assess::AddressAssessment& address);

}  // namespace mailglass::report
