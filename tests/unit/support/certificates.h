#pragma once
// Certificates made for tests, by OpenSSL.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bytes/reader.h"

namespace mailglass::test {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Cert = std::unique_ptr<X509, Free>;

Key rsa_key(unsigned bits = 2048);
Key ec_key(const char* curve = "P-256");
Key ed25519_key();

struct CertificateSpec {
  std::string subject = "test";
  std::vector<std::string> names =
      {};  ///< subjectAltName entries in OpenSSL's form: "DNS:mx.example.test", "IP:192.0.2.1"
  std::int64_t not_before = 1'700'000'000;
  std::int64_t not_after = 1'900'000'000;
  bool ca = false;
  /// More extensions in OpenSSL's form: {NID_ext_key_usage, "clientAuth"}.
  std::vector<std::pair<int, std::string>> extensions = {};
  /// More extensions by their value's DER: {"1.3.6.1.4.1.11129.2.4.2", …}.
  std::vector<std::pair<std::string, Bytes>> raw_extensions = {};
  const char* digest = "SHA256";
};
inline constexpr std::int64_t kNow = 1'790'000'000;
inline constexpr std::int64_t kEarly = 1'600'000'000, kLate = 2'000'000'000;  ///< years before and after kNow

/// An issuer's certificate: may issue others, and is valid for long.
inline CertificateSpec issuer_named(std::string subject) {
  return {.subject = std::move(subject), .not_before = kEarly, .not_after = kLate, .ca = true};
}

/// Self-signed when `issuer` is null.
Cert make_certificate(const CertificateSpec& spec, EVP_PKEY* key, X509* issuer = nullptr,
                      EVP_PKEY* issuer_key = nullptr);
Bytes der_of(X509* certificate);
/// Chains as servers send them: DER, in this order.
template <class... Certificates>
std::vector<Bytes> chain_of(Certificates*... certificates) {
  return {der_of(certificates)...};
}
std::string pem_of(X509* certificate);

/// A root, an intermediate, and a leaf for `host`.
struct Authority {
  Key root_key = rsa_key(), middle_key = rsa_key();
  Cert root = make_certificate(issuer_named("Test root"), root_key.get());
  Cert middle = make_certificate(issuer_named("Test intermediate"), middle_key.get(), root.get(), root_key.get());
  Cert leaf(EVP_PKEY* key, const CertificateSpec& spec) {
    return make_certificate(spec, key, middle.get(), middle_key.get());
  }
};

}  // namespace mailglass::test
