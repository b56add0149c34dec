#pragma once
// The relay's command line.

#include <string>
#include <variant>

#include "config/config.h"

namespace mailglass::relay {

inline constexpr int kExitUsage = 64;        // BSD sysexits: EX_USAGE
inline constexpr int kExitUnavailable = 69;  // EX_UNAVAILABLE
inline constexpr int kExitConfig = 78;       // EX_CONFIG

/// The program ends at once with this text and exit code.
struct Leave {
  int code;
  std::string text;
};

/// Options win over the file, and the file over the defaults.
std::variant<Config, Leave> read_options(int argc, const char* const* argv);

}  // namespace mailglass::relay
