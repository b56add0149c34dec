#pragma once
// The extensions a page's ClientHello may carry, each with the form it must have (IANA "TLS ExtensionType Values").

#include <optional>

#include "guard/client_hello_rules.h"
#include "refusal.h"
#include "tls/handshake.h"

namespace mailglass::relay::guard {

/// Why this extension may not be said there; nothing when it may.
std::optional<Refusal> refuse_extension(const tls::Extension& extension, const Addressee& to);

}  // namespace mailglass::relay::guard
