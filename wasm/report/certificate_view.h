#pragma once
// The chains an address sent, as the report tells them.

#include <nlohmann/json.hpp>

#include "assess/address.h"

namespace mailglass::report {

nlohmann::ordered_json sent_chain_json(const assess::SentChain& chain);
nlohmann::ordered_json certificates_json(const assess::AddressAssessment& address);

}  // namespace mailglass::report
