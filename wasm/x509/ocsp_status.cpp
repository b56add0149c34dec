// An OCSP answer set against the certificate it came with (RFC 6960 sections 3.2 and 4.2.2).

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <initializer_list>

#include "crypto/verifying.h"
#include "x509/certificate.h"
#include "x509/ocsp.h"
#include "x509/openssl_owner.h"

namespace mailglass::x509 {
namespace {

struct Hash {
  std::array<std::uint8_t, 9> identifier;
  std::size_t size;
  const EVP_MD* (*digest)();
};
/// Contents of object identifiers: SHA-1 (RFC 3279) and SHA-2 (RFC 4055).
constexpr std::array<Hash, 4> kHashes{{
    {{0x2b, 0x0e, 0x03, 0x02, 0x1a}, 5, EVP_sha1},
    {{0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01}, 9, EVP_sha256},
    {{0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02}, 9, EVP_sha384},
    {{0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03}, 9, EVP_sha512},
}};

bool is_hash(const Bytes& expected, ByteView content, const Hash& hash) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(content.data(), content.size(), digest.data(), &size, hash.digest(), nullptr) != 1) return false;
  const ByteView made = ByteView(digest).first(size);
  return std::equal(expected.begin(), expected.end(), made.begin(), made.end());
}

ByteView issuer_name(const X509* certificate) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  if (X509_NAME_get0_der(X509_get_issuer_name(certificate), &bytes, &size) != 1) return {};
  return {bytes, size};
}
ByteView public_key(const X509* certificate) {
  const ASN1_BIT_STRING* key = X509_get0_pubkey_bitstr(certificate);
  if (!key) return {};
  return {ASN1_STRING_get0_data(key), static_cast<std::size_t>(ASN1_STRING_length(key))};
}
/// Contents of the INTEGER, as DER has them.
Bytes serial_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &der);
  Bytes contents;
  // RFC 5280 section 4.1.2.2: at most 20 bytes, so that the header has two; longer ones are no certificate's.
  if (size > 2 && size < 0x80) contents.assign(der + 2, der + size);
  OPENSSL_free(der);
  return contents;
}

/// Section 4.1.1, CertID. Without the issuer's certificate its key cannot be compared.
bool is_about(const SingleResponse& response, X509* leaf, const X509* issuer) {
  const auto hash = std::find_if(kHashes.begin(), kHashes.end(), [&](const Hash& known) {
    const ByteView identifier = ByteView(known.identifier).first(known.size);
    return std::equal(identifier.begin(), identifier.end(), response.hash_algorithm.begin(),
                      response.hash_algorithm.end());
  });
  return hash != kHashes.end() && response.serial == serial_of(leaf) &&
         is_hash(response.issuer_name_hash, issuer_name(leaf), *hash) &&
         (!issuer || is_hash(response.issuer_key_hash, public_key(issuer), *hash));
}

struct AlgorithmFree {
  void operator()(X509_ALGOR* p) const { X509_ALGOR_free(p); }
  void operator()(ASN1_STRING* p) const { ASN1_STRING_free(p); }
  void operator()(RSA_PSS_PARAMS* p) const { RSA_PSS_PARAMS_free(p); }
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
};
template <class Value>
std::unique_ptr<Value, AlgorithmFree> decoded(const Bytes& der, const ASN1_ITEM* type) {
  const unsigned char* data = der.data();
  return std::unique_ptr<Value, AlgorithmFree>(
      static_cast<Value*>(static_cast<void*>(ASN1_item_d2i(nullptr, &data, static_cast<long>(der.size()), type))));
}

/// RFC 4055 section 3.1: the hash is a parameter, and SHA-1 where it is left out.
int digest_of_pss(const X509_ALGOR* algorithm) {
  int type = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_SEQUENCE) return NID_sha1;
  const std::unique_ptr<RSA_PSS_PARAMS, AlgorithmFree> parameters(static_cast<RSA_PSS_PARAMS*>(
      ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), ASN1_ITEM_rptr(RSA_PSS_PARAMS))));
  if (!parameters || !parameters->hashAlgorithm) return NID_sha1;
  return OBJ_obj2nid(parameters->hashAlgorithm->algorithm);
}

/// With SHA-1 and MD5 somebody else could have had another text signed.
bool is_trusted(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  int digest = NID_undef;
  const int scheme = OBJ_obj2nid(object);
  if (OBJ_find_sigid_algs(scheme, &digest, nullptr) != 1) return false;
  if (scheme == NID_rsassaPss) digest = digest_of_pss(algorithm);
  return digest != NID_sha1 && digest != NID_md5 && digest != NID_md5_sha1;
}

bool signed_with(const OcspAnswer& answer, X509* signer) {
  EVP_PKEY* const key = X509_get0_pubkey(signer);
  const auto algorithm = decoded<X509_ALGOR>(answer.signature_algorithm, ASN1_ITEM_rptr(X509_ALGOR));
  const auto signature = decoded<ASN1_BIT_STRING>(answer.signature, ASN1_ITEM_rptr(ASN1_BIT_STRING));
  // A SEQUENCE by itself is kept as it was, so that what is verified is what was sent.
  const auto data = decoded<ASN1_STRING>(answer.signed_data, ASN1_ITEM_rptr(ASN1_SEQUENCE));
  const std::unique_ptr<EVP_MD_CTX, AlgorithmFree> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* const parameters = key ? EVP_PKEY_CTX_new_from_pkey(crypto::verifying(), key, nullptr) : nullptr;
  if (context && parameters) EVP_MD_CTX_set_pkey_ctx(context.get(), parameters);
  const bool holds = parameters && algorithm && signature && data && is_trusted(algorithm.get()) &&
                     ASN1_item_verify_ctx(ASN1_ITEM_rptr(ASN1_SEQUENCE), algorithm.get(), signature.get(), data.get(),
                                          context.get()) == 1;
  EVP_PKEY_CTX_free(parameters);
  return holds;
}

/// Section 4.2.2.2: issued by the same issuer for this use, and valid when the answer was made.
bool may_speak_for(X509* delegate, const CertificateFacts& facts, X509* issuer,
                   std::initializer_list<std::int64_t> at) {
  EVP_PKEY* const key = X509_get0_pubkey(issuer);
  const bool for_ocsp = (X509_get_extended_key_usage(delegate) & XKU_OCSP_SIGN) != 0 &&
                        (X509_get_extension_flags(delegate) & EXFLAG_XKUSAGE) != 0;
  const bool valid = std::all_of(
      at.begin(), at.end(), [&](std::int64_t time) { return facts.not_before <= time && time <= facts.not_after; });
  // What the issuer signed with a weak digest may be another certificate than it saw.
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, delegate);
  return key && for_ocsp && valid && algorithm && is_trusted(algorithm) &&
         X509_check_issued(issuer, delegate) == X509_V_OK && X509_verify(delegate, key) == 1;
}

OcspSigner signer_of(const OcspAnswer& answer, const SingleResponse& about, X509* issuer) {
  if (!issuer) return OcspSigner::Nobody;
  if (signed_with(answer, issuer)) return OcspSigner::Issuer;
  for (const Bytes& der : answer.signers) {
    const Certificate delegate = read_der(der);
    const Parsed<CertificateFacts> facts = read_certificate(der);
    if (delegate && facts && signed_with(answer, delegate.get()) &&
        may_speak_for(delegate.get(), *facts, issuer, {answer.produced_at, about.this_update}))
      return OcspSigner::Delegate;
  }
  return OcspSigner::Nobody;
}

/// Section 4.2.2.1: without nextUpdate newer information is to be had at any time, so that an answer kept for long is
/// an answer kept back. A week is what most authorities give theirs.
std::int64_t until_of(const SingleResponse& response) {
  constexpr std::int64_t kWeek = 7 * 86400;
  return response.next_update.value_or(response.this_update + kWeek);
}

bool is_current(const SingleResponse& response, std::int64_t now) {
  constexpr std::int64_t kClocksDiffer = 300;
  return response.this_update - now <= kClocksDiffer && now - until_of(response) <= kClocksDiffer;
}

}  // namespace

std::optional<CertificateStatus> status_of(const OcspAnswer& answer, ByteView leaf_der, ByteView issuer_der,
                                           std::int64_t unix_seconds) {
  const Certificate leaf = read_der(leaf_der);
  const Certificate issuer = issuer_der.empty() ? nullptr : read_der(issuer_der);
  std::optional<CertificateStatus> status;
  const auto about = std::find_if(answer.responses.begin(), answer.responses.end(), [&](const SingleResponse& one) {
    return leaf && is_about(one, leaf.get(), issuer.get());
  });
  if (about != answer.responses.end())
    status = CertificateStatus{*about, signer_of(answer, *about, issuer.get()), is_current(*about, unix_seconds)};
  ERR_clear_error();
  return status;
}

}  // namespace mailglass::x509
