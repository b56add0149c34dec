#pragma once
// Trusted roots and the judgement of a chain (RFC 5280 section 6, RFC 9525), at a given time, by OpenSSL.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "x509/certificate.h"

namespace mailglass::x509 {

/// Trusted roots, from one PEM bundle (a concatenation of CERTIFICATE blocks; text between them is ignored).
class TrustStore {
 public:
  static Parsed<TrustStore> from_pem(std::string_view bundle);
  ~TrustStore();
  TrustStore(TrustStore&&) noexcept;
  TrustStore& operator=(TrustStore&&) noexcept;
  [[nodiscard]] std::size_t size() const;
  /// SHA-256 over the roots' DER in bundle order, hex: names the store in evidence and reports.
  [[nodiscard]] const std::string& fingerprint() const;
  struct State;
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  TrustStore() = default;
  std::unique_ptr<State> state_;
};

/// What is wrong with a chain, if anything; the first that applies in OpenSSL's order, name match apart.
enum class ChainStatus : std::uint8_t {
  Trusted,
  SelfSigned,
  UntrustedRoot,        ///< the path ends at a self-issued certificate that is no trusted root
  MissingIntermediate,  ///< the path breaks off before a root: its next certificate was not sent and is no trusted root
  Expired,
  NotYetValid,
  BadSignature,
  WeakKeyOrDigest,
  WrongPurpose,  ///< key usage or extended key usage forbid it here
  InvalidCa,     ///< an issuer in the chain may not issue certificates
  NoCertificate,
  Other
};
std::string_view to_string(ChainStatus status);  ///< "trusted" "self-signed" "untrusted-root" "missing-intermediate"
                                                 ///< "expired" "not-yet-valid" …

/// What X509_V_ERR_* says of a chain, as far as the error alone tells.
ChainStatus chain_status(int openssl_error);

/// A certificate of the path that was built.
struct PathMember {
  Bytes der;
  std::optional<std::size_t> sent;  ///< its place in the chain as sent; none: only among the roots
};

struct ChainVerdict {
  ChainStatus status;
  bool name_matches;              ///< leaf against the host name, subjectAltName only (RFC 9525: no common name); never
                                  ///< for what is no name of a host: empty labels, a dot at an end, an address
  int openssl_error = 0;          ///< X509_V_ERR_*, 0 when trusted
  std::string detail;             ///< OpenSSL's words
  std::vector<PathMember> path;   ///< leaf to root when trusted; otherwise as far as it could be built
  std::string matched_name = {};  ///< the certificate's identifier that matches, as it stands there; empty if none
  std::size_t depth = 0;          ///< place in `path` of the certificate that `status` is about; 0 is the leaf
  [[nodiscard]] bool binds_name() const { return status == ChainStatus::Trusted && name_matches; }
};
/// `unix_seconds` is the evidence's own time. `chain` leaf first, as sent. Expired is reported only when validity is
/// what is wrong: an expired self-signed certificate is SelfSigned. Where leaf and issuer are both out of date, the
/// verdict is about the leaf.
ChainVerdict verify_chain(const std::vector<Bytes>& chain, std::string_view host, std::int64_t unix_seconds,
                          const TrustStore& roots);

}  // namespace mailglass::x509
