#pragma once
// OCSP answers made for tests (RFC 6960 section 4.2.1): OpenSSL is built without them here.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdint>
#include <string>

#include "bytes/reader.h"

namespace mailglass::test {

struct OcspSpec {
  X509* certificate;
  X509* issuer;                 ///< whom the answer names
  EVP_PKEY* signer;             ///< RSA
  std::string status = "8000";  ///< CertStatus in hex: good; "8200" is unknown
  std::string this_update = "20260901000000Z", next_update = "20260930000000Z";
};
Bytes ocsp_answer(const OcspSpec& spec);
/// CertStatus: revoked at this time for keyCompromise.
std::string revoked_on(const std::string& generalized_time);

}  // namespace mailglass::test
