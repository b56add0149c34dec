#pragma once
// A ClientHello of TLS 1.3 alone, which asks for a kind of certificate and for what comes along with it.

#include <openssl/types.h>

#include "handshake/client.h"

namespace mailglass::handshake {

/// Narrows what the context offers already; false if this OpenSSL lacks something.
bool offer_tls13_only(SSL_CTX* context, const Tls13Only& asked);

}  // namespace mailglass::handshake
