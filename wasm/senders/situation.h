#pragma once
// What a sender finds when it delivers to a domain: the input of the simulation, without a byte of how it was seen.

#include <array>
#include <cstdint>
#include <vector>

#include "senders/senders.h"

namespace mailglass::senders {

/// What a sender meets at an address when nobody interferes. Whether the certificate is worth anything comes behind it.
enum class Meets : std::uint8_t {
  Unknown,          ///< could not be established
  Encryption,       ///< STARTTLS leads to a session that works
  NoOffer,          ///< it finds no STARTTLS, or its EHLO is not taken
  RefusedForNow,    ///< STARTTLS is answered with 4yz
  Refused,          ///< STARTTLS is answered with 5yz
  FailedHandshake,  ///< the handshake fails
  Nothing,          ///< no connection, or nothing that it could go on with
};

struct Address {
  std::array<Meets, kSenders.size()> meets{};  ///< in the order of kSenders
  bool old_tls_only = false;                   ///< it speaks nothing newer than TLS 1.1
};

/// A statement that was checked; Unknown where the check could not be made.
enum class Known : std::uint8_t { Unknown, No, Yes };
constexpr Known both(Known one, Known other) {
  if (one == Known::No || other == Known::No) return Known::No;
  return one == Known::Yes && other == Known::Yes ? Known::Yes : Known::Unknown;
}

/// What a server's certificate proves by a chain to a public root. `No` where the chain does not hold.
struct Certificate {
  Known chain{};   ///< the chain holds, whatever the names are
  Known host{};    ///< and it names the MX host
  Known domain{};  ///< and it names the domain, or a name below it (Postfix's "nexthop, dot-nexthop")
  Known policy{};  ///< and it names a host that the MTA-STS policy lists
};

/// Whether the MX record that named the server is proven by DNSSEC. A domain without MX names itself: signed.
enum class NameFrom : std::uint8_t { Unknown, SignedDns, UnsignedDns };

/// The server's TLSA records (RFC 7672 section 2.2), for the key that it showed when nobody interfered.
enum class Tlsa : std::uint8_t {
  Unknown,
  Insecure,      ///< the host's addresses are in an unsigned zone: nothing is looked up
  None,          ///< proven not to exist, though the addresses are signed
  Matches,       ///< a usable record fits
  Mismatches,    ///< usable records, and none fits
  Unusable,      ///< records, but none that RFC 7672 lets a sender use (section 3.1)
  LookupFailed,  ///< the lookup ends in error, or its answer is bogus (section 2.1.2)
};

struct Server {
  unsigned preference = 0;
  NameFrom name_from{};
  Tlsa tlsa{};
  Known in_policy{};  ///< the MTA-STS policy lists its name; means nothing without a policy
  Certificate certificate;
  std::vector<Address> addresses;
};

/// The domain's MTA-STS policy, as a sender gets it that comes for the first time and is not hindered.
enum class Policy : std::uint8_t { Unknown, None, Testing, Enforce, Unreachable };

struct Domain {
  Policy policy{};
  std::vector<Server> servers;  ///< in any order
};

}  // namespace mailglass::senders
