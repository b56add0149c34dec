#pragma once
// Facts of what DNS says beside the answer (check/beside.h): reports about TLS, certificate authorities, names of
// addresses.

#include "assess/fact.h"
#include "assess/findings.h"
#include "check/check.h"

namespace mailglass::assess {

void assess_beside(const check::Check& check, DomainSignals& domain, FactList& facts);

}  // namespace mailglass::assess
