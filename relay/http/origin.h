#pragma once
// Who a request comes from: the origin of the page, and the client's address.

#include <string_view>

#include "bytes/address.h"
#include "config/config.h"

namespace mailglass::relay::http {

/// Whether a page of this origin may open a session. No Origin header: no browser, and so no page whose visitor could
/// be abused.
bool origin_allowed(const Config& config, std::string_view origin, std::string_view host);

/// The peer's address, or what a trusted reverse proxy says: the last entry of `forwarded_for`, the last
/// X-Forwarded-For field, which is the one it wrote itself.
IpAddress client_address(const Config& config, std::string_view peer, std::string_view forwarded_for);

/// Whether Sec-WebSocket-Protocol offers mailglass.v1.
bool offers_subprotocol(std::string_view header);

}  // namespace mailglass::relay::http
