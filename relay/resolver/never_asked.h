#pragma once
// Which name servers are never asked, whatever a zone's delegation says: the addresses that the relay never connects to
// for mail either. Whoever owns a zone writes its name servers' addresses, so the resolver would reach wherever the
// relay does.

#include <vector>

#include "config/config.h"
#include "target/off_limits.h"
#include "target/prefix.h"

namespace mailglass::relay::resolver {

/// All that is off limits but the servers that the settings themselves name.
std::vector<target::Prefix> never_asked(const target::OffLimits& off_limits, const ResolverConfig& config);

}  // namespace mailglass::relay::resolver
