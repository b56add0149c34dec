#include "engine/readiness.h"

#include <algorithm>

namespace mailglass::relay {
namespace {

/// Three times what lies between two looks at DNS, and the time one may take.
constexpr auto kRecent = std::chrono::minutes(4);
/// What a session with its connections, and a few requests, need at once.
constexpr std::size_t kDescriptorsKept = 32;

Readiness::Part dns(const Health& health, std::chrono::steady_clock::time_point now) {
  if (!health.dns) return {"dns", false, "the root's name servers have not answered yet"};
  const auto ago = std::chrono::duration_cast<std::chrono::seconds>(now - health.dns->when);
  const std::string when = " " + std::to_string(ago.count()) + " s ago";
  if (!health.dns->works)
    return {"dns", false, "the root's name servers could not be asked" + when + ": " + health.dns->why};
  if (ago > kRecent) return {"dns", false, "the root's name servers answered last" + when};
  return {"dns", true, "the root's name servers answered" + when};
}

Readiness::Part port25(const session::Services& services) {
  const Config& config = services.config;
  if (config.lab.allow_special) return {"port25", true, "a lab's mail servers are on this machine"};
  if (!config.port25.check) return {"port25", true, "not tried: port25.check is false"};
  if (!services.health.port25_tried) return {"port25", false, "being tried"};
  switch (services.port25) {
    case wire::Port25::Open: return {"port25", true, "connections get out"};
    case wire::Port25::Blocked: return {"port25", false, "connections do not get out"};
    case wire::Port25::Unknown: break;
  }
  return {"port25", true, "not known: no mail server of port25.domains gave its greeting"};
}

Readiness::Part in_use(const Descriptors& descriptors) {
  return {"descriptors", descriptors.open + kDescriptorsKept <= descriptors.most,
          std::to_string(descriptors.open) + " of " + std::to_string(descriptors.most) + " in use"};
}

Readiness::Part sessions(const session::Services& services) {
  const std::string open = std::to_string(services.tally.sessions_open) + " open";
  if (services.draining) return {"sessions", false, "none is taken, the relay is about to stop; " + open};
  return {"sessions", true, open};
}

}  // namespace

bool Readiness::ready() const {
  return std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.ready; });
}

std::string Readiness::text() const {
  std::string text = ready() ? "ready" : "not ready";
  for (const Part& part : parts) {
    text.append("\n").append(part.name).append(part.ready ? ": ok, " : ": NOT OK, ").append(part.words);
  }
  return text;
}

Readiness readiness(const session::Services& services, const Descriptors& descriptors,
                    std::chrono::steady_clock::time_point now) {
  return {{dns(services.health, now), port25(services), in_use(descriptors), sessions(services)}};
}

}  // namespace mailglass::relay
