#pragma once
// The signature over a TLS 1.2 key exchange (RFC 5246 section 7.4.3, RFC 8422 section 5.4), checked without a
// handshake.

#include <array>

#include "bytes/reader.h"

namespace mailglass::handshake {

using Random = std::array<std::uint8_t, 32>;

/// What a server signed in one connection.
struct SignedKeyExchange {
  Random client_random, server_random;
  ByteView parameters;   ///< ServerECDHParams or ServerDHParams, as sent
  std::uint16_t scheme;  ///< IANA "TLS SignatureScheme"
  ByteView signature;
};

/// Whether the key of this certificate made the signature. False for whatever cannot be checked, and for SHA-1 and MD5:
/// their collisions would leave room for a replayed signature.
bool signed_by(ByteView certificate_der, const SignedKeyExchange& exchange);

/// The random of the ClientHello in these records, all zero if there is none (which no signature of ours is over).
Random client_random(ByteView client_hello_records);

}  // namespace mailglass::handshake
