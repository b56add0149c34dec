#pragma once
// The client's write key of a connection, as it is handed to a relay that says a word inside TLS (docs/protocol.md,
// "Words inside TLS"): nothing that would read or forge what the server says.

#include <openssl/ssl.h>

#include <cstdint>
#include <string_view>

#include "bytes/reader.h"

namespace mailglass::handshake {

/// TLS 1.2 and older: the client's MAC key, key and IV out of the key block, each as far as the suite has it.
/// `library`: where the derivation is fetched. Empty for a suite under which a relay says nothing, and before the keys
/// are known.
Bytes write_key12(OSSL_LIB_CTX* library, SSL* ssl, std::uint16_t version, std::uint16_t suite);

/// TLS 1.3: the secret that a line of the key log gives (SSL_CTX_set_keylog_callback(3)), if it is the client's.
Bytes client_traffic_secret(std::string_view key_log_line);

}  // namespace mailglass::handshake
