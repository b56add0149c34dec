#pragma once
// Which settings a running relay takes anew, and which hold until it is started again.

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace mailglass::relay {

enum class Takes : std::uint8_t { Now, Restart };
/// Nothing for a key that the table does not have: every setting needs its row.
std::optional<Takes> takes(std::string_view key);

struct Reload {
  Config config;                     ///< what runs, with the settings that could be taken
  std::vector<std::string> changed;  ///< "limits.streams: 4, now 8"
  std::vector<std::string> waiting;  ///< keys that differ and need a restart
};
/// `wanted` is what the file and the command line say now.
Reload reload(const Config& running, const Config& wanted);

}  // namespace mailglass::relay
