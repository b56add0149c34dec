#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "bytes/address.h"
#include "bytes/encoding.h"
#include "crypto/verifying.h"
#include "dns/name.h"
#include "x509/trust_store.h"

namespace mailglass::x509 {
namespace {

constexpr int kMaxDepth = 12;
constexpr std::size_t kMaxChain = 32;
/// At least 112 bits (OpenSSL's level 2): 2048-bit RSA, P-224, SHA-2. The public authorities' own rules (CA/Browser
/// Forum Baseline Requirements sections 6.1.5 and 7.1.3.2) ask for no less.
constexpr int kAuthLevel = 2;

Bytes write_der(const X509* certificate) {
  unsigned char* data = nullptr;
  const int size = i2d_X509(certificate, &data);
  if (size <= 0) return {};
  Bytes out(data, data + size);
  OPENSSL_free(data);
  return out;
}

struct Sent {
  Certificate certificate;
  std::size_t place;
};

/// The roots whose subject is the issuer of something in the chain, or that are in the chain themselves.
CertificateStack candidates(const std::vector<Sent>& chain, const TrustStore& roots) {
  CertificateStack out(sk_X509_new_null());
  std::vector<Bytes> wanted;
  for (const auto& [certificate, place] : chain) {
    for (const X509_NAME* name : {X509_get_issuer_name(certificate.get()), X509_get_subject_name(certificate.get())}) {
      unsigned char* data = nullptr;
      const int size = i2d_X509_NAME(name, &data);
      if (size > 0) wanted.emplace_back(data, data + size);
      OPENSSL_free(data);
    }
  }
  for (const TrustStore::State::Root& root : roots.state().roots) {
    const ByteView subject = ByteView(root.der).subspan(root.subject.offset, root.subject.length);
    const bool named = std::any_of(wanted.begin(), wanted.end(), [&](const Bytes& name) {
      return std::equal(name.begin(), name.end(), subject.begin(), subject.end());
    });
    if (!named) continue;
    if (Certificate certificate = read_der(root.der)) sk_X509_push(out.get(), certificate.release());
  }
  return out;
}

struct Row {
  int error;
  ChainStatus status;
};
constexpr std::array<Row, 23> kErrors{{
    {X509_V_OK, ChainStatus::Trusted},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, ChainStatus::SelfSigned},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, ChainStatus::UntrustedRoot},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, ChainStatus::MissingIntermediate},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, ChainStatus::MissingIntermediate},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, ChainStatus::MissingIntermediate},
    {X509_V_ERR_CERT_UNTRUSTED, ChainStatus::UntrustedRoot},
    {X509_V_ERR_CERT_REJECTED, ChainStatus::UntrustedRoot},
    {X509_V_ERR_CERT_HAS_EXPIRED, ChainStatus::Expired},
    {X509_V_ERR_CERT_NOT_YET_VALID, ChainStatus::NotYetValid},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, ChainStatus::BadSignature},
    {X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, ChainStatus::BadSignature},
    {X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH, ChainStatus::BadSignature},
    {X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY, ChainStatus::BadSignature},
    {X509_V_ERR_EE_KEY_TOO_SMALL, ChainStatus::WeakKeyOrDigest},
    {X509_V_ERR_CA_KEY_TOO_SMALL, ChainStatus::WeakKeyOrDigest},
    {X509_V_ERR_CA_MD_TOO_WEAK, ChainStatus::WeakKeyOrDigest},
    {X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, ChainStatus::Other},
    {X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, ChainStatus::Other},
    {X509_V_ERR_INVALID_PURPOSE, ChainStatus::WrongPurpose},
    {X509_V_ERR_INVALID_CA, ChainStatus::InvalidCa},
    {X509_V_ERR_KEYUSAGE_NO_CERTSIGN, ChainStatus::InvalidCa},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, ChainStatus::InvalidCa},
}};

bool is_about_validity(ChainStatus status) {
  return status == ChainStatus::Expired || status == ChainStatus::NotYetValid;
}

/// OpenSSL judges from the root down and names the first certificate that is out of date; a leaf that is so as well
/// needs renewing all the same.
void prefer_the_leaf(const X509* leaf, const X509_VERIFY_PARAM* parameters, ChainVerdict& verdict) {
  if (!is_about_validity(verdict.status)) return;
  const int side = X509_cmp_timeframe(parameters, X509_get0_notBefore(leaf), X509_get0_notAfter(leaf));
  if (side == 0) return;
  verdict.openssl_error = side > 0 ? X509_V_ERR_CERT_HAS_EXPIRED : X509_V_ERR_CERT_NOT_YET_VALID;
  verdict.status = chain_status(verdict.openssl_error);
  verdict.depth = 0;
}

/// A path may break off at any length, for want of an intermediate or of a private root that was not sent: nobody can
/// tell which. Only an end that issued itself is a root, and then one that nobody trusts.
ChainStatus status_of_broken_path(const STACK_OF(X509) * path) {
  X509* const end = sk_X509_value(path, sk_X509_num(path) - 1);
  const bool self_issued = end && (X509_get_extension_flags(end) & EXFLAG_SI) != 0;
  return self_issued ? ChainStatus::UntrustedRoot : ChainStatus::MissingIntermediate;
}

/// Labels of letters, digits, hyphens and underscores (which some mail servers' names have), and no address. OpenSSL
/// would take ".example.test" for any name below it, and "*.example.test" for the wildcard itself.
bool is_name(std::string_view host) {
  const auto sayable = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
  };
  return !host.empty() && host.back() != '.' && std::all_of(host.begin(), host.end(), sayable) &&
         dns::Name::from_text(host) && !IpAddress::parse(host);
}

std::string matching_name(X509* leaf, std::string_view host) {
  // RFC 9525 section 6.3: no common name, wildcards only as a whole leftmost label; section 6.1.2: an iPAddress is no
  // match for a host name.
  constexpr unsigned kFlags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  char* matched = nullptr;
  if (!is_name(host) || X509_check_host(leaf, host.data(), host.size(), kFlags, &matched) != 1) return {};
  const std::unique_ptr<char, Free> owner(matched);
  return matched ? printable(view_of(matched)) : std::string();
}

std::vector<PathMember> path_of(const STACK_OF(X509) * path, const std::vector<Sent>& sent) {
  std::vector<PathMember> out;
  for (int i = 0; i < sk_X509_num(path); ++i) {
    const X509* member = sk_X509_value(path, i);
    const auto known = std::find_if(sent.begin(), sent.end(),
                                    [&](const Sent& s) { return X509_cmp(s.certificate.get(), member) == 0; });
    out.push_back({write_der(member), known == sent.end() ? std::nullopt : std::optional(known->place)});
  }
  return out;
}

}  // namespace

std::string_view to_string(ChainStatus status) {
  switch (status) {
    case ChainStatus::Trusted: return "trusted";
    case ChainStatus::SelfSigned: return "self-signed";
    case ChainStatus::UntrustedRoot: return "untrusted-root";
    case ChainStatus::MissingIntermediate: return "missing-intermediate";
    case ChainStatus::Expired: return "expired";
    case ChainStatus::NotYetValid: return "not-yet-valid";
    case ChainStatus::BadSignature: return "bad-signature";
    case ChainStatus::WeakKeyOrDigest: return "weak-key-or-digest";
    case ChainStatus::WrongPurpose: return "wrong-purpose";
    case ChainStatus::InvalidCa: return "invalid-ca";
    case ChainStatus::NoCertificate: return "no-certificate";
    case ChainStatus::Other: return "other";
  }
  return {};
}

ChainStatus chain_status(int openssl_error) {
  for (const Row& row : kErrors) {
    if (row.error == openssl_error) return row.status;
  }
  return ChainStatus::Other;
}

ChainVerdict verify_chain(const std::vector<Bytes>& chain, std::string_view host, std::int64_t unix_seconds,
                          const TrustStore& roots) {
  std::vector<Sent> certificates;
  for (std::size_t i = 0; i < std::min(chain.size(), kMaxChain); ++i) {
    if (Certificate certificate = read_der(chain[i])) {
      certificates.push_back({std::move(certificate), i});
    } else if (i == 0) {
      return {ChainStatus::Other, false, X509_V_ERR_UNSPECIFIED, {}, {}};
    }
  }
  if (certificates.empty()) return {ChainStatus::NoCertificate, false, X509_V_ERR_UNSPECIFIED, {}, {}};
  const CertificateStack untrusted(sk_X509_new_null());
  for (const auto& [certificate, place] : certificates) {
    X509_up_ref(certificate.get());
    sk_X509_push(untrusted.get(), certificate.get());
  }
  const CertificateStack trusted = candidates(certificates, roots);
  const std::unique_ptr<X509_STORE, Free> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, Free> context(X509_STORE_CTX_new_ex(crypto::verifying(), nullptr));
  ERR_clear_error();
  X509* const leaf = certificates.front().certificate.get();
  ChainVerdict verdict{ChainStatus::Other, false, X509_V_ERR_UNSPECIFIED, {}, {}, matching_name(leaf, host)};
  verdict.name_matches = !verdict.matched_name.empty();
  if (!store || !context || X509_STORE_CTX_init(context.get(), store.get(), leaf, untrusted.get()) != 1) return verdict;
  X509_STORE_CTX_set0_trusted_stack(context.get(), trusted.get());
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(unix_seconds));
  X509_VERIFY_PARAM_set_depth(parameters, kMaxDepth);
  X509_VERIFY_PARAM_set_auth_level(parameters, kAuthLevel);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_TRUSTED_FIRST);
  const bool trusted_now = X509_verify_cert(context.get()) == 1;
  verdict.openssl_error = X509_STORE_CTX_get_error(context.get());
  verdict.status = chain_status(verdict.openssl_error);
  // The return value and the error must agree before anything is trusted.
  if (verdict.status == ChainStatus::Trusted && !trusted_now) verdict.status = ChainStatus::Other;
  if (verdict.status != ChainStatus::Trusted)
    verdict.depth = static_cast<std::size_t>(std::max(0, X509_STORE_CTX_get_error_depth(context.get())));
  prefer_the_leaf(leaf, parameters, verdict);
  const STACK_OF(X509)* const path = X509_STORE_CTX_get0_chain(context.get());
  if (verdict.status == ChainStatus::MissingIntermediate) verdict.status = status_of_broken_path(path);
  verdict.detail = X509_verify_cert_error_string(verdict.openssl_error);
  verdict.path = path_of(path, certificates);
  ERR_clear_error();
  return verdict;
}

}  // namespace mailglass::x509
