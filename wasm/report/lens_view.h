#pragma once
// The standards lenses: what they are, and what they say about an address.

#include <nlohmann/json.hpp>

#include "assess/assessment.h"

namespace mailglass::report {

/// Every lens; with its rules once an address can be judged by them.
nlohmann::ordered_json lenses_json(const assess::Assessment& assessment);
nlohmann::ordered_json lenses_json(bool with_rules);

/// What each lens says about an address: empty until its exploration is over, and where there was none. A rule is told
/// by its code; the lens has its text.
nlohmann::ordered_json judgements_json(const check::AddressRun& run, const assess::AddressAssessment& address);

}  // namespace mailglass::report
