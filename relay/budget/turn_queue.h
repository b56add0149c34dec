#pragma once
// Turns at mail servers, for all sessions together: a server, its network and the relay's own line bear so many
// connections, and whoever waits for one comes in a fair order. No I/O and no clock of its own.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "budget/bucket.h"
#include "budget/kept.h"
#include "budget/scope.h"
#include "bytes/address.h"
#include "config/config.h"

namespace mailglass::relay::budget {

/// Who would like to connect where.
struct Asking {
  IpAddress server;
  std::optional<IpAddress> client;  ///< none: this very process
  bool first = false;               ///< the session's first connection there, which its headline hangs on
};

class TurnQueue {
 public:
  using Id = std::uint64_t;
  explicit TurnQueue(const BudgetConfig& config);

  /// Other numbers from now on; what is in use stays so.
  void follow(const BudgetConfig& config);
  Id join(const Asking& asking, Clock::time_point now);
  /// Those whose turn it is now. Each holds it until it leaves.
  std::vector<Id> hand_out(Clock::time_point now);
  /// Gives up waiting, or gives its turn back.
  void leave(Id id, Clock::time_point now);
  /// Whether another client waits for a turn at the server where this one holds his.
  [[nodiscard]] bool is_wanted(Id id) const;
  /// The server waited so long for the page that holds this turn.
  void page_waited(Id id, Clock::duration time, Clock::time_point now);
  /// When hand_out() will have something though nobody leaves before; nothing when it will not.
  [[nodiscard]] std::optional<Clock::time_point> next(Clock::time_point now) const;

  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  /// How many servers, networks and clients are remembered.
  [[nodiscard]] std::size_t known() const { return servers_.size() + networks_.size() + clients_.size(); }

 private:
  struct Network {
    Bucket connections, addresses;
  };
  /// What a client took of others' patience lately, in seconds.
  struct Used {
    double seconds = 0;
    Clock::time_point at{};
  };
  using UsedBy = Kept<Scope, std::shared_ptr<Used>>;
  struct Server {
    Bucket connections;
    std::optional<Clock::time_point> last;  ///< connection
    std::uint32_t in_use = 0;
    std::map<Scope, std::uint32_t> held;  ///< turns, by whom
    UsedBy used;
  };
  struct Share {
    Scope scope;
    std::shared_ptr<Used> here, everywhere;
  };
  struct Entry {
    bool first = false;
    std::vector<Share> shares;
    std::shared_ptr<Server> server;
    std::shared_ptr<Network> network;
    Clock::time_point since{};  ///< it holds its turn
  };
  /// The least comes first: turns that its client holds there already, then what that client used lately, there and
  /// everywhere, headlines well before explorations, then who came first.
  using Rank = std::tuple<std::uint32_t, int, Id>;

  [[nodiscard]] std::optional<Clock::time_point> ready(const Entry& entry, Clock::time_point now) const;
  [[nodiscard]] static Rank rank(Id id, const Entry& entry, Clock::time_point now);
  void grant(Entry& entry, Clock::time_point now) const;
  static void charge(const Entry& entry, double seconds, Clock::time_point now);
  static std::shared_ptr<Used> used_by(UsedBy& all, const Scope& scope, Clock::time_point now);
  [[nodiscard]] static double left_of(const Used& used, Clock::time_point now);

  BudgetConfig config_;
  Bucket everybody_;
  Kept<IpAddress, std::shared_ptr<Server>> servers_;
  Kept<IpAddress, std::shared_ptr<Network>> networks_;
  UsedBy clients_;
  std::map<Id, Entry> waiting_;
  std::map<Id, Entry> holding_;
  Id next_id_ = 0;
};

}  // namespace mailglass::relay::budget
