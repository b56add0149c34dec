#pragma once
// What everybody shares, asked for in coroutines: one relay remembers it in its own memory (local_budgets); several
// could ask a server of their own.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>

#include "budget/lease.h"
#include "budget/room.h"
#include "budget/turn_queue.h"
#include "config/config.h"
#include "refusal.h"

namespace mailglass::relay::budget {

/// A turn at a mail server, until it is destroyed.
class Turn : public Held {
 public:
  /// Whether another client waits for a turn at the same server.
  [[nodiscard]] virtual bool is_wanted() const = 0;
  /// The server waited so long for the page: who lets it wait comes later next time.
  virtual void page_waited(Clock::duration time) = 0;
};

class Budgets {
 public:
  virtual ~Budgets() = default;
  Budgets(const Budgets&) = delete;
  Budgets& operator=(const Budgets&) = delete;

  /// A place for a session, as long as the lease is held; `guest` outlives it. `client`: none where it is this very
  /// process.
  virtual boost::asio::awaitable<Allowed<Lease>> admit(std::optional<IpAddress> client, Guest& guest) = 0;
  /// Waits for a turn at a mail server, in a fair order and not for ever. To be cancelled (asio::cancellation_signal)
  /// by whoever will not wait.
  virtual boost::asio::awaitable<Allowed<std::unique_ptr<Turn>>> take_turn(Asking asking) = 0;

  /// To wait for a slow mail server longer than usual, without a turn. Does not wait itself.
  virtual boost::asio::awaitable<Allowed<Lease>> wait_long(IpAddress server, std::optional<IpAddress> client) = 0;

  /// Other numbers from now on; what is in use stays so.
  virtual void follow(const BudgetConfig& config) = 0;
  /// Now: sessions admitted, and probes that wait for a turn.
  [[nodiscard]] virtual std::size_t sessions() const = 0;
  [[nodiscard]] virtual std::size_t waiting() const = 0;

 protected:
  Budgets() = default;
};

/// In this process's memory. Used from the executor's one thread; what it gave may outlive it.
std::unique_ptr<Budgets> local_budgets(const boost::asio::any_io_executor& executor, const BudgetConfig& config);

}  // namespace mailglass::relay::budget
