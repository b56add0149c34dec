#include "session/log.h"

#include <spdlog/spdlog.h>

namespace mailglass::relay::session {

void log_domain(const std::string& domain) {
  spdlog::debug("check of {}", domain);
}
void log_refusal(const Refusal& refusal) {
  spdlog::debug("refused rule={}", refusal.rule);
}
void log_session_ended(std::uint32_t lookups, std::uint32_t connections) {
  spdlog::info("session ended lookups={} connections={}", lookups, connections);
}

}  // namespace mailglass::relay::session
