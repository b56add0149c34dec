// Budgets in this process's memory.
#include <spdlog/spdlog.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <map>
#include <string>

#include "budget/budgets.h"
#include "budget/patience.h"
#include "budget/sessions.h"
#include "duration_text.h"

namespace mailglass::relay::budget {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;

class Memory : public std::enable_shared_from_this<Memory> {
 public:
  Memory(const asio::any_io_executor& executor, const BudgetConfig& config)
      : sessions_(config), turns_(config), patience_(config), longest_wait_(config.target_wait_ms), timer_(executor) {}

  void follow(const BudgetConfig& config) {
    sessions_.follow(config);
    turns_.follow(config);
    patience_.follow(config);
    longest_wait_ = milliseconds(config.target_wait_ms);
    hand_out();
  }
  Sessions& sessions() { return sessions_; }
  Patience& patience() { return patience_; }
  [[nodiscard]] std::size_t waiting() const { return turns_.waiting(); }
  /// Hands out nothing more: what is still held is given back to nobody.
  void close() {
    closed_ = true;
    timer_.cancel();
  }

  static asio::awaitable<Allowed<std::unique_ptr<Turn>>> take_turn(std::shared_ptr<Memory> self, Asking asking) {
    if (auto refusal = self->sessions_.reach(asking.client, asking.server, Clock::now())) co_return *refusal;
    asio::steady_timer called(self->timer_.get_executor(), self->longest_wait_);
    auto turn = std::make_unique<Place>(self, asking, called);
    self->hand_out();
    if (!turn->come()) {
      error_code ignored;
      co_await called.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (turn->come()) co_return std::unique_ptr<Turn>(std::move(turn));
    co_return Refusal{"budget-target", "the mail server is being checked by others: no turn within " +
                                           duration_text(self->longest_wait_)};
  }

 private:
  /// A place in the queue, then a turn.
  class Place final : public Turn {
   public:
    Place(std::shared_ptr<Memory> memory, const Asking& asking, asio::steady_timer& called)
        : memory_(std::move(memory)), id_(memory_->turns_.join(asking, Clock::now())) {
      memory_->called_[id_] = &called;
    }
    ~Place() override {
      memory_->called_.erase(id_);
      memory_->turns_.leave(id_, Clock::now());
      try {
        memory_->hand_out();
      } catch (const std::exception& error) {
        // Whoever comes next hands out what is free.
        spdlog::error("turns could not be handed out: {}", error.what());
      }
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] bool is_wanted() const override { return memory_->turns_.is_wanted(id_); }
    void page_waited(Clock::duration time) override { memory_->turns_.page_waited(id_, time, Clock::now()); }
    /// Called, and not waiting any more.
    [[nodiscard]] bool come() const { return !memory_->called_.contains(id_); }

   private:
    std::shared_ptr<Memory> memory_;
    TurnQueue::Id id_;
  };

  void hand_out() {
    if (closed_) return;
    const auto now = Clock::now();
    for (const TurnQueue::Id id : turns_.hand_out(now)) {
      const auto waiting = called_.find(id);
      waiting->second->cancel();
      called_.erase(waiting);
    }
    const auto next = turns_.next(now);
    if (!next) {
      timer_.cancel();
      return;
    }
    timer_.expires_at(*next);
    timer_.async_wait([weak = weak_from_this()](const error_code& stopped) {
      const auto self = weak.lock();
      if (self && !stopped) self->hand_out();
    });
  }

  Sessions sessions_;
  TurnQueue turns_;
  Patience patience_;
  milliseconds longest_wait_;
  asio::steady_timer timer_;
  std::map<TurnQueue::Id, asio::steady_timer*> called_;  ///< of those who wait
  bool closed_ = false;
};

class Local final : public Budgets {
 public:
  Local(const asio::any_io_executor& executor, const BudgetConfig& config)
      : memory_(std::make_shared<Memory>(executor, config)) {}
  ~Local() override { memory_->close(); }
  Local(const Local&) = delete;
  Local& operator=(const Local&) = delete;

  asio::awaitable<Allowed<Lease>> admit(std::optional<IpAddress> client, Guest& guest) override {
    co_return memory_->sessions().admit(client, guest, Clock::now());
  }
  asio::awaitable<Allowed<std::unique_ptr<Turn>>> take_turn(Asking asking) override {
    return Memory::take_turn(memory_, asking);
  }
  asio::awaitable<Allowed<Lease>> wait_long(IpAddress server, std::optional<IpAddress> client) override {
    co_return memory_->patience().wait_for(server, client);
  }
  void follow(const BudgetConfig& config) override { memory_->follow(config); }
  [[nodiscard]] std::size_t sessions() const override { return memory_->sessions().taken(); }
  [[nodiscard]] std::size_t waiting() const override { return memory_->waiting(); }

 private:
  std::shared_ptr<Memory> memory_;
};

}  // namespace

std::unique_ptr<Budgets> local_budgets(const asio::any_io_executor& executor, const BudgetConfig& config) {
  return std::make_unique<Local>(executor, config);
}

}  // namespace mailglass::relay::budget
