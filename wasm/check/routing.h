#pragma once
// From DNS answers to the servers that take mail for a domain (RFC 5321 section 5.1, RFC 7505), and what to look up
// next.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "check/trust.h"
#include "dns/message.h"
#include "wire/control.h"
#include "words/phrase.h"

namespace mailglass::check {

/// A lookup and, once it came, its answer.
struct LookupRun {
  std::uint32_t id;
  dns::Name name;
  dns::Type type;
  struct Pending {};
  struct Answered {
    wire::Answer answer;
    std::optional<dns::Message> message;  ///< none when the bytes are no DNS message
    std::optional<ParseError> error;
    Trust trust;
  };
  struct Refused {
    wire::Refused refused;
  };
  struct Lost {};
  std::variant<Pending, Answered, Refused, Lost> state;
  /// Asked behind the headline, and waited for by nothing but the check's end (check/beside.h).
  bool beside = false;
  /// Nobody is led anywhere by it: its signatures are not looked at, and the relay's word on it is all there is.
  bool unjudged = false;

  [[nodiscard]] bool pending() const { return std::holds_alternative<Pending>(state); }
  /// No answer yet, or one whose trust is still being settled.
  [[nodiscard]] bool awaited() const {
    return pending() || (answered() && std::holds_alternative<Unsettled>(answered()->trust));
  }
  [[nodiscard]] const Answered* answered() const { return std::get_if<Answered>(&state); }
};

/// What a lookup says about existence: the difference between "there is none" and "it could not be established".
struct NotThere {
  bool name_exists = false;
  /// With NXDOMAIN, where the name's aliases lead: the rcode speaks of this name then (RFC 6604 section 3).
  std::optional<dns::Name> alias_of = {};
};  ///< NOERROR without such records, or NXDOMAIN
struct Unknown {
  words::Phrase why;  ///< a sentence
};                    ///< SERVFAIL, bogus, refused, lost, unreadable
struct Waiting {};
struct Found {
  dns::Resolution resolution;
};
using LookupResult = std::variant<Waiting, Found, NotThere, Unknown>;
LookupResult result_of(const LookupRun& lookup);
/// The same where its trust is not settled yet: what it will say if it holds.
LookupResult result_as_it_stands(const LookupRun& lookup);

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
