#include "config/reload.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "config/keys.h"

namespace mailglass::relay {
namespace {

struct Row {
  std::string_view key;  ///< ending with a dot: all that begin so
  Takes takes;
};
constexpr std::array kRows{
    Row{"listen_address", Takes::Restart},
    Row{"listen_port", Takes::Restart},
    Row{"web", Takes::Now},
    Row{"ehlo", Takes::Restart},
    Row{"roots", Takes::Now},
    Row{"extra_roots", Takes::Now},
    Row{"allow_origins", Takes::Now},
    Row{"deny", Takes::Now},
    Row{"do_not_probe", Takes::Now},
    Row{"contact", Takes::Now},
    Row{"source_code", Takes::Now},
    Row{"drain_seconds", Takes::Now},
    Row{"trusted_proxies", Takes::Now},
    Row{"log_level", Takes::Now},
    Row{"limits.", Takes::Now},  // of sessions that begin afterwards
    Row{"budget.door_connections", Takes::Restart},
    Row{"budget.door_connections_per_client", Takes::Restart},
    Row{"budget.", Takes::Now},
    Row{"resolver.", Takes::Restart},
    Row{"port25.", Takes::Restart},
    Row{"metrics.", Takes::Restart},
    Row{"lab.", Takes::Restart},
};

std::string value_text(const Slot& slot) {
  return std::visit(
      [](const auto& value) -> std::string {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, bool*>) {
          return *value ? "true" : "false";
        } else if constexpr (std::is_same_v<Value, std::string*>) {
          return "\"" + *value + "\"";
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>*>) {
          std::string list = "[";
          for (const std::string& item : *value) list.append(list.size() > 1 ? ", \"" : "\"").append(item).append("\"");
          return list + "]";
        } else {
          return std::to_string(*value.value);
        }
      },
      slot);
}

void assign(const Slot& into, const Slot& from) {
  std::visit(
      [&](const auto& target) {
        const auto& source = std::get<std::decay_t<decltype(target)>>(from);
        if constexpr (std::is_pointer_v<std::decay_t<decltype(target)>>) {
          *target = *source;
        } else {
          *target.value = *source.value;
        }
      },
      into);
}

}  // namespace

std::optional<Takes> takes(std::string_view key) {
  const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) {
    return r.key.ends_with('.') ? key.starts_with(r.key) : key == r.key;
  });
  if (row == kRows.end()) return std::nullopt;
  return row->takes;
}

Reload reload(const Config& running, const Config& wanted) {
  Reload result{running, {}, {}};
  Config copy = wanted;
  const std::vector<Key> into = keys_of(result.config);
  const std::vector<Key> from = keys_of(copy);
  for (std::size_t i = 0; i < into.size(); ++i) {
    const std::string before = value_text(into[i].slot);
    const std::string after = value_text(from[i].slot);
    if (before == after) continue;
    const std::string key(into[i].setting.key);
    if (takes(key) == Takes::Now) {
      assign(into[i].slot, from[i].slot);
      std::string change = key;
      change.append(": ").append(before).append(", now ").append(after);
      result.changed.push_back(std::move(change));
      // The resolver's process was told at start.
      if (key == "deny") result.waiting.emplace_back("deny (for name servers)");
    } else {
      result.waiting.push_back(key);
    }
  }
  return result;
}

}  // namespace mailglass::relay
