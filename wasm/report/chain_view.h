#pragma once
// The chain of signatures from a trust anchor down to a DNS answer (dnssec::Chain), as it is drawn and checked again.

#include <nlohmann/json.hpp>
#include <string_view>

#include "check/check.h"

namespace mailglass::report {

/// Null where nothing was judged here: without an answer, by the relay's word, or as long as it is not settled. Else
/// `{"state": "secure" | "insecure" | "bogus", "why", "where", "at", "links", "sets", "denials"}`; times are Unix
/// seconds, numbers of algorithms and digests IANA's, and everything names the bytes that it was read from.
nlohmann::ordered_json chain_json(const check::LookupRun& lookup);

std::string_view to_string(dnssec::WhyInsecure why);
std::string_view to_string(dnssec::WhyBogus why);
std::string_view to_string(dnssec::Denies what);

}  // namespace mailglass::report
