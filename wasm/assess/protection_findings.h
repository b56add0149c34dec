#pragma once
// Findings on what a domain publishes against those who interfere: DANE (RFC 7672) and MTA-STS (RFC 8461).

#include <vector>

#include "assess/collector.h"
#include "assess/protection.h"
#include "assess/server.h"

namespace mailglass::assess {

void find_protection(const std::vector<ServerAssessment>& servers, const Protection& protection,
                     const DomainSignals& domain, const FactList& facts, Collector& collector);

}  // namespace mailglass::assess
