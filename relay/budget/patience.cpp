#include "budget/patience.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "budget/scope.h"

namespace mailglass::relay::budget {

class Patience::Counts {
 public:
  void follow(const BudgetConfig& config) { config_ = config; }

  [[nodiscard]] std::optional<Refusal> refuse(const IpAddress& server, const std::vector<Scope>& scopes) const {
    if (all_ >= config_.patient_probes)
      return Refusal{"budget-patience", "the relay waits for as many slow mail servers as it can"};
    if (of(servers_, server) >= config_.target_connections)
      return Refusal{"budget-patience", "others wait for this mail server already"};
    const auto full = [&](const Scope& scope) {
      return of(clients_, scope) >= std::uint64_t{config_.patient_probes_per_client} * scope.shares;
    };
    if (std::any_of(scopes.begin(), scopes.end(), full))
      return Refusal{"budget-patience", "for your network the relay waits for as many slow mail servers as it allows"};
    return std::nullopt;
  }
  void enter(const IpAddress& server, const std::vector<Scope>& scopes) {
    ++all_;
    ++servers_[server];
    for (const Scope& scope : scopes) ++clients_[scope];
  }
  void leave(const IpAddress& server, const std::vector<Scope>& scopes) {
    --all_;
    take_one(servers_, server);
    for (const Scope& scope : scopes) take_one(clients_, scope);
  }
  [[nodiscard]] std::size_t all() const { return all_; }

 private:
  template <class Key>
  static std::uint64_t of(const std::map<Key, std::uint32_t>& counts, const Key& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
  }
  template <class Key>
  static void take_one(std::map<Key, std::uint32_t>& counts, const Key& key) {
    const auto found = counts.find(key);
    if (found != counts.end() && --found->second == 0) counts.erase(found);
  }

  BudgetConfig config_;
  std::size_t all_ = 0;
  std::map<IpAddress, std::uint32_t> servers_;
  std::map<Scope, std::uint32_t> clients_;
};

Patience::Patience(const BudgetConfig& config) : counts_(std::make_shared<Counts>()) {
  counts_->follow(config);
}
Patience::~Patience() = default;

void Patience::follow(const BudgetConfig& config) {
  counts_->follow(config);
}

Allowed<Lease> Patience::wait_for(const IpAddress& server, const std::optional<IpAddress>& client) {
  class Waits final : public Held {
   public:
    Waits(std::shared_ptr<Counts> counts, const IpAddress& server, std::vector<Scope> scopes)
        : counts_(std::move(counts)), server_(server), scopes_(std::move(scopes)) {
      counts_->enter(server_, scopes_);
    }
    ~Waits() override { counts_->leave(server_, scopes_); }
    Waits(const Waits&) = delete;
    Waits& operator=(const Waits&) = delete;

   private:
    std::shared_ptr<Counts> counts_;
    IpAddress server_;
    std::vector<Scope> scopes_;
  };
  std::vector<Scope> scopes = client ? scopes_of(*client) : std::vector<Scope>{};
  const IpAddress at = unmapped(server);
  if (auto refusal = counts_->refuse(at, scopes)) return *refusal;
  return Lease(std::make_unique<Waits>(counts_, at, std::move(scopes)));
}

std::size_t Patience::waiting() const {
  return counts_->all();
}

}  // namespace mailglass::relay::budget
