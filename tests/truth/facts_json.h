#pragma once
// The explorer's facts as JSON, for comparison with a configuration.

#include <nlohmann/json.hpp>

#include "probe/explorer.h"

namespace mailglass::truth {

nlohmann::json facts_json(const probe::Explorer& explorer);

}  // namespace mailglass::truth
