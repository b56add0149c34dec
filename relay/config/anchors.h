#pragma once
// The trust anchors that go with a configuration: of the root that its resolver begins at.

#include <string>
#include <variant>
#include <vector>

#include "config/config.h"
#include "dnssec/anchors.h"

namespace mailglass::relay {

/// Those of `resolver.trust_anchor`, where an empty file stands for a root that nobody signed; without it IANA's, or
/// none at all where `resolver.root` names a root of one's own, which the Internet's keys do not sign.
std::variant<std::vector<dnssec::Anchor>, BadFile> read_anchors(const Config& config);

/// Whether they are others than IANA's.
bool has_own_anchors(const Config& config);

}  // namespace mailglass::relay
