#include "guard/seal.h"

#include <algorithm>
#include <array>

#include "guard/ciphers.h"
#include "tls/record.h"

namespace mailglass::relay::guard {
namespace {

using tls::BulkCipher;
using tls::CipherMode;
using tls::ContentType;

constexpr std::uint16_t kTls10 = 0x0301, kTls12 = 0x0303, kTls13 = 0x0304;
constexpr std::size_t kNonce = 12;          // RFC 5288 section 3, RFC 6655 section 3, RFC 7905 section 2
constexpr std::size_t kExplicitNonce = 8;   // RFC 5288 section 3, RFC 6655 section 3
constexpr std::size_t kFinished12 = 16;     // RFC 5246 section 7.4.9
constexpr std::size_t kSequenceNumber = 8;  // RFC 5246 section 6.2.3.1

struct Cipher {
  BulkCipher cipher;
  CipherMode mode;
  const char* name;  ///< OpenSSL's
  std::size_t key, block;
};
/// Camellia's two sizes have one name in the registry; see means_of().
constexpr std::array<Cipher, 12> kCiphers{{
    {BulkCipher::Aes128, CipherMode::Gcm, "AES-128-GCM", 16, 16},
    {BulkCipher::Aes256, CipherMode::Gcm, "AES-256-GCM", 32, 16},
    {BulkCipher::Aes128, CipherMode::Ccm, "AES-128-CCM", 16, 16},
    {BulkCipher::Aes256, CipherMode::Ccm, "AES-256-CCM", 32, 16},
    {BulkCipher::Aes128, CipherMode::Ccm8, "AES-128-CCM", 16, 16},
    {BulkCipher::Aes256, CipherMode::Ccm8, "AES-256-CCM", 32, 16},
    {BulkCipher::ChaCha20, CipherMode::Poly1305, "ChaCha20-Poly1305", 32, 64},
    {BulkCipher::Aes128, CipherMode::Cbc, "AES-128-CBC", 16, 16},
    {BulkCipher::Aes256, CipherMode::Cbc, "AES-256-CBC", 32, 16},
    {BulkCipher::TripleDes, CipherMode::Cbc, "DES-EDE3-CBC", 24, 8},
    {BulkCipher::Camellia, CipherMode::Cbc, "CAMELLIA-128-CBC", 16, 16},
    {BulkCipher::Camellia, CipherMode::Cbc, "CAMELLIA-256-CBC", 32, 16},
}};

struct Digest {
  tls::Mac mac;
  const char* name;
  std::size_t bytes;
};
constexpr std::array<Digest, 3> kDigests{
    {{tls::Mac::Sha1, "SHA1", 20}, {tls::Mac::Sha256, "SHA256", 32}, {tls::Mac::Sha384, "SHA384", 48}}};

/// What a suite is made of.
struct Means {
  Cipher cipher;
  Digest digest;  ///< of CBC's MAC
  bool is_tls13;
};
/// Nothing for a suite under which no word is said, or that is none of its version's.
std::optional<Means> means_of(const Protection& protection) {
  const tls::CipherSuite& suite = *protection.suite;
  const bool large_camellia = suite.name.find("CAMELLIA_256") != std::string_view::npos;
  const auto cipher = std::find_if(kCiphers.begin(), kCiphers.end(), [&](const Cipher& row) {
    return row.cipher == suite.cipher && row.mode == suite.mode &&
           (row.cipher != BulkCipher::Camellia || (row.key == 32) == large_camellia);
  });
  const bool of_tls13 = suite.key_exchange == tls::KeyExchange::Any;
  if (cipher == kCiphers.end() || of_tls13 != (protection.version == kTls13)) return std::nullopt;
  if (suite.mode != CipherMode::Cbc) {
    if (!of_tls13 && protection.version != kTls12) return std::nullopt;
    return Means{*cipher, {tls::Mac::Aead, "", 0}, of_tls13};
  }
  const auto digest =
      std::find_if(kDigests.begin(), kDigests.end(), [&](const Digest& row) { return row.mac == suite.mac; });
  if (digest == kDigests.end() || protection.version < kTls10 || protection.version > kTls12) return std::nullopt;
  return Means{*cipher, *digest, false};
}

std::size_t tag_of(CipherMode mode) {
  return mode == CipherMode::Ccm8 ? 8 : 16;
}

/// A record's header, or what a MAC or an AEAD covers of it.
Bytes header(ContentType type, std::uint16_t version, std::size_t length) {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(type)).u16(version).u16(static_cast<std::uint16_t>(length));
  return std::move(out).bytes();
}
Bytes numbered_header(std::uint64_t number, ContentType type, std::uint16_t version, std::size_t length) {
  ByteWriter out;
  out.u64(number).append(header(type, version, length));
  return std::move(out).bytes();
}

/// RFC 8446 section 5.3, RFC 7905 section 2: the IV with the sequence number in its last bytes.
Bytes numbered_nonce(ByteView iv, std::uint64_t number) {
  Bytes nonce(iv.begin(), iv.end());
  for (std::size_t i = 0; i < kSequenceNumber; ++i)
    nonce[nonce.size() - 1 - i] ^= static_cast<std::uint8_t>(number >> (8 * i));
  return nonce;
}

// ── TLS 1.3 ──────────────────────────────────────────────────────────────────────────────────

std::optional<Bytes> seal13(const tls::CipherSuite& suite, const Cipher& cipher, ByteView secret, std::uint64_t number,
                            ByteView plaintext) {
  const char* digest = suite.hash_bytes == 48 ? "SHA384" : "SHA256";
  const auto key = expand_label(digest, secret, "key", cipher.key);
  const auto iv = expand_label(digest, secret, "iv", kNonce);
  if (!key || !iv) return std::nullopt;
  Bytes inner(plaintext.begin(), plaintext.end());
  inner.push_back(static_cast<std::uint8_t>(ContentType::ApplicationData));
  Bytes record = header(ContentType::ApplicationData, kTls12, inner.size() + tag_of(suite.mode));
  const Bytes nonce = numbered_nonce(iv->bytes(), number);
  const auto sealed = run_aead(Way::Seal, {cipher.name, tag_of(suite.mode), key->bytes(), nonce}, record, inner);
  if (!sealed) return std::nullopt;
  record.insert(record.end(), sealed->begin(), sealed->end());
  return record;
}

// ── TLS 1.2 and older ────────────────────────────────────────────────────────────────────────

/// The client's part of the key block (RFC 5246 section 6.3).
struct KeyBlock {
  ByteView mac, key, iv;
};
/// AEAD: the part of the nonce that is not in the record. CBC: where the records have no IV of their own.
std::size_t iv_bytes(const Cipher& cipher, std::uint16_t version) {
  switch (cipher.mode) {
    case CipherMode::Poly1305: return kNonce;
    case CipherMode::Cbc: return version == kTls10 ? cipher.block : 0;
    default: return kNonce - kExplicitNonce;
  }
}
KeyBlock split(ByteView key, const Means& means) {
  const std::size_t mac = means.digest.bytes, cipher = means.cipher.key;
  return {key.first(mac), key.subspan(mac, cipher), key.subspan(mac + cipher)};
}

struct Place {
  std::uint64_t number;
  ContentType type;
  std::uint16_t version;
};

/// `explicit_nonce`: what stands before the ciphertext; none for ChaCha20-Poly1305.
Bytes nonce12(const KeyBlock& keys, ByteView explicit_nonce, std::uint64_t number) {
  if (explicit_nonce.empty()) return numbered_nonce(keys.iv, number);
  Bytes nonce(keys.iv.begin(), keys.iv.end());
  nonce.insert(nonce.end(), explicit_nonce.begin(), explicit_nonce.end());
  return nonce;
}

std::optional<Bytes> seal_aead12(const Cipher& cipher, const KeyBlock& keys, const Place& place, ByteView before,
                                 ByteView plaintext) {
  Bytes fragment;
  if (cipher.mode != CipherMode::Poly1305) {
    // Never the same twice: the page's own number, and from there on.
    if (before.size() < kExplicitNonce) return std::nullopt;
    fragment.assign(before.begin(), before.begin() + kExplicitNonce);
    for (auto digit = fragment.rbegin(); digit != fragment.rend() && ++*digit == 0; ++digit) {
    }
  }
  const Bytes covered = numbered_header(place.number, place.type, place.version, plaintext.size());
  const Bytes nonce = nonce12(keys, fragment, place.number);
  const auto sealed = run_aead(Way::Seal, {cipher.name, tag_of(cipher.mode), keys.key, nonce}, covered, plaintext);
  if (!sealed) return std::nullopt;
  fragment.insert(fragment.end(), sealed->begin(), sealed->end());
  return fragment;
}

std::optional<Bytes> open_aead12(const Cipher& cipher, const KeyBlock& keys, const Place& place, ByteView fragment) {
  const std::size_t given = cipher.mode == CipherMode::Poly1305 ? 0 : kExplicitNonce;
  const std::size_t tag = tag_of(cipher.mode);
  if (fragment.size() < given + tag) return std::nullopt;
  const Bytes covered = numbered_header(place.number, place.type, place.version, fragment.size() - given - tag);
  const Bytes nonce = nonce12(keys, fragment.first(given), place.number);
  return run_aead(Way::Open, {cipher.name, tag, keys.key, nonce}, covered, fragment.subspan(given));
}

struct Cbc {
  const Cipher& cipher;
  const Digest& digest;
  const KeyBlock& keys;
  bool encrypt_then_mac;
};

/// RFC 5246 section 6.2.3.2: so many bytes of that value, and itself.
void pad(Bytes& text, std::size_t block) {
  const std::size_t padding = block - text.size() % block;
  text.insert(text.end(), padding, static_cast<std::uint8_t>(padding - 1));
}

std::optional<Bytes> mac_of(const Cbc& cbc, const Place& place, ByteView covered) {
  return hmac(cbc.digest.name, cbc.keys.mac, numbered_header(place.number, place.type, place.version, covered.size()),
              covered);
}

std::optional<Bytes> seal_cbc(const Cbc& cbc, const Place& place, ByteView before, ByteView plaintext, ByteView fresh) {
  const std::size_t block = cbc.cipher.block;
  Bytes fragment, iv;
  if (place.version == kTls10) {
    // RFC 2246 section 6.2.3.2: the last block of the record before.
    const std::size_t mac = cbc.encrypt_then_mac ? cbc.digest.bytes : 0;
    if (before.size() < mac + block) return std::nullopt;
    const ByteView last = before.first(before.size() - mac).last(block);
    iv.assign(last.begin(), last.end());
  } else {
    const ByteView drawn = fresh.first(block);
    iv.assign(drawn.begin(), drawn.end());
    fragment = iv;
  }
  Bytes text(plaintext.begin(), plaintext.end());
  if (!cbc.encrypt_then_mac) {
    const auto mac = mac_of(cbc, place, plaintext);
    if (!mac) return std::nullopt;
    text.insert(text.end(), mac->begin(), mac->end());
  }
  pad(text, block);
  const auto sealed = run_cbc(Way::Seal, cbc.cipher.name, cbc.keys.key, iv, text);
  if (!sealed) return std::nullopt;
  fragment.insert(fragment.end(), sealed->begin(), sealed->end());
  if (cbc.encrypt_then_mac) {
    const auto mac = mac_of(cbc, place, fragment);  // RFC 7366 section 3
    if (!mac) return std::nullopt;
    fragment.insert(fragment.end(), mac->begin(), mac->end());
  }
  return fragment;
}

/// The text of a first record; with an IV of its own, or with the key block's.
std::optional<Bytes> open_cbc(const Cbc& cbc, const Place& place, ByteView fragment) {
  const std::size_t block = cbc.cipher.block, mac_size = cbc.digest.bytes;
  if (cbc.encrypt_then_mac) {
    if (fragment.size() < mac_size) return std::nullopt;
    const ByteView mac = fragment.last(mac_size);
    fragment = fragment.first(fragment.size() - mac_size);
    const auto own = mac_of(cbc, place, fragment);
    if (!own || !std::equal(own->begin(), own->end(), mac.begin(), mac.end())) return std::nullopt;
  }
  ByteView iv = cbc.keys.iv;
  if (place.version != kTls10) {
    if (fragment.size() < block) return std::nullopt;
    iv = fragment.first(block);
    fragment = fragment.subspan(block);
  }
  auto text = run_cbc(Way::Open, cbc.cipher.name, cbc.keys.key, iv, fragment);
  if (!text || text->empty()) return std::nullopt;
  const std::size_t padding = text->back();
  const std::size_t hidden = padding + 1 + (cbc.encrypt_then_mac ? 0 : mac_size);
  if (text->size() < hidden || std::any_of(text->end() - static_cast<std::ptrdiff_t>(padding + 1), text->end(),
                                           [&](std::uint8_t byte) { return byte != padding; }))
    return std::nullopt;
  const Bytes mac(text->end() - static_cast<std::ptrdiff_t>(hidden),
                  text->end() - static_cast<std::ptrdiff_t>(padding + 1));
  text->resize(text->size() - hidden);
  if (!cbc.encrypt_then_mac && mac_of(cbc, place, *text) != mac) return std::nullopt;
  return text;
}

}  // namespace

std::optional<std::size_t> write_key_bytes(const Protection& protection) {
  const auto means = means_of(protection);
  if (!means) return std::nullopt;
  if (means->is_tls13) return protection.suite->hash_bytes;
  return means->digest.bytes + means->cipher.key + iv_bytes(means->cipher, protection.version);
}

bool opens_finished(const Protection& protection, ByteView key, ByteView fragment) {
  const auto means = means_of(protection);
  if (!means || means->is_tls13 || write_key_bytes(protection) != key.size()) return false;
  const KeyBlock keys = split(key, *means);
  const Place place{0, ContentType::Handshake, protection.version};
  const auto text = means->cipher.mode == CipherMode::Cbc
                        ? open_cbc({means->cipher, means->digest, keys, protection.encrypt_then_mac}, place, fragment)
                        : open_aead12(means->cipher, keys, place, fragment);
  constexpr std::array<std::uint8_t, 4> kHeader{20, 0, 0, kFinished12 - 4};
  return text && text->size() == kFinished12 && std::equal(kHeader.begin(), kHeader.end(), text->begin());
}

std::optional<Bytes> seal(const Protection& protection, ByteView key, const Written& written, ByteView plaintext,
                          ByteView fresh) {
  const auto means = means_of(protection);
  if (!means || write_key_bytes(protection) != key.size() || fresh.size() < kFreshBytes) return std::nullopt;
  if (means->is_tls13) return seal13(*protection.suite, means->cipher, key, written.records, plaintext);
  const KeyBlock keys = split(key, *means);
  const Place place{written.records, ContentType::ApplicationData, protection.version};
  const auto fragment = means->cipher.mode == CipherMode::Cbc
                            ? seal_cbc({means->cipher, means->digest, keys, protection.encrypt_then_mac}, place,
                                       written.last, plaintext, fresh)
                            : seal_aead12(means->cipher, keys, place, written.last, plaintext);
  if (!fragment) return std::nullopt;
  Bytes record = header(place.type, place.version, fragment->size());
  record.insert(record.end(), fragment->begin(), fragment->end());
  return record;
}

}  // namespace mailglass::relay::guard
