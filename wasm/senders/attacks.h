#pragma once
// What somebody between a sender and a domain may do. Each attack is made at every server of the domain at once.

#include <array>
#include <cstdint>
#include <string_view>

namespace mailglass::senders {

/// What he does on the connections to mail servers; he answers in their place.
enum class OnTheLine : std::uint8_t {
  Nothing,
  StripsStarttls,    ///< STARTTLS is not in the answer to EHLO
  RefusesStarttls,   ///< STARTTLS is answered with 5yz
  BreaksHandshakes,  ///< the handshake fails
  SelfSigned,        ///< he shows a certificate that he made himself
  OtherName,         ///< he shows a certificate of a public authority, for a name of his own
};

enum class AttackName : std::uint8_t {
  Nobody,
  StarttlsStripped,
  StarttlsRefused,
  HandshakesBroken,
  SelfSigned,
  OtherName,
  DnsForged,
  DnsForgedFirst,
  PolicyBlocked,
  PolicyBlockedFirst,
};

struct Attack {
  AttackName name;
  std::string_view code;  ///< stable
  OnTheLine line = OnTheLine::Nothing;
  /// Answers that no signature protects are forged: MX records name his host, addresses are his own. His host's zone is
  /// signed and has TLSA records, its certificate is of a public authority, and both fit.
  bool forges_dns = false;
  /// The MTA-STS policy is kept from the sender, and the sender has none from an earlier visit.
  bool first_contact = false;
};

/// Behind an earlier visit a blocked policy is the cached one (RFC 8461 section 5.1). To block it does nothing by
/// itself: it comes with a stripped STARTTLS.
inline constexpr std::array<Attack, 10> kAttacks{{
    {.name = AttackName::Nobody, .code = "nobody"},
    {.name = AttackName::StarttlsStripped, .code = "starttls-stripped", .line = OnTheLine::StripsStarttls},
    {.name = AttackName::StarttlsRefused, .code = "starttls-refused", .line = OnTheLine::RefusesStarttls},
    {.name = AttackName::HandshakesBroken, .code = "handshakes-broken", .line = OnTheLine::BreaksHandshakes},
    {.name = AttackName::SelfSigned, .code = "self-signed", .line = OnTheLine::SelfSigned},
    {.name = AttackName::OtherName, .code = "other-name", .line = OnTheLine::OtherName},
    {.name = AttackName::DnsForged, .code = "dns-forged", .forges_dns = true},
    {.name = AttackName::DnsForgedFirst, .code = "dns-forged-first", .forges_dns = true, .first_contact = true},
    {.name = AttackName::PolicyBlocked, .code = "policy-blocked", .line = OnTheLine::StripsStarttls},
    {.name = AttackName::PolicyBlockedFirst,
     .code = "policy-blocked-first",
     .line = OnTheLine::StripsStarttls,
     .first_contact = true},
}};

constexpr const Attack& attack(AttackName name) {
  return kAttacks[static_cast<std::size_t>(name)];
}

}  // namespace mailglass::senders
