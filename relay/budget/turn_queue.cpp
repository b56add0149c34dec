#include "budget/turn_queue.h"

#include <algorithm>
#include <cmath>

namespace mailglass::relay::budget {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double kHalfLife = 600;      // seconds in which half of what a client used is forgotten
constexpr double kForgotten = 1;       // less is nothing
constexpr double kConnectionCost = 1;  // of one connection, in seconds, beside the time that its turn is held
// What a server waited for the page beyond the time that a far page needs: so much for each second.
constexpr double kSilenceCost = 300;
constexpr double kFarPage = 0.5;
// Clients who used about the same are alike, and then who came first is first. A check of standard depth uses about
// thirty seconds at each address; who once held a turn in silence comes behind its explorations.
constexpr double kAlikeHere = 30;
constexpr double kAlikeEverywhere = 8 * kAlikeHere;
constexpr int kAfterHeadlines = 4;  // so many of those steps an exploration stands behind a headline

/// Whether all shared pointers but the map's own are gone.
template <class T>
bool unused(const std::shared_ptr<T>& kept) {
  return kept.use_count() == 1;
}

}  // namespace

TurnQueue::TurnQueue(const BudgetConfig& config)
    : config_(config), everybody_(config.connections_burst, config.connections_per_minute) {}

void TurnQueue::follow(const BudgetConfig& config) {
  config_ = config;
  everybody_.resize(config.connections_burst, config.connections_per_minute);
  servers_.for_each([&](const IpAddress&, const std::shared_ptr<Server>& server) {
    server->connections.resize(config.target_burst, config.target_per_minute);
  });
  networks_.for_each([&](const IpAddress&, const std::shared_ptr<Network>& network) {
    network->connections.resize(config.network_burst, config.network_per_minute);
    network->addresses.resize(config.network_addresses, config.network_addresses_per_minute);
  });
}

TurnQueue::Id TurnQueue::join(const Asking& asking, Clock::time_point now) {
  Entry entry;
  entry.first = asking.first;
  entry.server = servers_.at(
      asking.server,
      [&] {
        return std::make_shared<Server>(Server{Bucket(config_.target_burst, config_.target_per_minute), {}, 0, {}, {}});
      },
      [&](const auto& server) {
        return unused(server) && server->connections.full(now) && (!server->last || *server->last + kMinute <= now);
      });
  entry.network = networks_.at(
      network_of(asking.server),
      [&] {
        return std::make_shared<Network>(
            Network{Bucket(config_.network_burst, config_.network_per_minute),
                    Bucket(config_.network_addresses, config_.network_addresses_per_minute)});
      },
      [&](const auto& network) {
        return unused(network) && network->connections.full(now) && network->addresses.full(now);
      });
  if (asking.client) {
    for (const Scope& scope : scopes_of(*asking.client))
      entry.shares.push_back({scope, used_by(entry.server->used, scope, now), used_by(clients_, scope, now)});
  }
  const Id id = next_id_++;
  waiting_.emplace(id, std::move(entry));
  return id;
}

std::shared_ptr<TurnQueue::Used> TurnQueue::used_by(UsedBy& all, const Scope& scope, Clock::time_point now) {
  return all.at(
      scope, [] { return std::make_shared<Used>(); },
      [&](const auto& used) { return unused(used) && left_of(*used, now) < kForgotten; });
}

double TurnQueue::left_of(const Used& used, Clock::time_point now) {
  return used.seconds * std::exp2(-Seconds(now - used.at).count() / kHalfLife);
}

void TurnQueue::charge(const Entry& entry, double seconds, Clock::time_point now) {
  for (const Share& share : entry.shares) {
    for (Used* used : {share.here.get(), share.everywhere.get()}) *used = {left_of(*used, now) + seconds, now};
  }
}

void TurnQueue::page_waited(Id id, Clock::duration time, Clock::time_point now) {
  const auto holding = holding_.find(id);
  const double silent = Seconds(time).count() - kFarPage;
  if (holding != holding_.end() && silent > 0) charge(holding->second, kSilenceCost * silent, now);
}

bool TurnQueue::is_wanted(Id id) const {
  const auto holding = holding_.find(id);
  if (holding == holding_.end()) return false;
  const auto client_of = [](const Entry& entry) {
    return entry.shares.empty() ? std::nullopt : std::optional(entry.shares.front().scope);
  };
  const Entry& own = holding->second;
  return std::any_of(waiting_.begin(), waiting_.end(), [&](const auto& entry) {
    return entry.second.server == own.server && client_of(entry.second) != client_of(own);
  });
}

/// Nothing while all turns at the server are held.
std::optional<Clock::time_point> TurnQueue::ready(const Entry& entry, Clock::time_point now) const {
  const Server& server = *entry.server;
  if (server.in_use >= config_.target_connections) return std::nullopt;
  auto when =
      std::max({now, everybody_.ready(now), entry.network->connections.ready(now), server.connections.ready(now)});
  if (server.last) when = std::max(when, *server.last + std::chrono::milliseconds(config_.target_spacing_ms));
  const bool known = server.last && now < *server.last + kMinute;
  return known ? when : std::max(when, entry.network->addresses.ready(now));
}

TurnQueue::Rank TurnQueue::rank(Id id, const Entry& entry, Clock::time_point now) {
  std::uint32_t held = 0;
  double steps = 0;
  for (const Share& share : entry.shares) {
    const auto there = entry.server->held.find(share.scope);
    if (there != entry.server->held.end()) held = std::max(held, there->second / share.scope.shares);
    steps = std::max({steps, left_of(*share.here, now) / kAlikeHere / share.scope.shares,
                      left_of(*share.everywhere, now) / kAlikeEverywhere / share.scope.shares});
  }
  return {held, static_cast<int>(steps) + (entry.first ? 0 : kAfterHeadlines), id};
}

void TurnQueue::grant(Entry& entry, Clock::time_point now) const {
  Server& server = *entry.server;
  if (!server.last || *server.last + kMinute <= now) entry.network->addresses.take(now);
  entry.network->connections.take(now);
  server.connections.take(now);
  server.last = now;
  ++server.in_use;
  for (const Share& share : entry.shares) ++server.held[share.scope];
  entry.since = now;
  charge(entry, kConnectionCost, now);
}

std::vector<TurnQueue::Id> TurnQueue::hand_out(Clock::time_point now) {
  std::vector<Id> given;
  while (true) {
    std::optional<Rank> best;
    auto chosen = waiting_.end();
    for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
      const auto when = ready(at->second, now);
      if (!when || *when > now) continue;
      const Rank own = rank(at->first, at->second, now);
      if (best && *best <= own) continue;
      best = own;
      chosen = at;
    }
    if (chosen == waiting_.end()) return given;
    everybody_.take(now);
    grant(chosen->second, now);
    given.push_back(chosen->first);
    holding_.insert(waiting_.extract(chosen));
  }
}

void TurnQueue::leave(Id id, Clock::time_point now) {
  if (waiting_.erase(id) != 0) return;
  const auto holding = holding_.find(id);
  if (holding == holding_.end()) return;
  Entry& entry = holding->second;
  --entry.server->in_use;
  for (const Share& share : entry.shares) {
    const auto held = entry.server->held.find(share.scope);
    if (--held->second == 0) entry.server->held.erase(held);
  }
  charge(entry, Seconds(now - entry.since).count(), now);
  holding_.erase(holding);
}

std::optional<Clock::time_point> TurnQueue::next(Clock::time_point now) const {
  std::optional<Clock::time_point> soonest;
  for (const auto& [id, entry] : waiting_) {
    const auto when = ready(entry, now);
    if (when && (!soonest || *when < *soonest)) soonest = when;
  }
  return soonest;
}

}  // namespace mailglass::relay::budget
