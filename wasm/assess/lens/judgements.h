#pragma once
// What every lens says about an address.

#include <vector>

#include "assess/lens/lens.h"
#include "check/check.h"

namespace mailglass::assess::lens {

struct Judged {
  const Lens* lens = nullptr;
  std::vector<Judgement> rules = {};  ///< each of the lens's, in its order
  [[nodiscard]] std::size_t count(Status status) const;
};

/// Empty until the address's exploration is over, and where there was none.
std::vector<Judged> judge_by_lenses(const check::Check& check, const check::AddressRun& run);

}  // namespace mailglass::assess::lens
