#include "senders/interference.h"

#include <algorithm>
#include <array>

namespace mailglass::senders {
namespace {

/// `open`: of some attack at a later visit the outcome is not known.
Standing standing_of(const Profile& profile, const Stand& stand, bool open) {
  const Outcome& untouched = stand.untouched;
  switch (untouched.result) {
    case Result::Authenticated: break;
    case Result::Readable:
    case Result::Encrypted: return Standing::Unchecking;
    case Result::Unknown:
    case Result::Deferred:
    case Result::Bounced: {
      const bool asks = profile.checks() || profile.asks != Asks::Nothing;
      if (!asks || stand.undone_by == AttackName::StarttlsStripped) return Standing::Unchecking;
      if (!stand.undone_by && (untouched.result == Result::Unknown || untouched.why == Why::TakesNothing))
        return Standing::Unknown;
      return stand.undone_by ? Standing::Undone : Standing::Refuses;
    }
  }
  if (stand.undone_by) return Standing::Undone;
  return open ? Standing::Unknown : Standing::Holds;
}

Stand stand_of(const Profile& profile, const Domain& domain) {
  Stand stand;
  stand.profile = &profile;
  stand.untouched = simulate(profile, domain, attack(AttackName::Nobody));
  bool open = false;
  for (const Attack& one : kAttacks) {
    const Outcome outcome = simulate(profile, domain, one);
    if (outcome.result == Result::Unknown) open = open || !one.first_contact;
    if (one.name == AttackName::Nobody || !outcome.exposed()) continue;
    if (one.first_contact) {
      stand.open_at_first = true;
    } else if (!stand.undone_by) {
      stand.undone_by = one.name;
      stand.undone = outcome;
    }
  }
  // Where the policy is no help an attack succeeds at a later visit too.
  stand.open_at_first = stand.open_at_first && !stand.undone_by;
  stand.standing = standing_of(profile, stand, open);
  return stand;
}

constexpr std::array<std::string_view, 5> kStandings{"unknown", "unchecking", "holds", "undone", "refuses"};
constexpr std::array<std::string_view, 3> kProtections{"not-protected", "depends", "protected"};

}  // namespace

Interference interference(std::span<const Profile> among, const Domain& domain) {
  Interference all;
  std::size_t hold = 0, fail = 0;
  for (const Profile& profile : among) {
    const Stand& stand = all.stands.emplace_back(stand_of(profile, domain));
    if (!profile.checks() || profile.for_partners()) continue;
    if (stand.standing == Standing::Holds)
      ++hold;
    else if (stand.standing != Standing::Unchecking)
      ++fail;
  }
  if (hold > 0) all.protection = fail > 0 ? Protection::Depends : Protection::Protected;
  return all;
}

std::string_view to_string(Standing standing) {
  return kStandings[static_cast<std::size_t>(standing)];
}
std::string_view to_string(Protection protection) {
  return kProtections[static_cast<std::size_t>(protection)];
}

}  // namespace mailglass::senders
