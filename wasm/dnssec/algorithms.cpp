#include "dnssec/algorithms.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "crypto/verifying.h"

namespace mailglass::dnssec {
namespace {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
  void operator()(ECDSA_SIG* p) const { ECDSA_SIG_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

enum class Kind : std::uint8_t { Rsa, Ecdsa, Edwards };
struct Row {
  std::uint8_t number;
  Kind kind;
  const char* name;    ///< OpenSSL's, of the key type or the curve
  const char* digest;  ///< none where the scheme has its own
  std::size_t size;    ///< octets of a coordinate or of a key; least octets of an RSA modulus
};
constexpr std::array<Row, 8> kAlgorithms{{
    {5, Kind::Rsa, "RSA", "SHA1", 64},              // RSASHA1, RFC 3110 section 2
    {7, Kind::Rsa, "RSA", "SHA1", 64},              // RSASHA1-NSEC3-SHA1, RFC 5155 section 2
    {8, Kind::Rsa, "RSA", "SHA256", 64},            // RSASHA256, RFC 5702 section 2.1
    {10, Kind::Rsa, "RSA", "SHA512", 128},          // RSASHA512, RFC 5702 section 2.2
    {13, Kind::Ecdsa, "prime256v1", "SHA256", 32},  // ECDSAP256SHA256, RFC 6605 section 4
    {14, Kind::Ecdsa, "secp384r1", "SHA384", 48},   // ECDSAP384SHA384, RFC 6605 section 4
    {15, Kind::Edwards, "ED25519", nullptr, 32},    // RFC 8080 section 3
    {16, Kind::Edwards, "ED448", nullptr, 57},      // RFC 8080 section 3
}};
constexpr std::size_t kMaxModulus = 512;  // RFC 3110 section 2: 4096 bits
// An exponent that long makes a check cost as much as signing. None above 2^32+1 is in use.
constexpr std::size_t kMaxExponent = 8;

struct DigestRow {
  std::uint8_t number;
  const EVP_MD* (*digest)();
};
constexpr std::array<DigestRow, 3> kDigests{{{1, EVP_sha1},      // RFC 3658 section 2.4
                                             {2, EVP_sha256},    // RFC 4509
                                             {4, EVP_sha384}}};  // RFC 6605 section 2

const Row* find(std::uint8_t algorithm) {
  const auto row = std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                                [&](const Row& candidate) { return candidate.number == algorithm; });
  return row == kAlgorithms.end() ? nullptr : &*row;
}

struct RsaKey {
  ByteView exponent, modulus;
};
/// RFC 3110 section 2: the exponent behind its length (one octet, or zero and two), then the modulus.
std::optional<RsaKey> read_rsa(ByteView key) {
  ByteReader reader(key);
  const auto length = reader.u8();
  if (!length) return std::nullopt;
  std::size_t size = *length;
  if (size == 0) {
    const auto longer = reader.u16();
    if (!longer) return std::nullopt;
    size = *longer;
  }
  const auto exponent = reader.bytes(size);
  if (!exponent) return std::nullopt;
  const auto without_zeros = [](ByteView number) {
    const auto first = std::find_if(number.begin(), number.end(), [](std::uint8_t octet) { return octet != 0; });
    return number.subspan(static_cast<std::size_t>(first - number.begin()));
  };
  return RsaKey{without_zeros(*exponent), without_zeros(reader.rest())};
}

Owned<EVP_PKEY> make_key(const char* type, OSSL_PARAM* parameters) {
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(crypto::verifying(), type, nullptr));
  EVP_PKEY* key = nullptr;
  if (context && EVP_PKEY_fromdata_init(context.get()) == 1)
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters);
  return Owned<EVP_PKEY>(key);
}

Owned<EVP_PKEY> rsa_key(const Row& row, ByteView bytes) {
  const auto key = read_rsa(bytes);
  if (!key || key->modulus.size() < row.size || key->modulus.size() > kMaxModulus || key->exponent.empty() ||
      key->exponent.size() > kMaxExponent)
    return nullptr;
  // OpenSSL's parameters have numbers in the machine's order, and all that this project builds for are little-endian.
  Bytes modulus(key->modulus.rbegin(), key->modulus.rend());
  Bytes exponent(key->exponent.rbegin(), key->exponent.rend());
  std::array<OSSL_PARAM, 3> parameters{OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus.data(), modulus.size()),
                                       OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, exponent.data(), exponent.size()),
                                       OSSL_PARAM_construct_end()};
  return make_key(row.name, parameters.data());
}

/// RFC 6605 section 4: the uncompressed point without the octet that says so (SEC 1 section 2.3.3).
Owned<EVP_PKEY> ecdsa_key(const Row& row, ByteView bytes) {
  if (bytes.size() != 2 * row.size) return nullptr;
  Bytes point{4};
  point.insert(point.end(), bytes.begin(), bytes.end());
  std::string group = row.name;
  std::array<OSSL_PARAM, 3> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  return make_key("EC", parameters.data());
}

Owned<EVP_PKEY> key_of(const Row& row, ByteView bytes) {
  switch (row.kind) {
    case Kind::Rsa: return rsa_key(row, bytes);
    case Kind::Ecdsa: return ecdsa_key(row, bytes);
    case Kind::Edwards: break;
  }
  if (bytes.size() != row.size) return nullptr;
  return Owned<EVP_PKEY>(
      EVP_PKEY_new_raw_public_key_ex(crypto::verifying(), row.name, nullptr, bytes.data(), bytes.size()));
}

/// RFC 6605 section 4: the two numbers side by side, as ASN.1 for OpenSSL.
Bytes ecdsa_der(ByteView signature, std::size_t size) {
  if (signature.size() != 2 * size) return {};
  const Owned<ECDSA_SIG> pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(signature.data(), static_cast<int>(size), nullptr);
  BIGNUM* s = BN_bin2bn(signature.data() + size, static_cast<int>(size), nullptr);
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  Bytes der(static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(pair.get(), nullptr))));
  unsigned char* out = der.data();
  i2d_ECDSA_SIG(pair.get(), &out);
  return der;
}

Bytes hash(const EVP_MD* type, ByteView data) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (EVP_Digest(data.data(), data.size(), out.data(), &size, type, nullptr) != 1) return {};
  return {out.begin(), out.begin() + size};
}

}  // namespace

bool is_supported(std::uint8_t algorithm, const Accepted& accepted) {
  switch (algorithm) {
    case 5:
    case 7: return accepted.rsasha1;
    case 10: return accepted.rsasha512;
    default: return find(algorithm) != nullptr;
  }
}

bool is_supported_digest(std::uint8_t digest_type, const Accepted& accepted) {
  if (digest_type == 1) return accepted.sha1_digest;
  return std::any_of(kDigests.begin(), kDigests.end(), [&](const DigestRow& row) { return row.number == digest_type; });
}

unsigned modulus_bits(std::uint8_t algorithm, ByteView key) {
  const Row* row = find(algorithm);
  if (!row || row->kind != Kind::Rsa) return 0;
  const auto rsa = read_rsa(key);
  if (!rsa || rsa->modulus.empty()) return 0;
  unsigned bits = static_cast<unsigned>(rsa->modulus.size()) * 8;
  for (std::uint8_t first = rsa->modulus.front(); (first & 0x80) == 0; first = static_cast<std::uint8_t>(first << 1))
    --bits;
  return bits;
}

bool is_signed_by(std::uint8_t algorithm, ByteView key_bytes, ByteView data, ByteView signature) {
  const Row* row = find(algorithm);
  if (!row) return false;
  const Owned<EVP_PKEY> key = key_of(*row, key_bytes);
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (!key || !context) return false;
  Bytes der;
  if (row->kind == Kind::Ecdsa) {
    der = ecdsa_der(signature, row->size);
    signature = der;
  }
  if (signature.empty()) return false;
  return EVP_DigestVerifyInit_ex(context.get(), nullptr, row->digest, crypto::verifying(), nullptr, key.get(),
                                 nullptr) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
}

Bytes digest(std::uint8_t digest_type, ByteView data) {
  for (const DigestRow& row : kDigests) {
    if (row.number == digest_type) return hash(row.digest(), data);
  }
  return {};
}

Bytes nsec3_hash(ByteView canonical_name, ByteView salt, unsigned iterations) {
  Bytes current(canonical_name.begin(), canonical_name.end());
  for (unsigned round = 0; round <= iterations; ++round) {
    current.insert(current.end(), salt.begin(), salt.end());
    current = hash(EVP_sha1(), current);
  }
  return current;
}

}  // namespace mailglass::dnssec
