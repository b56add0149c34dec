#pragma once
// Whether connections to port 25 get out of this machine's network: asked where a check met nobody, since many networks
// let none out, and that says nothing about the domain.

#include <nlohmann/json.hpp>

#include "check/evidence.h"
#include "config/config.h"
#include "wire/control.h"

namespace mailglass::cli {

/// Whether the check had addresses to connect to, and came to none of them: by its report.
bool met_nobody(const nlohmann::ordered_json& report);

/// One connection, of an engine of its own, as a relay makes it at its start: to the mail servers of the settings'
/// port25.domains until one answers. Without such domains nothing is tried.
wire::Port25 try_port25(relay::Config config);

/// The evidence, in which the engine says at the beginning what was found.
check::Evidence with_port25(check::Evidence evidence, wire::Port25 found);

}  // namespace mailglass::cli
