#pragma once
// What an OCSP answer that a server sends along is worth for the certificate it comes with.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "words/phrase.h"
#include "x509/ocsp.h"

namespace mailglass::assess {

struct SentChain;

enum class StapleWorth : std::uint8_t {
  Good,              ///< the issuer says, at present, that the certificate is not revoked
  Revoked,           ///< the issuer says that it is
  Unknown,           ///< the issuer does not know it
  Stale,             ///< what the issuer said is out of date, or of the future
  Unproven,          ///< nobody who may speak for the issuer signed it, as far as can be told
  OtherCertificate,  ///< it is about another certificate
  Refused,           ///< the responder did not answer
  Unreadable,
};
std::string_view to_string(StapleWorth worth);  ///< "good" "revoked" … "other-certificate" "refused" "unreadable"

struct StapleReading {
  StapleWorth worth = StapleWorth::Unreadable;
  std::optional<x509::CertificateStatus> status = {};  ///< where it is about this certificate
  std::string_view detail = {};                        ///< Refused: the responder's word; Unreadable: the rule
  /// The issuer's signature was checked.
  [[nodiscard]] bool proven() const { return status && status->signer != x509::OcspSigner::Nobody; }
  /// It does not do what it is sent for.
  [[nodiscard]] bool useless() const { return worth >= StapleWorth::Stale; }
  /// Of several that came the highest counts: revoked, then whatever is of use.
  [[nodiscard]] int rank() const;
};

/// `ocsp` is DER, as it came; the chain's verdict tells the issuer where there is one.
StapleReading read_staple(const Bytes& ocsp, const SentChain& chain);
/// What it says, and how much that counts.
words::Value staple_words(const StapleReading& staple);
/// For programs; times in Unix seconds.
nlohmann::ordered_json staple_value(const StapleReading& staple);

}  // namespace mailglass::assess
