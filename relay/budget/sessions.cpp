#include "budget/sessions.h"

#include <algorithm>

namespace mailglass::relay::budget {

bool Reach::allows(const IpAddress& address, Clock::time_point now) {
  return last_.contains(address) || empty(now) || last_.size() < most_;
}

bool Reach::empty(Clock::time_point now) {
  std::erase_if(last_, [&](const auto& entry) { return entry.second + kMinute <= now; });
  return last_.empty();
}

void Sessions::follow(const BudgetConfig& config) {
  config_ = config;
  room_.resize({config.sessions, config.sessions_per_client, false});
  reaches_.for_each(
      [&](const Scope& scope, Reach& reach) { reach.allow(config.addresses_per_client_minute * scope.shares); });
}

Allowed<Lease> Sessions::admit(const std::optional<IpAddress>& client, Guest& guest, Clock::time_point now) {
  const auto forget = [&](Begun& begun) {
    while (!begun.empty() && begun.front() + kMinute <= now) begun.pop_front();
    return begun.empty();
  };
  std::vector<Scope> scopes;
  if (client) scopes = scopes_of(*client);
  for (const Scope& scope : scopes) {
    Begun& begun = begun_.at(
        scope, [] { return Begun(); }, forget);
    forget(begun);
    if (begun.size() >= std::size_t{config_.sessions_per_client_minute} * scope.shares)
      return Refusal{"budget-client", "your network began as many sessions in the last minute as the relay allows"};
  }
  auto entered = room_.enter(client, guest, now);
  if (const auto* full = std::get_if<Room::Full>(&entered)) {
    if (*full == Room::Full::Everybody) return Refusal{"budget-sessions", "the relay has as many sessions as it takes"};
    return Refusal{"budget-client", "your network has as many sessions open as the relay allows"};
  }
  for (const Scope& scope : scopes)
    begun_
        .at(
            scope, [] { return Begun(); }, forget)
        .push_back(now);
  return std::move(std::get<Lease>(entered));
}

std::optional<Refusal> Sessions::reach(const std::optional<IpAddress>& client, const IpAddress& server,
                                       Clock::time_point now) {
  if (!client) return std::nullopt;
  const auto is_empty = [&](Reach& reach) { return reach.empty(now); };
  const auto reach_of = [&](const Scope& scope) -> Reach& {
    return reaches_.at(
        scope, [&] { return Reach(config_.addresses_per_client_minute * scope.shares); }, is_empty);
  };
  const std::vector<Scope> scopes = scopes_of(*client);
  for (const Scope& scope : scopes) {
    if (!reach_of(scope).allows(server, now))
      return Refusal{"budget-addresses",
                     "for your network the relay connected to as many mail servers in the last minute as it allows"};
  }
  for (const Scope& scope : scopes) reach_of(scope).remember(server, now);
  return std::nullopt;
}

}  // namespace mailglass::relay::budget
