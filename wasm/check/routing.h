#pragma once
// From DNS answers to the servers that take mail for a domain (RFC 5321 section 5.1, RFC 7505), and what to look up
// next.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "check/lookup_run.h"
#include "dns/message.h"
#include "words/phrase.h"

namespace mailglass::check {

/// Where mail to the domain goes.
struct MailRoute {
  struct Pending {};
  struct Failed {
    words::Phrase why;  ///< a sentence
  };
  struct NoDomain {                     ///< NXDOMAIN …
    std::optional<dns::Name> alias_of;  ///< … of the name that the domain is an alias of
  };
  struct NullMx {};  ///< RFC 7505: accepts no mail, and says so
  struct Mx {        ///< by preference, then as answered
    struct Exchange {
      dns::Name host;
      std::uint16_t preference = 0;
    };
    std::vector<Exchange> exchanges;
    std::size_t left_out = 0;  ///< over kMaxServers
    bool null_mx_too = false;  ///< "MX 0 ." stands beside them, against RFC 7505 section 3
  };
  struct ImplicitMx {};  ///< no MX: the domain's own addresses (RFC 5321 section 5.1)
  using State = std::variant<Pending, Failed, NoDomain, NullMx, Mx, ImplicitMx>;
};
inline constexpr std::size_t kMaxServers = 16;
inline constexpr std::size_t kMaxAddressesPerServer = 16;
/// Of a lookup of MX records.
MailRoute::State route_of(const LookupResult& result);

/// The name a user typed, as a domain that mail can be addressed to: ASCII (IDN already as A-labels), two labels or
/// more, a host name; no IP address. Error rules are ids of messages: sentences for people.
Parsed<dns::Name> parse_domain(std::string_view text);

}  // namespace mailglass::check
