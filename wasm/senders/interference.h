#pragma once
// Whether a domain is protected against somebody who interferes: what the simulation says of all senders and attacks.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "senders/simulation.h"

namespace mailglass::senders {

/// How one sender stands.
enum class Standing : std::uint8_t {
  Unknown,
  Unchecking,  ///< it asks nothing of this domain's servers: whoever interferes can read the mail
  Holds,       ///< it knows whom it delivers to, and no attack gets at the mail
  Undone,      ///< it asks for a proof, and an attack talks it out of that or leads it elsewhere
  Refuses,     ///< it delivers nothing, though nobody interferes: the servers do not fit what the domain publishes
};
std::string_view to_string(Standing standing);  ///< "unknown" "unchecking" "holds" "undone" "refuses"

struct Stand {
  const Profile* profile = nullptr;
  Standing standing{};
  Outcome untouched;                    ///< what it does when nobody interferes
  std::optional<AttackName> undone_by;  ///< the first of the attacks that expose the mail, first contacts left out
  Outcome undone;                       ///< and what it does then
  bool open_at_first =
      false;  ///< who keeps the policy from it at its first visit gets at the mail (RFC 8461 section 10)
};

enum class Protection : std::uint8_t {
  NotProtected,  ///< no sender holds
  Depends,       ///< some senders that check hold, others do not or are not known
  Protected,     ///< every sender that checks this domain's servers holds
};
std::string_view to_string(Protection protection);  ///< "not-protected" "depends" "protected"

struct Interference {
  Protection protection{};
  std::vector<Stand> stands;  ///< in the order of the profiles
};

/// The word is about senders that keep to what domains publish, and know the policy from an earlier visit. Profiles for
/// chosen partners are told of, and do not count.
Interference interference(std::span<const Profile> among, const Domain& domain);

}  // namespace mailglass::senders
