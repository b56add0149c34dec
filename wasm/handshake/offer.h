#pragma once
// What the ClientHello offers, named explicitly so that a build of OpenSSL with other defaults says the same.

#include <openssl/types.h>

#include "handshake/client.h"

namespace mailglass::handshake {

/// Sets versions, suites, groups, signature schemes and extensions; false if this OpenSSL lacks one of them.
bool configure(SSL_CTX* context, const ClientConfig& config);

}  // namespace mailglass::handshake
