#include "resolver/never_asked.h"

#include "resolver/server.h"

namespace mailglass::relay::resolver {

std::vector<target::Prefix> never_asked(const target::OffLimits& off_limits, const ResolverConfig& config) {
  std::vector<target::Prefix> all = off_limits.prefixes();
  for (const std::string* named : {&config.upstream, &config.root}) {
    const auto server = parse_server(*named);
    if (!server) continue;
    const target::Prefix itself(server->address, static_cast<int>(server->address.bytes().size()) * 8);
    std::vector<target::Prefix> left;
    for (const target::Prefix& prefix : all) {
      const auto rest = prefix.without(itself);
      left.insert(left.end(), rest.begin(), rest.end());
    }
    all = std::move(left);
  }
  return all;
}

}  // namespace mailglass::relay::resolver
