#pragma once
// What the exploration of an address found, as the report tells it.

#include <nlohmann/json.hpp>

#include "check/check.h"

namespace mailglass::report {

/// Null where nothing was explored (depth headline, or no TLS server).
nlohmann::ordered_json exploration_json(const check::AddressRun& run);

}  // namespace mailglass::report
