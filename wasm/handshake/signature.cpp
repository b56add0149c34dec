#include "handshake/signature.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "crypto/verifying.h"
#include "tls/record.h"
#include "x509/openssl_owner.h"

namespace mailglass::handshake {
namespace {

struct Scheme {
  std::uint16_t number;
  const char* digest;  ///< null: the scheme has its own (RFC 8032)
  const char* key;     ///< OpenSSL's name of the key's type
  bool pss;
};
/// IANA "TLS SignatureScheme", those of TLS 1.2 with SHA-2 or without a hash.
constexpr std::array<Scheme, 16> kSchemes{{
    {0x0401, "SHA256", "RSA", false},
    {0x0501, "SHA384", "RSA", false},
    {0x0601, "SHA512", "RSA", false},
    {0x0301, "SHA224", "RSA", false},
    {0x0804, "SHA256", "RSA", true},
    {0x0805, "SHA384", "RSA", true},
    {0x0806, "SHA512", "RSA", true},
    {0x0809, "SHA256", "RSA-PSS", true},
    {0x080a, "SHA384", "RSA-PSS", true},
    {0x080b, "SHA512", "RSA-PSS", true},
    {0x0403, "SHA256", "EC", false},
    {0x0503, "SHA384", "EC", false},
    {0x0603, "SHA512", "EC", false},
    {0x0303, "SHA224", "EC", false},
    {0x0807, nullptr, "ED25519", false},
    {0x0808, nullptr, "ED448", false},
}};

struct ContextFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

bool verify(EVP_PKEY* key, const Scheme& scheme, ByteView content, ByteView signature) {
  const std::unique_ptr<EVP_MD_CTX, ContextFree> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;  // owned by the context
  if (EVP_DigestVerifyInit_ex(context.get(), &parameters, scheme.digest, crypto::verifying(), nullptr, key, nullptr) !=
      1)
    return false;
  // RFC 8446 section 4.2.3: the salt is as long as the digest.
  if (scheme.pss && (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1 ||
                     EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1))
    return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), content.data(), content.size()) == 1;
}

}  // namespace

bool signed_by(ByteView certificate_der, const SignedKeyExchange& exchange) {
  const auto* scheme =
      std::find_if(kSchemes.begin(), kSchemes.end(), [&](const Scheme& s) { return s.number == exchange.scheme; });
  if (scheme == kSchemes.end() || exchange.signature.empty()) return false;
  const x509::Certificate certificate = x509::read_der(certificate_der);
  EVP_PKEY* const key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
  bool holds = false;
  if (key && EVP_PKEY_is_a(key, scheme->key) == 1) {
    ByteWriter content;
    content.append(exchange.client_random).append(exchange.server_random).append(exchange.parameters);
    holds = verify(key, *scheme, content.bytes(), exchange.signature);
  }
  ERR_clear_error();
  return holds;
}

Random client_random(ByteView client_hello_records) {
  // Record header, handshake header and legacy_version stand before it (RFC 5246 sections 6.2.1, 7.4 and 7.4.1.2).
  constexpr std::size_t kMessageHeader = 4;
  constexpr std::size_t kLegacyVersion = 2;
  Random random{};
  ByteReader reader(client_hello_records);
  if (!reader.bytes(tls::kRecordHeader + kMessageHeader + kLegacyVersion)) return random;
  if (const auto bytes = reader.bytes(random.size())) std::copy(bytes->begin(), bytes->end(), random.begin());
  return random;
}

}  // namespace mailglass::handshake
