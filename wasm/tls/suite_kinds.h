#pragma once
// Kinds of cipher suites that standards and the names of attacks speak of.

#include "tls/registry.h"

namespace mailglass::tls {

inline bool is_null(const CipherSuite& s) {
  return s.cipher == BulkCipher::Null;
}
inline bool is_anonymous(const CipherSuite& s) {
  return s.key_exchange == KeyExchange::DhAnon || s.key_exchange == KeyExchange::EcdhAnon;
}
inline bool is_rc4(const CipherSuite& s) {
  return s.cipher == BulkCipher::Rc4_40 || s.cipher == BulkCipher::Rc4_128;
}
inline bool is_des(const CipherSuite& s) {
  return s.cipher == BulkCipher::Des || s.cipher == BulkCipher::Des40 || s.cipher == BulkCipher::Rc2_40;
}
inline bool is_triple_des(const CipherSuite& s) {
  return s.cipher == BulkCipher::TripleDes;
}
/// Ciphers with blocks of 64 bits.
inline bool is_block64(const CipherSuite& s) {
  return is_triple_des(s) || s.cipher == BulkCipher::Idea || is_des(s);
}
inline bool is_static_rsa(const CipherSuite& s) {
  return s.key_exchange == KeyExchange::Rsa;
}
/// Fixed (EC)DH certificates.
inline bool is_static_dh(const CipherSuite& s) {
  return s.key_exchange == KeyExchange::Dh || s.key_exchange == KeyExchange::Ecdh;
}
/// Ephemeral finite-field Diffie-Hellman, with a certificate or without.
inline bool is_dhe(const CipherSuite& s) {
  return s.key_exchange == KeyExchange::Dhe || s.key_exchange == KeyExchange::DhAnon;
}
/// Ephemeral key exchange signed with a certificate's key.
inline bool is_forward_secret(const CipherSuite& s) {
  return s.key_exchange == KeyExchange::Dhe || s.key_exchange == KeyExchange::Ecdhe;
}
inline bool is_cbc(const CipherSuite& s) {
  return s.mode == CipherMode::Cbc && !is_null(s);
}
inline bool is_export(const CipherSuite& s) {
  return s.exportable;
}
inline bool is_aes(const CipherSuite& s) {
  return s.cipher == BulkCipher::Aes128 || s.cipher == BulkCipher::Aes256;
}
/// AEAD with a full-length tag, or HMAC with SHA-256 or SHA-384.
inline bool has_strong_integrity(const CipherSuite& s) {
  return (s.mac == Mac::Aead && s.mode != CipherMode::Ccm8) || s.mac == Mac::Sha256 || s.mac == Mac::Sha384;
}

}  // namespace mailglass::tls
