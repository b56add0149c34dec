#pragma once
// The extensions a page's ClientHello may carry, each with the form it must have (IANA "TLS ExtensionType Values").

#include <optional>
#include <string_view>

#include "refusal.h"
#include "tls/handshake.h"

namespace mailglass::relay::guard {

/// Why this extension may not be said to `host`; nothing when it may.
std::optional<Refusal> refuse_extension(const tls::Extension& extension, std::string_view host);

}  // namespace mailglass::relay::guard
