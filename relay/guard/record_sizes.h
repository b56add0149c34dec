#pragma once
// How long a protected TLS record is for a given plaintext. Without the keys this is all the relay can check, and only
// of the messages that end a handshake: behind them it says its own words.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "tls/registry.h"

namespace mailglass::relay::guard {

struct Protection {
  const tls::CipherSuite* suite;
  std::uint16_t version;  ///< negotiated, wire number
  bool encrypt_then_mac;  ///< RFC 7366, TLS 1.2 and older
};

/// Bytes of the record's fragment when `plaintext` bytes are protected without more padding than needed. TLS 1.3 counts
/// the inner content type in (RFC 8446 section 5.2). Nothing when the suite is none whose sizes are known here.
std::optional<std::size_t> protected_size(const Protection& protection, std::size_t plaintext);

}  // namespace mailglass::relay::guard
