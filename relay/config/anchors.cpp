#include "config/anchors.h"

#include "config/file.h"

namespace mailglass::relay {

bool has_own_anchors(const Config& config) {
  return !config.resolver.trust_anchor.empty() || !config.resolver.root.empty();
}

std::variant<std::vector<dnssec::Anchor>, ConfigError> read_anchors(const Config& config) {
  const std::string& file = config.resolver.trust_anchor;
  if (!has_own_anchors(config)) return dnssec::root_anchors();
  if (file.empty()) return std::vector<dnssec::Anchor>{};
  const auto text = read_file(file);
  if (!text) return ConfigError{"resolver.trust_anchor: \"" + file + "\" cannot be read"};
  auto anchors = dnssec::read_anchors(*text);
  if (!anchors)
    return ConfigError{"resolver.trust_anchor: \"" + file + "\" holds something else than DS or DNSKEY records"};
  return std::move(*anchors);
}

}  // namespace mailglass::relay
