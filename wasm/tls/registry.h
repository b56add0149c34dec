#pragma once
// Names and properties of the numbers in TLS, from the IANA "Transport Layer Security (TLS) Parameters" registries.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mailglass::tls {

enum class KeyExchange : std::uint8_t {
  Any /* TLS 1.3 */,
  Rsa,
  Dh,
  Dhe,
  Ecdh,
  Ecdhe,
  DhAnon,
  EcdhAnon,
  Psk,
  Null,
  Other
};
enum class Authentication : std::uint8_t { Any /* TLS 1.3 */, Rsa, Dss, Ecdsa, Anonymous, Psk, Null, Other };
enum class BulkCipher : std::uint8_t {
  Null,
  Rc4_40,
  Rc4_128,
  Rc2_40,
  Des40,
  Des,
  TripleDes,
  Idea,
  Seed,
  Camellia,
  Aria,
  Aes128,
  Aes256,
  ChaCha20,
  Gost,
  Other
};
enum class CipherMode : std::uint8_t { None, Stream, Cbc, Gcm, Ccm, Ccm8, Poly1305 };
enum class Mac : std::uint8_t { Aead, Null, Md5, Sha1, Sha256, Sha384, Other };

struct CipherSuite {
  std::uint16_t id;
  std::string_view name;  ///< IANA, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
  KeyExchange key_exchange;
  Authentication authentication;
  BulkCipher cipher;
  CipherMode mode;
  Mac mac;                  ///< Aead for AEAD suites
  std::uint8_t hash_bytes;  ///< PRF / HKDF hash length in TLS 1.2+: 32 or 48
  bool exportable;          ///< EXPORT-grade
};
std::span<const CipherSuite> cipher_suites();
const CipherSuite* find_cipher_suite(std::uint16_t id);  ///< nullptr for an unlisted one
std::string cipher_suite_text(std::uint16_t id);         ///< the name, or "0xABCD"

struct NamedGroup {
  std::uint16_t id;
  std::string_view name;  ///< IANA, "x25519"
  enum class Kind : std::uint8_t { Elliptic, FiniteField, PostQuantumHybrid, PostQuantum } kind;
  std::uint16_t security_bits;
};
std::span<const NamedGroup> named_groups();
const NamedGroup* find_named_group(std::uint16_t id);
bool is_post_quantum(std::uint16_t group);  ///< alone or beside another exchange; false for an unlisted one
std::string named_group_text(std::uint16_t id);

struct SignatureScheme {
  std::uint16_t id;
  std::string_view name;  ///< IANA, "rsa_pss_rsae_sha256"; TLS 1.2 hash/signature pairs in the same code points
};
std::span<const SignatureScheme> signature_schemes();
std::string signature_scheme_text(std::uint16_t id);

/// A value of RFC 8701, of the form 0x?A?A with equal halves.
constexpr bool is_grease(std::uint16_t value) {
  return (value & 0x0f0f) == 0x0a0a && (value >> 8) == (value & 0xff);
}

std::string_view extension_name(std::uint16_t type);  ///< IANA "TLS ExtensionType Values"; empty if unlisted

}  // namespace mailglass::tls
