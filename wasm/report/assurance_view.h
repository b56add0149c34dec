#pragma once
// How sure things are, as the report says it: assess/assurance.h decides.

#include <nlohmann/json.hpp>

#include "assess/server.h"

namespace mailglass::report {

/// What is proven of who answered, which is bound to a name and to nothing else; null where nothing is.
nlohmann::ordered_json proof_json(const assess::AddressAssessment& address);
/// The latest time that others signed into the conversations; null where there is none.
nlohmann::ordered_json not_before_json(const std::vector<assess::ServerAssessment>& servers);
/// "live" "opened"
std::string_view to_string(check::Reading reading);

}  // namespace mailglass::report
