#pragma once
// Facts of what a server says inside TLS, and keywords in an answer to EHLO wherever it was given.

#include <nlohmann/json.hpp>
#include <string>

#include "assess/address.h"

namespace mailglass::assess {

/// What an answer to EHLO offers, as a list and in words; cut where it is longer than any real one.
struct Keywords {
  nlohmann::ordered_json list;
  words::Value text;
};
Keywords keywords_of(const smtp::EhloResponse& response);

/// `inside`: how sure what was said under encryption is.
void add_inside_facts(const check::ProbeRun& probe, Assured inside, AddressAssessment& out, FactList& facts);

}  // namespace mailglass::assess
