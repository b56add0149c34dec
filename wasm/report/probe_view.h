#pragma once
// One probe as a mail engineer reads it: the SMTP dialogue line by line, the TLS messages one by one.

#include <nlohmann/json.hpp>

#include "check/probe_run.h"

namespace mailglass::report {

nlohmann::ordered_json probe_json(const check::ProbeRun& probe);

}  // namespace mailglass::report
