#pragma once
// A chain as the server sent it, set against the path that was verified.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "x509/trust.h"

namespace mailglass::x509 {

/// What a certificate is by itself.
enum class Role : std::uint8_t { Leaf /* the first one sent */, Intermediate, Root /* issued by itself */ };
std::string_view to_string(Role role);  ///< "leaf" "intermediate" "root"

/// What the verified path has to do with a certificate that was sent.
enum class Use : std::uint8_t {
  Unknown,      ///< no roots yet, or the path broke off before it reached a root
  Path,         ///< a step of the path
  Root,         ///< the path's end, which who verifies has already
  CrossSigned,  ///< another certificate for a name and key of the path: older senders may need it
  Duplicate,    ///< sent before
  Extra,        ///< no part of the path
};
std::string_view to_string(Use use);  ///< "unknown" "path" "root" "cross-signed" "duplicate" "extra"

struct SentCertificate {
  std::unique_ptr<const CertificateFacts> facts;  ///< none: it cannot be read
  Role role = Role::Intermediate;
  Use use = Use::Unknown;
  /// Its subject is the issuer of the one before (RFC 5246 section 7.4.2, RFC 8446 section 4.4.2), key identifiers
  /// agreeing where both name one. True of the first.
  bool certifies_previous = true;
};

struct PathStep {
  std::string subject;
  std::string sha256;
  std::optional<std::size_t> sent;  ///< none: taken from the roots
};

/// The certificate that the path broke off for.
struct MissingIssuer {
  std::string name;
  std::string url;  ///< where the last certificate says that its issuer's is to be had; empty if it does not say
};

struct ChainDescription {
  std::vector<SentCertificate> sent;
  std::vector<PathStep> path;
  bool in_order = true;  ///< what the path takes of the chain was sent in the path's order
  std::optional<MissingIssuer> missing;
  [[nodiscard]] const CertificateFacts* leaf() const { return sent.empty() ? nullptr : sent.front().facts.get(); }
  /// How many of the sent certificates have this use.
  [[nodiscard]] std::size_t count(Use use) const;
};

/// `verdict` is of the same chain; null while there are no roots.
ChainDescription describe_chain(const std::vector<Bytes>& chain, const ChainVerdict* verdict);

/// Whole days from `now` until a certificate ends, both Unix seconds; negative once it has ended.
std::int64_t days_left(std::int64_t not_after, std::int64_t now);

}  // namespace mailglass::x509
