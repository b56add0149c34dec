#include "config/anchors.h"

#include "config/file.h"

namespace mailglass::relay {

bool has_own_anchors(const Config& config) {
  return !config.resolver.trust_anchor.empty() || !config.resolver.root.empty();
}

std::variant<std::vector<dnssec::Anchor>, BadFile> read_anchors(const Config& config) {
  const std::string& file = config.resolver.trust_anchor;
  if (!has_own_anchors(config)) return dnssec::root_anchors();
  if (file.empty()) return std::vector<dnssec::Anchor>{};
  const auto text = read_file(file);
  const auto bad = [&](BadFile::Why why) { return BadFile{why, "resolver.trust_anchor", file}; };
  if (!text) return bad(BadFile::Why::Unreadable);
  auto anchors = dnssec::read_anchors(*text);
  if (!anchors) return bad(BadFile::Why::HoldsNoAnchors);
  return std::move(*anchors);
}

}  // namespace mailglass::relay
