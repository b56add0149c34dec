#pragma once
// Who may have how much: sessions for everybody and for one client, and connections to one mail server over all
// sessions. No I/O and no clock of its own; used from the relay's one thread. A lease gives back what it took when it
// goes.

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <variant>

#include "bytes/address.h"
#include "config/config.h"
#include "refusal.h"

namespace mailglass::relay::budget {

using Clock = std::chrono::steady_clock;

/// Gives back its share when it is destroyed. Movable; an empty one gives nothing back.
class Lease {
 public:
  Lease() = default;
  explicit Lease(std::shared_ptr<std::uint32_t> in_use) : in_use_(std::move(in_use)) { ++*in_use_; }
  ~Lease() { give_back(); }
  Lease(Lease&& other) noexcept = default;
  Lease& operator=(Lease&& other) noexcept {
    if (this != &other) {
      give_back();
      in_use_ = std::move(other.in_use_);
    }
    return *this;
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

 private:
  void give_back() {
    if (in_use_) --*in_use_;
    in_use_.reset();
  }
  std::shared_ptr<std::uint32_t> in_use_;
};

/// The addresses that one client's sessions connected to within the last minute. DNS names whom a session may connect
/// to, but whoever owns a zone lets it name any address: without this bound a client could scan.
class Reach {
 public:
  explicit Reach(std::uint32_t most) : most_(most) {}
  void allow(std::uint32_t most) { most_ = most; }
  /// Whether a connection to this address may be made now, and if so remembers it.
  bool extend(const IpAddress& address, Clock::time_point now);
  [[nodiscard]] bool empty(Clock::time_point now);

 private:
  std::uint32_t most_;
  std::map<IpAddress, Clock::time_point> last_;
};

class Sessions {
 public:
  explicit Sessions(const BudgetConfig& config) : config_(config) {}
  /// Other numbers from now on; what is in use stays so.
  void follow(const BudgetConfig& config);
  struct Admitted {
    Lease everybody, client;
    std::shared_ptr<Reach> reach;  ///< shared by all sessions of this client
  };
  Allowed<Admitted> admit(const IpAddress& client, Clock::time_point now);
  [[nodiscard]] std::uint32_t in_use() const { return *all_; }

 private:
  struct Client {
    std::shared_ptr<std::uint32_t> in_use = std::make_shared<std::uint32_t>(0);
    std::deque<Clock::time_point> begun;  ///< within the last minute
    std::shared_ptr<Reach> reach;
  };
  void forget_old(Clock::time_point now);

  BudgetConfig config_;
  std::shared_ptr<std::uint32_t> all_ = std::make_shared<std::uint32_t>(0);
  std::map<IpAddress, Client> clients_;
};

/// Turns at one mail server's address: a burst that fills again with time, so that one check is quick and many together
/// are not more than the address is asked to bear.
class Targets {
 public:
  explicit Targets(const BudgetConfig& config) : config_(config) {}
  /// Other numbers from now on; what is in use stays so.
  void follow(const BudgetConfig& config) { config_ = config; }
  /// Ask again then.
  struct NotBefore {
    Clock::time_point when;
  };
  /// As many connections as may be; ask again after a while.
  struct Busy {};
  using Turn = std::variant<Lease, NotBefore, Busy>;
  Turn take_turn(const IpAddress& address, Clock::time_point now);

 private:
  struct Target {
    std::shared_ptr<std::uint32_t> in_use = std::make_shared<std::uint32_t>(0);
    Clock::time_point last;  ///< connection
    Clock::time_point rest;  ///< when the whole burst is there again, if nothing more comes
  };
  void forget_old(Clock::time_point now);

  BudgetConfig config_;
  std::map<IpAddress, Target> targets_;
};

/// The unit that a client's share is counted for: an IPv4 address, or an IPv6 /64, which one person usually has whole.
IpAddress client_unit(const IpAddress& address);

}  // namespace mailglass::relay::budget
