#pragma once
// The trusted roots that go with a configuration: its `roots`, then a lab's `extra_roots`.

#include <string>
#include <variant>

#include "config/config.h"

namespace mailglass::relay {

/// PEM; empty when the configuration names no file.
std::variant<std::string, BadFile> read_roots(const Config& config);

}  // namespace mailglass::relay
