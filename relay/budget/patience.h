#pragma once
// Who may wait long for a mail server that is slow. Such a probe holds no turn any more, so others are not in its way,
// nor it in theirs; but a connection and a descriptor it holds. No I/O and no clock of its own.

#include <cstdint>
#include <memory>
#include <optional>

#include "budget/lease.h"
#include "bytes/address.h"
#include "config/config.h"
#include "refusal.h"

namespace mailglass::relay::budget {

class Patience {
 public:
  explicit Patience(const BudgetConfig& config);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

  /// Other numbers from now on; whoever waits goes on.
  void follow(const BudgetConfig& config);
  /// Until the lease goes. At one mail server as many wait at once as may have a turn there. `client`: none where it is
  /// this very process.
  Allowed<Lease> wait_for(const IpAddress& server, const std::optional<IpAddress>& client);
  /// How many wait now.
  [[nodiscard]] std::size_t waiting() const;

 private:
  class Counts;
  std::shared_ptr<Counts> counts_;  ///< leases may outlive it
};

}  // namespace mailglass::relay::budget
