#pragma once
// Which lookup is asked next. Whoever names a zone decides how long a lookup in it keeps the resolver at work, and the
// work goes on when nobody waits for it any more: so a lookup has a place while it is worked on, places are few for a
// session and for a client, and the last ones are kept for clients that have none. No I/O and no clock.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace mailglass::relay::resolver {

/// For whom something is looked up. Each is only compared, and lives as long as something is under way for it.
struct Asker {
  std::shared_ptr<const void> session;
  std::shared_ptr<const void> client;
};

class Lookups {
 public:
  using Ticket = std::uint64_t;
  struct Bounds {
    std::uint32_t all = 0;      ///< places
    std::uint32_t client = 0;   ///< of these for one client
    std::uint32_t session = 0;  ///< and for one session
  };
  explicit Lookups(const Bounds& bounds) : bounds_(bounds) {}

  /// Tickets grow.
  void add(Ticket ticket, Asker asker);
  /// The next one to ask; it has a place from now on. Clients with the fewest places come first; within a client, who
  /// came first.
  std::optional<Ticket> next();
  /// It could not be asked after all: it waits again, before the others.
  void put_back(Ticket ticket);
  /// Nobody waits for it any more. Its place, if it has one, stays taken.
  void drop(Ticket ticket);
  /// The work is over, and its place is free.
  void done(Ticket ticket);
  /// All work is over; those that wait go on waiting.
  void all_done();
  [[nodiscard]] std::uint32_t working() const { return working_; }

 private:
  struct Session {
    std::deque<Ticket> waiting;
    std::uint32_t working = 0;
  };
  struct Client {
    std::map<const void*, Session> sessions;
    std::uint32_t working = 0;
    std::uint64_t served = 0;  ///< when it last got a place, counted in places given
  };
  struct Entry {
    Asker asker;
    bool working = false;
  };
  using Clients = std::map<const void*, Client>;
  [[nodiscard]] Session* oldest(Client& client) const;
  void forget(const Asker& asker);

  Bounds bounds_;
  Clients clients_;
  std::map<Ticket, Entry> entries_;
  std::uint32_t working_ = 0;
  std::uint64_t given_ = 0;
};

}  // namespace mailglass::relay::resolver
