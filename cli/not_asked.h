#pragma once
// Addresses that were not asked because of -4 or -6: the analyzer takes them for addresses that the relay's network has
// no way to, which is right about the server and wrong about the network.

#include <nlohmann/json.hpp>

namespace mailglass::cli {

/// Says in `report` (docs/report.schema.json) of each such address what it is; a connection that was not asked for is
/// no connection. Of saved evidence, too.
void tell_not_asked(nlohmann::ordered_json& report);

/// Whether there is any.
bool has_not_asked(const nlohmann::ordered_json& report);

}  // namespace mailglass::cli
