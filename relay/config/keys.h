#pragma once
// The table of configuration keys: reading, printing and the list for the documentation all walk it.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"

namespace mailglass::relay {

struct Number {
  std::uint32_t* value;
  std::uint32_t least, most;
};
struct Port {
  std::uint16_t* value;
};
/// Where a key's value lives.
using Slot = std::variant<bool*, std::string*, std::vector<std::string>*, Number, Port>;

struct Key {
  Setting setting;
  Slot slot;
};

/// Every key of `config`, in the order they are printed.
std::vector<Key> keys_of(Config& config);

}  // namespace mailglass::relay
