#pragma once
// The one place that decides how sure a fact or a finding is: from what the server proved in the conversation that it
// comes from, and from what it is about. docs/assurance.md tells the same in a table, with what it is proof against.

#include <cstdint>
#include <string_view>

#include "check/evidence.h"
#include "handshake/client.h"

namespace mailglass::assess {

/// Surest first.
enum class Assurance : std::uint8_t {
  Verified,       ///< anybody can check it: a signature of the server over this very conversation, or of the zone
  Authenticated,  ///< by keys that whoever made the check shared with the server: proof to him, and to nobody else
  Observed,       ///< read from bytes, as the relay delivered them
  Reported,       ///< the relay's word: what its resolver found in DNS, how its connections ended
};
std::string_view to_string(Assurance assurance);  ///< "verified" "authenticated" "observed" "reported"

enum class Reason : std::uint8_t {
  Signed,      ///< the server signed the conversation that it stands in (RFC 8446 section 4.4.3)
  KeySigned,   ///< the key signed this check's random (RFC 5246 section 7.4.3)
  ZoneSigned,  ///< DNSSEC: signatures lead from the reader's trust anchors down to it (RFC 4033 section 5, "Secure")
  Finished,    ///< the server's Finished confirmed it, by keys that this check knows as well (RFC 5246 section 7.4.9)
  Dated,       ///< signed, but judged on a day that whoever saved the file names
  Unfinished,  ///< the server confirmed nothing of it before the conversation ended
  Unnamed,     ///< no trusted certificate binds the key to the host's name: the relay itself could be the peer
  Delivered,   ///< the relay can change, drop or hold back what it rests on
  Compared,    ///< it sets connections side by side, and the relay chooses where each of them leads
  Told,        ///< nothing but the relay's word for it
};
std::string_view to_string(Reason reason);  ///< "signed" "key-signed" … "told"

struct Assured {
  Assurance assurance;
  Reason reason;
  friend bool operator==(const Assured&, const Assured&) = default;
};
/// What rests on both is as sure as the less sure of them; the first where they are alike.
constexpr Assured weakest(Assured one, Assured other) {
  return other.assurance > one.assurance ? other : one;
}

/// What a fact is about.
enum class About : std::uint8_t {
  Key,     ///< that whoever answered holds the certificate's key
  Choice,  ///< what the server chose or asked for: version, suite, group, signature, a client certificate
  Sent,    ///< what it sent along with that: certificates, their content and order, an OCSP answer
  Day,     ///< the same, judged on the day of the check: validity, trust, revocation
  Inside,  ///< what was said under encryption, and that a session was taken back
};

/// What a conversation showed.
enum class Shown : std::uint8_t {
  Nothing,
  Key,             ///< before TLS 1.3: the signature over the key exchange, and no Finished
  Finished,        ///< before TLS 1.3: the server's Finished, without a signature that would convince others
  KeyAndFinished,  ///< before TLS 1.3: both
  Conversation,    ///< TLS 1.3: CertificateVerify over everything up to it, and Finished
};
/// From version, key exchange and how far the handshake came. Static RSA has no signature at all; one with SHA-1 or
/// MD5 is none that would convince others, since their collisions leave room for a replayed one.
Shown shown_by(const handshake::Outcome& seen);

/// All that is proven in conversations in which the same thing came: a chain, an OCSP answer.
class Proofs {
 public:
  Proofs() = default;
  explicit Proofs(Shown shown) { add(shown); }
  void add(Shown shown) { kinds_ |= bit(shown); }
  [[nodiscard]] bool has(Shown shown) const { return (kinds_ & bit(shown)) != 0; }
  /// The key was shown to be there, to whomever.
  [[nodiscard]] bool key() const { return (kinds_ & ~bit(Shown::Nothing)) != 0; }
  /// Anybody can check that it is.
  [[nodiscard]] bool key_signed() const {
    return has(Shown::Key) || has(Shown::KeyAndFinished) || has(Shown::Conversation);
  }
  /// By the conversation that says most about it. `names_host`: chain and name hold.
  [[nodiscard]] Assured assured(About about, bool names_host, check::Reading reading) const;

 private:
  static constexpr unsigned bit(Shown shown) { return 1U << static_cast<unsigned>(shown); }
  unsigned kinds_ = 0;
};

/// Of clear text, absences, and answers that nothing confirms.
inline constexpr Assured kDelivered{Assurance::Observed, Reason::Delivered};
inline constexpr Assured kTold{Assurance::Reported, Reason::Told};

/// The most that a finding can be, whatever its facts are.
Assured at_most(std::string_view finding);

}  // namespace mailglass::assess
