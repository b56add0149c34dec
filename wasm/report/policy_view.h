#pragma once
// The connection to the host of a domain's MTA-STS policy, as it is shown to who doubts the verdict on it: where it
// led, what proved the host, what was asked and answered inside TLS, and what was read in the answer.

#include <nlohmann/json.hpp>

#include "assess/protection.h"
#include "check/check.h"
#include "x509/trust.h"

namespace mailglass::report {

/// Null where no policy was looked for: no record announces one, or the relay does not ask for any. Else `{"host",
/// "state", "missing", "flaw", "max_age", "mx", "connections"}`. `known`: what was read, where that has been done.
nlohmann::ordered_json policy_json(const check::Check& check, const x509::TrustStore* roots,
                                   const assess::PolicySeen* known = nullptr);

}  // namespace mailglass::report
