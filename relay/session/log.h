#pragma once
// What the relay writes to its log about sessions. Who is checked is nobody's business: domain names appear at debug
// level only, client addresses never.

#include <cstdint>
#include <string>

#include "refusal.h"

namespace mailglass::relay::session {

void log_domain(const std::string& domain);                                ///< debug
void log_refusal(const Refusal& refusal);                                  ///< debug: the rule only
void log_session_ended(std::uint32_t lookups, std::uint32_t connections);  ///< info

}  // namespace mailglass::relay::session
