#pragma once
// What a ServerKeyExchange of TLS 1.2 and older says (RFC 5246 section 7.4.3, RFC 8422 section 5.4).

#include <optional>

#include "bytes/reader.h"
#include "tls/registry.h"

namespace mailglass::handshake {

struct KeyExchangeFacts {
  std::optional<std::uint16_t> group;             ///< ECDHE: the named curve
  std::optional<int> dh_bits;                     ///< DHE: size of the prime
  std::optional<std::uint16_t> signature_scheme;  ///< TLS 1.2 only
};
/// `body` without the message header; empty facts for anything unexpected.
KeyExchangeFacts read_key_exchange(ByteView body, tls::KeyExchange kind, bool tls12);

}  // namespace mailglass::handshake
