#include "support/certificates.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "support/test_library.h"

namespace mailglass::test {
namespace {

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension) X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

void add_raw_extension(X509* certificate, const std::string& oid, const Bytes& value) {
  ASN1_OBJECT* const object = OBJ_txt2obj(oid.c_str(), 1);
  ASN1_OCTET_STRING* const data = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(data, value.data(), static_cast<int>(value.size()));
  X509_EXTENSION* const extension = X509_EXTENSION_create_by_OBJ(nullptr, object, 0, data);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(data);
  ASN1_OBJECT_free(object);
}

}  // namespace

Key rsa_key(unsigned bits) {
  return Key(EVP_PKEY_Q_keygen(test_library(), nullptr, "RSA", static_cast<std::size_t>(bits)));
}
Key ec_key(const char* curve) {
  return Key(EVP_PKEY_Q_keygen(test_library(), nullptr, "EC", curve));
}
Key ed25519_key() {
  return Key(EVP_PKEY_Q_keygen(test_library(), nullptr, "ED25519"));
}

Cert make_certificate(const CertificateSpec& spec, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  static long serial = 1000;
  Cert certificate(X509_new_ex(test_library(), nullptr));
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), spec.not_before);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), spec.not_after);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, view_of(spec.subject).data(),
                             static_cast<int>(spec.subject.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), issuer ? X509_get_subject_name(issuer) : name);
  X509_set_pubkey(certificate.get(), key);
  X509* const from = issuer ? issuer : certificate.get();
  add_extension(certificate.get(), from, NID_basic_constraints, spec.ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(certificate.get(), from, NID_subject_key_identifier, "hash");
  std::string names;
  for (const std::string& entry : spec.names) names += (names.empty() ? "" : ",") + entry;
  if (!names.empty()) add_extension(certificate.get(), from, NID_subject_alt_name, names);
  for (const auto& [nid, value] : spec.extensions) add_extension(certificate.get(), from, nid, value);
  for (const auto& [oid, value] : spec.raw_extensions) add_raw_extension(certificate.get(), oid, value);
  EVP_PKEY* const signer = issuer_key ? issuer_key : key;
  const bool edwards = EVP_PKEY_is_a(signer, "ED25519") == 1;
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit_ex(context, nullptr, edwards ? nullptr : spec.digest, test_library(), nullptr, signer, nullptr);
  X509_sign_ctx(certificate.get(), context);
  EVP_MD_CTX_free(context);
  return certificate;
}

Bytes der_of(X509* certificate) {
  unsigned char* data = nullptr;
  const int size = i2d_X509(certificate, &data);
  Bytes out(data, data + (size > 0 ? size : 0));
  OPENSSL_free(data);
  return out;
}

std::string pem_of(X509* certificate) {
  BIO* out = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(out, certificate);
  const char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(out);
  return text;
}

}  // namespace mailglass::test
