#pragma once
// Who a request comes from: the origin of the page, and the client's address.

#include <optional>
#include <string_view>

#include "bytes/address.h"
#include "config/config.h"

namespace mailglass::relay::http {

/// Whether a page of this origin may open a session. In a lab, which reaches into this machine, "*" means the relay's
/// own page. No Origin header: no browser, and so no page whose visitor could be abused.
bool origin_allowed(const Config& config, std::string_view origin, std::string_view host);

/// An address that may be followed by a port, as proxies write it: "192.0.2.1", "192.0.2.1:4711", "2001:db8::1",
/// "[2001:db8::1]", "[2001:db8::1]:4711".
std::optional<IpAddress> address_with_port(std::string_view text);

/// Whether this address is one of `trusted_proxies`.
bool is_trusted_proxy(const Config& config, const IpAddress& address);

/// The peer; or, where that is a trusted proxy, whom it says it speaks for, and so on, as long as it is proxies that
/// say so. `forwarded_for`: all X-Forwarded-For fields, in order, joined by commas: each proxy adds at the end whom it
/// heard from, and what stands before is hearsay of its client's.
IpAddress client_address(const Config& config, std::string_view peer, std::string_view forwarded_for);

/// Whether Sec-WebSocket-Protocol offers mailglass.v1.
bool offers_subprotocol(std::string_view header);

}  // namespace mailglass::relay::http
