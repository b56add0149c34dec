#include "budget/room.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <vector>

#include "budget/scope.h"

namespace mailglass::relay::budget {
namespace {

/// Who has begun something is idle only after a while: between two questions it has nothing to do for a moment.
constexpr auto kBetweenQuestions = std::chrono::seconds(5);
constexpr std::uint32_t kMostShares = 16;  // of a scope: loads are compared in such parts

}  // namespace

class Room::Places : public std::enable_shared_from_this<Room::Places> {
 public:
  explicit Places(Size size) : size_(size) {}

  std::variant<Lease, Full> enter(const std::optional<IpAddress>& client, Guest& guest, Clock::time_point now) {
    std::vector<Scope> scopes;
    if (client) scopes = scopes_of(*client);
    for (const Scope& scope : scopes) {
      if (taken_by(scope) < std::uint64_t{size_.share} * scope.shares) continue;
      if (!size_.renews_shares || !make_room(&scope, now)) return Full::Share;
    }
    if (entries_.size() >= size_.places && !make_room(nullptr, now) && !turn_out(load_of(scopes, 1)))
      return Full::Everybody;
    const Id id = next_++;
    for (const Scope& scope : scopes) ++taken_[scope];
    entries_.emplace(id, Entry{std::move(scopes), &guest});
    return std::make_unique<Place>(shared_from_this(), id);
  }
  [[nodiscard]] std::size_t taken() const { return entries_.size(); }
  void resize(Size size) { size_ = size; }

 private:
  using Id = std::uint64_t;
  struct Entry {
    std::vector<Scope> scopes;
    Guest* guest;
  };
  class Place final : public Held {
   public:
    Place(std::shared_ptr<Places> places, Id id) : places_(std::move(places)), id_(id) {}
    ~Place() override { places_->remove(id_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    std::shared_ptr<Places> places_;
    Id id_;
  };
  using Entries = std::map<Id, Entry>;

  [[nodiscard]] std::uint32_t taken_by(const Scope& scope) const {
    const auto found = taken_.find(scope);
    return found == taken_.end() ? 0 : found->second;
  }

  /// How much a client has, with `more` places, for all of his networks, in sixteenths of a place.
  [[nodiscard]] std::uint32_t load_of(const std::vector<Scope>& scopes, std::uint32_t more = 0) const {
    std::uint32_t load = more * kMostShares;
    for (const Scope& scope : scopes) load = std::max(load, (taken_by(scope) + more) * kMostShares / scope.shares);
    return load;
  }

  void remove(Id id) {
    const auto found = entries_.find(id);
    if (found != entries_.end()) remove(found);
  }
  void remove(Entries::iterator at) {
    for (const Scope& scope : at->second.scopes) {
      const auto count = taken_.find(scope);
      if (--count->second == 0) taken_.erase(count);
    }
    entries_.erase(at);
  }
  void send_away(Entries::iterator at) {
    Guest* guest = at->second.guest;
    remove(at);
    guest->leave();
  }

  /// Sends an idle one away, of `within` if told.
  bool make_room(const Scope* within, Clock::time_point now) {
    using Rank = std::tuple<std::uint32_t, bool, Clock::time_point>;
    std::optional<Rank> best;
    auto leaver = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
      const std::vector<Scope>& scopes = at->second.scopes;
      if (within && std::find(scopes.begin(), scopes.end(), *within) == scopes.end()) continue;
      const auto idle = at->second.guest->idle();
      if (!idle || (idle->begun && now < idle->since + kBetweenQuestions)) continue;
      const Rank rank(std::numeric_limits<std::uint32_t>::max() - load_of(scopes), idle->begun, idle->since);
      if (best && *best <= rank) continue;
      best = rank;
      leaver = at;
    }
    if (leaver == entries_.end()) return false;
    send_away(leaver);
    return true;
  }

  /// Sends the last to come away of the client who has the most, if that is more than `newcomers` by a place.
  bool turn_out(std::uint32_t newcomers) {
    std::uint32_t most = newcomers;
    auto leaver = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
      const std::uint32_t load = load_of(at->second.scopes);
      if (load < newcomers + kMostShares || load < most) continue;
      most = load;
      leaver = at;
    }
    if (leaver == entries_.end()) return false;
    send_away(leaver);
    return true;
  }

  Size size_;
  Entries entries_;
  std::map<Scope, std::uint32_t> taken_;
  Id next_ = 0;
};

Room::Room(Size size) : places_(std::make_shared<Places>(size)) {}
Room::~Room() = default;

std::variant<Lease, Room::Full> Room::enter(const std::optional<IpAddress>& client, Guest& guest,
                                            Clock::time_point now) {
  return places_->enter(client, guest, now);
}

void Room::resize(Size size) {
  places_->resize(size);
}

std::size_t Room::taken() const {
  return places_->taken();
}

}  // namespace mailglass::relay::budget
