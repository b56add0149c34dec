#pragma once
// OpenSSL's ciphers, MACs and key derivation in the forms that TLS records need them.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "bytes/reader.h"
#include "guard/secret.h"

namespace mailglass::relay::guard {

enum class Way : std::uint8_t { Seal, Open };

struct Aead {
  const char* cipher;  ///< OpenSSL's name
  std::size_t tag;
  ByteView key;
  ByteView nonce;
};
/// Sealed: ciphertext and tag. Opened: the plaintext; nothing when the tag does not fit.
std::optional<Bytes> run_aead(Way way, const Aead& aead, ByteView associated, ByteView input);

/// CBC over whole blocks, without padding. Nothing unless key and input have the cipher's sizes.
std::optional<Bytes> run_cbc(Way way, const char* cipher, ByteView key, ByteView iv, ByteView input);

/// HMAC (RFC 2104) over the two parts.
std::optional<Bytes> hmac(const char* digest, ByteView key, ByteView first, ByteView second);

/// HKDF-Expand-Label with an empty context (RFC 8446 section 7.1).
std::optional<Secret> expand_label(const char* digest, ByteView secret, std::string_view label, std::size_t length);

}  // namespace mailglass::relay::guard
