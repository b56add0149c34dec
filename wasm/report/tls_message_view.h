#pragma once
// A TLS message in words.

#include <nlohmann/json.hpp>

#include "handshake/client.h"
#include "tls/record.h"

namespace mailglass::report {

/// {"from","name","summary","encrypted","details":[[label, text]…]}
nlohmann::ordered_json tls_message_json(const handshake::SeenMessage& message);
nlohmann::ordered_json alert_json(const tls::Alert& alert);

}  // namespace mailglass::report
