#pragma once
// Owners for OpenSSL's X.509 objects.

#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "bytes/reader.h"

namespace mailglass::x509 {

struct Free {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_STORE* p) const { X509_STORE_free(p); }
  void operator()(X509_STORE_CTX* p) const { X509_STORE_CTX_free(p); }
  void operator()(STACK_OF(X509) * p) const { sk_X509_pop_free(p, X509_free); }
  void operator()(GENERAL_NAMES* p) const { GENERAL_NAMES_free(p); }
  void operator()(AUTHORITY_INFO_ACCESS* p) const { AUTHORITY_INFO_ACCESS_free(p); }
  void operator()(CRL_DIST_POINTS* p) const { CRL_DIST_POINTS_free(p); }
  void operator()(CERTIFICATEPOLICIES* p) const { CERTIFICATEPOLICIES_free(p); }
  void operator()(TLS_FEATURE* p) const { TLS_FEATURE_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(char* p) const { OPENSSL_free(p); }
};
using Certificate = std::unique_ptr<X509, Free>;
using CertificateStack = std::unique_ptr<STACK_OF(X509), Free>;

/// Null unless the bytes are exactly one certificate.
Certificate read_der(ByteView der);

}  // namespace mailglass::x509
