#include "guard/record_sizes.h"

namespace mailglass::relay::guard {
namespace {

using tls::BulkCipher;
using tls::CipherMode;
using tls::Mac;

std::optional<std::size_t> mac_bytes(Mac mac) {
  switch (mac) {
    case Mac::Null: return 0;
    case Mac::Md5: return 16;
    case Mac::Sha1: return 20;
    case Mac::Sha256: return 32;
    case Mac::Sha384: return 48;
    case Mac::Aead:
    case Mac::Other: break;
  }
  return std::nullopt;
}

std::optional<std::size_t> block_bytes(BulkCipher cipher) {
  switch (cipher) {
    case BulkCipher::Rc2_40:
    case BulkCipher::Des40:
    case BulkCipher::Des:
    case BulkCipher::TripleDes:
    case BulkCipher::Idea: return 8;
    case BulkCipher::Seed:
    case BulkCipher::Camellia:
    case BulkCipher::Aria:
    case BulkCipher::Aes128:
    case BulkCipher::Aes256: return 16;
    default: return std::nullopt;
  }
}

std::size_t tag_bytes(CipherMode mode) {
  return mode == CipherMode::Ccm8 ? 8 : 16;
}

/// RFC 5246 section 6.2.3.2 (an explicit IV from TLS 1.1 on), RFC 7366 section 3 for encrypt-then-MAC.
std::optional<std::size_t> cbc_size(const Protection& protection, std::size_t plaintext) {
  const auto mac = mac_bytes(protection.suite->mac);
  const auto block = block_bytes(protection.suite->cipher);
  if (!mac || !block) return std::nullopt;
  const std::size_t iv = protection.version >= 0x0302 ? *block : 0;
  const std::size_t covered = plaintext + (protection.encrypt_then_mac ? 0 : *mac) + 1;
  const std::size_t padded = (covered + *block - 1) / *block * *block;
  return iv + padded + (protection.encrypt_then_mac ? *mac : 0);
}

}  // namespace

std::optional<std::size_t> protected_size(const Protection& protection, std::size_t plaintext) {
  const CipherMode mode = protection.suite->mode;
  if (protection.version == 0x0304) {
    if (protection.suite->key_exchange != tls::KeyExchange::Any) return std::nullopt;
    return plaintext + 1 + tag_bytes(mode);
  }
  switch (mode) {
    case CipherMode::None:
    case CipherMode::Stream: {
      const auto mac = mac_bytes(protection.suite->mac);
      if (!mac) return std::nullopt;
      return plaintext + *mac;
    }
    case CipherMode::Cbc: return cbc_size(protection, plaintext);
    case CipherMode::Gcm:
    case CipherMode::Ccm:
    case CipherMode::Ccm8: return 8 + plaintext + tag_bytes(mode);  // RFC 5288 section 3: explicit nonce of 8 bytes
    case CipherMode::Poly1305: return plaintext + 16;               // RFC 7905 section 2: none
  }
  return std::nullopt;
}

}  // namespace mailglass::relay::guard
