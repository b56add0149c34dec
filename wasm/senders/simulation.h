#pragma once
// What becomes of a mail: one sender, one domain, one attack. A pure function of the three.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "senders/attacks.h"
#include "senders/profiles.h"
#include "senders/situation.h"

namespace mailglass::senders {

enum class Result : std::uint8_t {
  Unknown,
  Readable,       ///< handed over in clear text
  Encrypted,      ///< handed over encrypted, to whoever was there
  Authenticated,  ///< handed over encrypted, to whom the sender could tell by `Proof`
  Deferred,       ///< kept, and tried again until the sender's time is over
  Bounced,        ///< given back at once
};
std::string_view to_string(Result result);  ///< "unknown" "readable" …

enum class Proof : std::uint8_t { None, Dane, Policy /* PKIX, for MTA-STS */, Configured /* PKIX, by a setting */ };
std::string_view to_string(Proof proof);  ///< "none" "dane" "policy" "configured"

enum class Why : std::uint8_t {
  NotSeen,        ///< what the sender would meet could not be established
  NotDocumented,  ///< what the sender would do is not known
  Proven,         ///< the server proved what was asked
  Unchecked,      ///< nothing asked for a proof
  TlsaUnusable,   ///< the TLSA records say that there is TLS, and nothing more that can be used
  NoOffer,        ///< no STARTTLS
  Refused,        ///< STARTTLS was refused
  FailedHandshake,
  CertificateUnproven,  ///< by PKIX
  TlsaMismatch,
  TlsaLookupFailed,
  TlsaMissing,  ///< the sender wants them
  MxUnsigned,   ///< the sender wants DANE, and the MX record is not signed
  NotInPolicy,  ///< no name that the MTA-STS policy lists
  TakesNothing,
};
std::string_view to_string(Why why);  ///< "not-seen" "not-documented" …

struct Outcome {
  Result result = Result::Unknown;
  Proof proof = Proof::None;
  Why why = Why::NotSeen;
  /// Index into Domain::servers: where it was handed over, or where it failed first. None: at a host that the attacker
  /// named, or at none.
  std::optional<std::size_t> server;
  bool to_attacker = false;  ///< it was handed over to the attacker, be it encrypted

  /// Somebody on the way can read it.
  [[nodiscard]] bool exposed() const { return result == Result::Readable || to_attacker; }
  bool operator==(const Outcome&) const = default;
};

/// Senders try servers by preference. Of servers that are equally preferred, and of a server's addresses, a sender
/// takes any: the outcome is the least protected of what may come of it.
Outcome simulate(const Profile& profile, const Domain& domain, const Attack& attack);

}  // namespace mailglass::senders
