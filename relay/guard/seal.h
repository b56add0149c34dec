#pragma once
// TLS records under a write key that a page handed over: what the relay says inside TLS. The plaintext is the relay's
// own, and the key is used for it and forgotten.

#include <cstdint>
#include <optional>

#include "bytes/reader.h"
#include "guard/record_sizes.h"

namespace mailglass::relay::guard {

/// What went over a connection under the client's write key, as far as the next record depends on it.
struct Written {
  std::uint64_t records = 0;  ///< so many: the next one's sequence number
  Bytes last;                 ///< the fragment of the last one
};

/// How long the key is that a page hands over: TLS 1.3, the traffic secret; before, the client's MAC key, key and IV
/// out of the key block, each as far as the suite has it (docs/protocol.md, "Words inside TLS"). Nothing for a suite
/// under which the relay says no word.
std::optional<std::size_t> write_key_bytes(const Protection& protection);

/// TLS 1.2 and older: whether the key opens the page's Finished, the first record under it, to the form of a Finished
/// (RFC 5246 section 7.4.9). No other key does: with encrypt-then-MAC the MAC alone would not show it.
bool opens_finished(const Protection& protection, ByteView key, ByteView fragment);

constexpr std::size_t kFreshBytes = 16;
/// The record of type application_data that carries `plaintext`. `key`: write_key_bytes() of them. `fresh`: kFreshBytes
/// that nobody could foresee, for an explicit IV. Nothing when OpenSSL does not do it.
std::optional<Bytes> seal(const Protection& protection, ByteView key, const Written& written, ByteView plaintext,
                          ByteView fresh);

}  // namespace mailglass::relay::guard
