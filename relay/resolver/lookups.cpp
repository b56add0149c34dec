#include "resolver/lookups.h"

#include <algorithm>
#include <utility>

namespace mailglass::relay::resolver {
namespace {

/// A client may have this part of the places that are left, so that some are left for the next one, however many there
/// are. (Choudhury and Hahne, "Dynamic Queue Length Thresholds", 1998.)
constexpr std::uint32_t kPartOfTheRest = 8;

}  // namespace

void Lookups::add(Ticket ticket, Asker asker) {
  clients_[asker.client.get()].sessions[asker.session.get()].waiting.push_back(ticket);
  entries_[ticket] = {std::move(asker), false};
}

/// The session of this client whose lookup came first, among those that may have another place.
Lookups::Session* Lookups::oldest(Client& client) const {
  Session* first = nullptr;
  for (auto& [key, session] : client.sessions) {
    if (session.waiting.empty() || session.working >= bounds_.session) continue;
    if (!first || session.waiting.front() < first->waiting.front()) first = &session;
  }
  return first;
}

std::optional<Lookups::Ticket> Lookups::next() {
  if (working_ >= bounds_.all) return std::nullopt;
  const std::uint32_t rest = bounds_.all - working_;
  const std::uint32_t most = std::min(bounds_.client, (rest + kPartOfTheRest - 1) / kPartOfTheRest);
  Client* best = nullptr;
  Session* session = nullptr;
  for (auto& [key, client] : clients_) {
    if (client.working >= most) continue;
    if (best && std::pair(client.working, client.served) >= std::pair(best->working, best->served)) continue;
    if (Session* found = oldest(client)) {
      best = &client;
      session = found;
    }
  }
  if (!best) return std::nullopt;
  const Ticket ticket = session->waiting.front();
  session->waiting.pop_front();
  ++session->working;
  ++best->working;
  ++working_;
  best->served = ++given_;
  entries_[ticket].working = true;
  return ticket;
}

void Lookups::put_back(Ticket ticket) {
  Entry& entry = entries_.at(ticket);
  Client& client = clients_[entry.asker.client.get()];
  Session& session = client.sessions[entry.asker.session.get()];
  entry.working = false;
  session.waiting.push_front(ticket);
  --session.working;
  --client.working;
  --working_;
}

void Lookups::drop(Ticket ticket) {
  const auto found = entries_.find(ticket);
  if (found == entries_.end() || found->second.working) return;
  const Asker asker = found->second.asker;
  auto& waiting = clients_[asker.client.get()].sessions[asker.session.get()].waiting;
  waiting.erase(std::lower_bound(waiting.begin(), waiting.end(), ticket));
  entries_.erase(found);
  forget(asker);
}

void Lookups::done(Ticket ticket) {
  const auto found = entries_.find(ticket);
  if (found == entries_.end() || !found->second.working) return;
  const Asker asker = found->second.asker;
  entries_.erase(found);
  Client& client = clients_[asker.client.get()];
  --client.sessions[asker.session.get()].working;
  --client.working;
  --working_;
  forget(asker);
}

void Lookups::all_done() {
  std::deque<Ticket> working;
  for (const auto& [ticket, entry] : entries_) {
    if (entry.working) working.push_back(ticket);
  }
  for (const Ticket ticket : working) done(ticket);
}

void Lookups::forget(const Asker& asker) {
  const auto client = clients_.find(asker.client.get());
  if (client == clients_.end()) return;
  const auto session = client->second.sessions.find(asker.session.get());
  if (session != client->second.sessions.end() && session->second.waiting.empty() && session->second.working == 0)
    client->second.sessions.erase(session);
  if (client->second.sessions.empty()) clients_.erase(client);
}

}  // namespace mailglass::relay::resolver
