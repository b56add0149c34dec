#pragma once
// What one version shows of the suites a rule is about.

#include "assess/lens/tally.h"

namespace mailglass::assess::lens {

struct Found {
  Names accepted, untold;
  bool static_dh_untold = false;  ///< asked for at full depth alone; not among the untold
  probe::Known last_accepted{}, last_refused{};
};
/// `refusals` takes what shows that a suite is refused.
Found find(const probe::VersionFacts& facts, std::uint16_t version, SuiteTest wanted, Tally* refusals = nullptr);

}  // namespace mailglass::assess::lens
