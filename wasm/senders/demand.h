#pragma once
// What a sender demands of a server before it hands mail over: by what the domain publishes, and by its own settings.

#include <cstdint>
#include <span>
#include <variant>

#include "senders/simulation.h"

namespace mailglass::senders {

/// What a sender demands of one server.
struct Demand {
  enum class Of : std::uint8_t {
    Nothing,
    Encryption,
    Chain,
    Host,
    DomainName,
    PolicyName,
    Tlsa,
    Usable,  ///< TLSA records that it can use, and there are none: it stops where TLS would begin
  } of = Of::Nothing;
  Proof by = Proof::None;
  Why encrypted = Why::Unchecked;  ///< what an encrypted session without a proof is
};
/// It does not connect.
struct Pass {
  Then then;
  Why why;
};
/// What it demands is not known.
struct Unclear {
  Why why;
};
using Plan = std::variant<Demand, Pass, Unclear>;

/// The TLSA records that the profile looks at; Insecure where it looks at none.
Tlsa tlsa_for(const Profile& profile, const Server& server);
bool has_records(Tlsa tlsa);

/// `of_domain`: `tlsa_for` of each of the domain's servers; `policy`: an MTA-STS policy is in force for the sender.
Plan plan_for(const Profile& profile, const Server& server, std::span<const Tlsa> of_domain, bool policy);

}  // namespace mailglass::senders
