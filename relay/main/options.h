#pragma once
// The relay's command line.

#include <variant>

#include "config/config.h"
#include "main/command_line.h"

namespace mailglass::relay {

struct Options {
  Config config;
  bool self_check = false;  ///< say what the relay finds about itself, and leave
};
/// Options win over the file, and the file over the defaults.
std::variant<Options, Leave> read_options(int argc, const char* const* argv);

}  // namespace mailglass::relay
