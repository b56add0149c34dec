#pragma once
// What each address was found to be, kept while nothing new is heard of it: at any moment of a long check most
// addresses are at rest, and judging one takes the time of several signatures.

#include <cstdint>
#include <vector>

#include "assess/address.h"
#include "assess/fact.h"
#include "check/check.h"
#include "x509/trust.h"

namespace mailglass::assess {

/// An address by its place in the check.
struct Place {
  std::size_t server = 0, address = 0;
};

/// For one check and the same roots throughout; begin anew where one of them changes.
class AddressParts {
 public:
  struct Part {
    std::uint64_t heard = 0;  ///< Check::heard_of when it was judged; 0: not yet
    AddressAssessment found = {};
    FactList facts = {};  ///< with the ids that `found` has
  };

  /// Whether the address would have to be judged (again).
  [[nodiscard]] bool stale(const check::Check& check, Place place) const;
  /// What it is; judges it where that is stale.
  const Part& at(const check::Check& check, Place place, const x509::TrustStore* roots);
  /// The same, with its facts put behind those that are there.
  AddressAssessment take(const check::Check& check, Place place, const x509::TrustStore* roots, FactList& facts);
  /// How many times an address was judged.
  [[nodiscard]] std::uint64_t judged() const { return judged_; }

 private:
  Part& part(Place place);
  std::vector<std::vector<Part>> parts_;
  std::uint64_t judged_ = 0;
};

}  // namespace mailglass::assess
