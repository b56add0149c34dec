#pragma once
// Who may have a session, and how many mail servers its client may reach. No I/O and no clock of its own.

#include <deque>
#include <map>

#include "budget/bucket.h"
#include "budget/kept.h"
#include "budget/room.h"
#include "budget/scope.h"
#include "bytes/address.h"
#include "config/config.h"
#include "refusal.h"

namespace mailglass::relay::budget {

/// The addresses that one client's sessions connected to within the last minute. DNS names whom a session may connect
/// to, but whoever owns a zone lets it name any address: without this bound a client could scan.
class Reach {
 public:
  explicit Reach(std::uint32_t most) : most_(most) {}
  void allow(std::uint32_t most) { most_ = most; }
  /// Whether a connection to this address may be made now.
  [[nodiscard]] bool allows(const IpAddress& address, Clock::time_point now);
  void remember(const IpAddress& address, Clock::time_point now) { last_[address] = now; }
  [[nodiscard]] bool empty(Clock::time_point now);

 private:
  std::uint32_t most_;
  std::map<IpAddress, Clock::time_point> last_;
};

class Sessions {
 public:
  explicit Sessions(const BudgetConfig& config)
      : config_(config), room_({config.sessions, config.sessions_per_client, false}) {}

  /// Other numbers from now on; what is in use stays so.
  void follow(const BudgetConfig& config);
  /// A place for a session. `client`: none where it is this very process.
  Allowed<Lease> admit(const std::optional<IpAddress>& client, Guest& guest, Clock::time_point now);
  /// Nothing when a connection to this address may be made for the client, which is then counted.
  std::optional<Refusal> reach(const std::optional<IpAddress>& client, const IpAddress& server, Clock::time_point now);

  [[nodiscard]] std::size_t taken() const { return room_.taken(); }
  /// How many clients and networks are remembered.
  [[nodiscard]] std::size_t known() const { return begun_.size() + reaches_.size(); }

 private:
  using Begun = std::deque<Clock::time_point>;  ///< sessions, within the last minute
  BudgetConfig config_;
  Room room_;
  Kept<Scope, Begun> begun_;
  Kept<Scope, Reach> reaches_;
};

}  // namespace mailglass::relay::budget
