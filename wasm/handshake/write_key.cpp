#include "handshake/write_key.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>

#include "bytes/encoding.h"
#include "tls/record.h"
#include "tls/registry.h"

namespace mailglass::handshake {
namespace {

using tls::BulkCipher;
using tls::CipherMode;

constexpr auto kTls10 = static_cast<std::uint16_t>(tls::Version::Tls10);
constexpr auto kTls12 = static_cast<std::uint16_t>(tls::Version::Tls12);

struct Sizes {
  std::size_t mac = 0, key = 0, iv = 0;
};

/// RFC 5246 section 6.3: what a suite takes of the key block for each side.
Sizes sizes_of(const tls::CipherSuite& suite, std::uint16_t version) {
  Sizes sizes;
  switch (suite.cipher) {
    case BulkCipher::Aes128: sizes.key = 16; break;
    case BulkCipher::Aes256:
    case BulkCipher::ChaCha20: sizes.key = 32; break;
    case BulkCipher::TripleDes: sizes.key = 24; break;
    case BulkCipher::Camellia: sizes.key = suite.name.find("CAMELLIA_256") == std::string_view::npos ? 16 : 32; break;
    default: return {};
  }
  if (suite.mode == CipherMode::Cbc) {
    switch (suite.mac) {
      case tls::Mac::Sha1: sizes.mac = 20; break;
      case tls::Mac::Sha256: sizes.mac = 32; break;
      case tls::Mac::Sha384: sizes.mac = 48; break;
      default: return {};
    }
    if (version == kTls10) sizes.iv = suite.cipher == BulkCipher::TripleDes ? 8 : 16;
  } else {
    sizes.iv = suite.mode == CipherMode::Poly1305 ? 12 : 4;
  }
  return sizes;
}

struct Deleter {
  void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

/// RFC 5246 section 6.3, and RFC 2246 section 6.3 with its two digests.
bool derive(OSSL_LIB_CTX* library, const char* digest, Bytes& master, Bytes& seed, Bytes& out) {
  const std::unique_ptr<EVP_KDF, Deleter> kdf(EVP_KDF_fetch(library, "TLS1-PRF", nullptr));
  const std::unique_ptr<EVP_KDF_CTX, Deleter> context(EVP_KDF_CTX_new(kdf.get()));
  std::string name(digest);
  const std::array<OSSL_PARAM, 4> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name.data(), name.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, master.data(), master.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed.data(), seed.size()), OSSL_PARAM_construct_end()};
  return context && EVP_KDF_derive(context.get(), out.data(), out.size(), parameters.data()) == 1;
}

}  // namespace

Bytes write_key12(OSSL_LIB_CTX* library, SSL* ssl, std::uint16_t version, std::uint16_t suite) {
  const tls::CipherSuite* chosen = tls::find_cipher_suite(suite);
  const Sizes sizes = chosen ? sizes_of(*chosen, version) : Sizes{};
  const SSL_SESSION* session = SSL_get0_session(ssl);
  if (sizes.key == 0 || !session) return {};
  Bytes master(SSL_MAX_MASTER_KEY_LENGTH);
  master.resize(SSL_SESSION_get_master_key(session, master.data(), master.size()));
  constexpr std::string_view kLabel = "key expansion";
  Bytes seed(kLabel.begin(), kLabel.end());
  seed.resize(kLabel.size() + 2 * SSL3_RANDOM_SIZE);
  const std::size_t randoms =
      SSL_get_server_random(ssl, seed.data() + kLabel.size(), SSL3_RANDOM_SIZE) +
      SSL_get_client_random(ssl, seed.data() + kLabel.size() + SSL3_RANDOM_SIZE, SSL3_RANDOM_SIZE);
  // The client's and the server's alternate: MAC keys, keys, IVs.
  Bytes block(2 * (sizes.mac + sizes.key + sizes.iv));
  const char* digest = version < kTls12 ? "MD5-SHA1" : chosen->hash_bytes == 48 ? "SHA384" : "SHA256";
  if (master.empty() || randoms != 2 * SSL3_RANDOM_SIZE || !derive(library, digest, master, seed, block)) return {};
  ByteWriter out;
  const ByteView all(block);
  out.append(all.first(sizes.mac)).append(all.subspan(2 * sizes.mac, sizes.key));
  out.append(all.subspan(2 * (sizes.mac + sizes.key), sizes.iv));
  return std::move(out).bytes();
}

Bytes client_traffic_secret(std::string_view line) {
  constexpr std::string_view kLabel = "CLIENT_TRAFFIC_SECRET_0 ";
  if (line.substr(0, kLabel.size()) != kLabel) return {};
  const std::size_t behind_random = line.rfind(' ');
  return from_hex(line.substr(behind_random + 1)).value_or(Bytes{});
}

}  // namespace mailglass::handshake
