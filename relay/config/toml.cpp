// Configuration to and from TOML.
#include <toml++/toml.h>
#include <algorithm>
#include <limits>
#include <sstream>
#include <string>
#include <utility>

#include "bytes/overload.h"
#include "config/keys.h"

namespace mailglass::relay {
namespace {

ConfigError at(const std::string& file, const toml::source_region& place, const std::string& what) {
  return {file + ":" + std::to_string(place.begin.line) + ": " + what};
}

/// Nothing when the value was taken; else what it should have been.
std::optional<std::string> store(const toml::node& node, const Slot& slot) {
  const auto number = [&](std::int64_t least, std::int64_t most, auto* into) -> std::optional<std::string> {
    const auto* value = node.as_integer();
    if (!value || value->get() < least || value->get() > most)
      return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    *into = static_cast<std::remove_pointer_t<decltype(into)>>(value->get());
    return std::nullopt;
  };
  return std::visit(
      Overload{
          [&](bool* into) -> std::optional<std::string> {
            const auto* value = node.as_boolean();
            if (!value) return "true or false";
            *into = value->get();
            return std::nullopt;
          },
          [&](std::string* into) -> std::optional<std::string> {
            const auto* value = node.as_string();
            if (!value) return "a text in quotes";
            *into = value->get();
            return std::nullopt;
          },
          [&](std::vector<std::string>* into) -> std::optional<std::string> {
            const auto* list = node.as_array();
            if (!list) return "a list of texts";
            std::vector<std::string> taken;
            for (const toml::node& item : *list) {
              const auto* text = item.as_string();
              if (!text) return "a list of texts";
              taken.push_back(text->get());
            }
            *into = std::move(taken);
            return std::nullopt;
          },
          [&](const Number& into) { return number(into.least, into.most, into.value); },
          [&](const Port& into) { return number(0, std::numeric_limits<std::uint16_t>::max(), into.value); },
      },
      slot);
}

/// Settings that are gone, and what to do instead.
constexpr std::pair<std::string_view, std::string_view> kRemoved[] = {
    {"trust_forwarded_for", "name the proxies that may be believed, e.g. trusted_proxies = [\"127.0.0.1\", \"::1\"]"},
};

std::optional<ConfigError> store_table(const toml::table& table, const std::string& prefix,
                                       const std::vector<Key>& keys, const std::string& file) {
  for (const auto& [name, node] : table) {
    const std::string path = prefix + std::string(name.str());
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return k.setting.key == path; });
    if (key != keys.end()) {
      if (const auto expected = store(node, key->slot)) return at(file, node.source(), path + " must be " + *expected);
      continue;
    }
    for (const auto& [removed, instead] : kRemoved) {
      if (path == removed) return at(file, name.source(), path + " is no setting any more: " + std::string(instead));
    }
    const bool is_section =
        std::any_of(keys.begin(), keys.end(), [&](const Key& k) { return k.setting.key.starts_with(path + "."); });
    if (!is_section || !node.is_table()) return at(file, name.source(), "there is no setting \"" + path + "\"");
    if (auto error = store_table(*node.as_table(), path + ".", keys, file)) return error;
  }
  return std::nullopt;
}

}  // namespace

std::variant<Config, ConfigError> read_config(std::string_view text, const std::string& name, const Config& defaults) {
  try {
    const toml::table table = toml::parse(text, name);
    Config config = defaults;
    if (auto error = store_table(table, "", keys_of(config), name)) return *error;
    return config;
  } catch (const toml::parse_error& error) {
    return at(name, error.source(), std::string(error.description()));
  }
}

std::string print_config(const Config& config) {
  Config copy = config;
  toml::table table;
  for (const Key& key : keys_of(copy)) {
    toml::table* into = &table;
    std::string_view name = key.setting.key;
    if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
      into = table.insert(name.substr(0, dot), toml::table{}).first->second.as_table();
      name.remove_prefix(dot + 1);
    }
    std::visit(Overload{
                   [&](const bool* value) { into->insert(name, *value); },
                   [&](const std::string* value) { into->insert(name, *value); },
                   [&](const std::vector<std::string>* value) {
                     toml::array list;
                     for (const std::string& item : *value) list.push_back(item);
                     into->insert(name, std::move(list));
                   },
                   [&](const Number& value) { into->insert(name, static_cast<std::int64_t>(*value.value)); },
                   [&](const Port& value) { into->insert(name, static_cast<std::int64_t>(*value.value)); },
               },
               key.slot);
  }
  std::ostringstream out;
  out << table << '\n';
  return out.str();
}

}  // namespace mailglass::relay
