#pragma once
// What an address is whose conversation did not get as far as TLS.

#include "assess/address.h"

namespace mailglass::assess {

/// Concludes `out.outcome` as far as the conversation allows it.
void conclude_clear_text(const check::ProbeRun& probe, AddressAssessment& out);

/// Nothing is known yet of a server that is waited for longer than usual.
void conclude_slow(const check::ProbeRun& probe, AddressAssessment& out);

}  // namespace mailglass::assess
