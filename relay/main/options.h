#pragma once
// The relay's command line.

#include <variant>

#include "config/config.h"
#include "main/command_line.h"

namespace mailglass::relay {

/// Options win over the file, and the file over the defaults.
std::variant<Config, Leave> read_options(int argc, const char* const* argv);

}  // namespace mailglass::relay
