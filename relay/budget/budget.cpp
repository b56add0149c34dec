#include "budget/budget.h"

#include <algorithm>

namespace mailglass::relay::budget {
namespace {

constexpr auto kMinute = std::chrono::minutes(1);
/// Entries are looked through only when there are many, so that a flood costs little.
constexpr std::size_t kManyEntries = 1024;

}  // namespace

IpAddress client_unit(const IpAddress& address) {
  const ByteView bytes = address.bytes();
  if (address.is_v4()) return address;
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin()))
    return IpAddress(IpAddress::V4{bytes[12], bytes[13], bytes[14], bytes[15]});
  IpAddress::V6 network{};
  std::copy_n(bytes.begin(), 8, network.begin());
  return IpAddress(network);
}

bool Reach::extend(const IpAddress& address, Clock::time_point now) {
  if (const auto known = last_.find(address); known == last_.end() && !empty(now) && last_.size() >= most_)
    return false;
  last_[address] = now;
  return true;
}

bool Reach::empty(Clock::time_point now) {
  std::erase_if(last_, [&](const auto& entry) { return entry.second + kMinute <= now; });
  return last_.empty();
}

void Sessions::follow(const BudgetConfig& config) {
  config_ = config;
  for (const auto& [address, client] : clients_) {
    if (client.reach) client.reach->allow(config.addresses_per_client_minute);
  }
}

Allowed<Sessions::Admitted> Sessions::admit(const IpAddress& address, Clock::time_point now) {
  if (clients_.size() > kManyEntries) forget_old(now);
  if (*all_ >= config_.sessions) return Refusal{"budget-sessions", "the relay has as many sessions as it takes"};
  Client& client = clients_[client_unit(address)];
  while (!client.begun.empty() && client.begun.front() + kMinute <= now) client.begun.pop_front();
  if (*client.in_use >= config_.sessions_per_client)
    return Refusal{"budget-client", "your address has as many sessions open as the relay allows"};
  if (client.begun.size() >= config_.sessions_per_client_minute)
    return Refusal{"budget-client", "your address began as many sessions in the last minute as the relay allows"};
  client.begun.push_back(now);
  if (!client.reach) client.reach = std::make_shared<Reach>(config_.addresses_per_client_minute);
  return Admitted{Lease(all_), Lease(client.in_use), client.reach};
}

void Sessions::forget_old(Clock::time_point now) {
  std::erase_if(clients_, [&](const auto& entry) {
    const Client& client = entry.second;
    return *client.in_use == 0 && (client.begun.empty() || client.begun.back() + kMinute <= now) &&
           (!client.reach || client.reach->empty(now));
  });
}

Targets::Turn Targets::take_turn(const IpAddress& address, Clock::time_point now) {
  if (targets_.size() > kManyEntries) forget_old(now);
  const auto spacing = std::chrono::milliseconds(config_.target_spacing_ms);
  const Clock::duration refill = Clock::duration(kMinute) / config_.target_per_minute;
  const auto [entry, is_new] = targets_.try_emplace(address);
  Target& target = entry->second;
  if (*target.in_use >= config_.target_connections) return Busy{};
  if (!is_new && now < target.last + spacing) return NotBefore{target.last + spacing};
  // Each connection puts the rest off by one refill; the whole burst is used up when it is that many away.
  const Clock::time_point rest = std::max(target.rest, now) + refill;
  if (const auto allowed = rest - refill * config_.target_burst; now < allowed) return NotBefore{allowed};
  target.last = now;
  target.rest = rest;
  return Lease(target.in_use);
}

void Targets::forget_old(Clock::time_point now) {
  const auto spacing = std::chrono::milliseconds(config_.target_spacing_ms);
  std::erase_if(targets_, [&](const auto& entry) {
    const Target& target = entry.second;
    return *target.in_use == 0 && target.last + spacing <= now && target.rest <= now;
  });
}

}  // namespace mailglass::relay::budget
