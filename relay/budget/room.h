#pragma once
// Places for guests: how many there are, how many one client may have, and who goes when there are too few. No I/O and
// no clock of its own.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include "budget/bucket.h"
#include "budget/lease.h"
#include "bytes/address.h"
#include "refusal.h"

namespace mailglass::relay::budget {

/// Who has a place: asked when there is too little room.
class Guest {
 public:
  struct Idle {
    bool begun = false;  ///< it has done something before
    Clock::time_point since;
  };
  /// Nothing while it works.
  [[nodiscard]] virtual std::optional<Idle> idle() const = 0;
  /// Its place is another's now.
  virtual void leave() = 0;

 protected:
  ~Guest() = default;
};

class Room {
 public:
  struct Size {
    std::uint32_t places;
    std::uint32_t share;  ///< of one client; networks have several (scope.h)
    /// Over a client's share its own idle guests make room; otherwise the newcomer is turned away.
    bool renews_shares;
  };
  explicit Room(Size size);
  ~Room();
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  enum class Full : std::uint8_t { Everybody, Share };
  /// A place until the lease goes; `guest` outlives it. `client`: none for somebody who has no share of his own, such
  /// as a reverse proxy. When all places are taken somebody else may have to leave: of the idle, whose client has the
  /// most, then who has done nothing yet, then who is idle for longest; and where nobody is idle, the last to come of
  /// the client who has most, if that is more than the newcomer will have.
  std::variant<Lease, Full> enter(const std::optional<IpAddress>& client, Guest& guest, Clock::time_point now);
  [[nodiscard]] std::size_t taken() const;
  /// Another size from now on; whoever has a place keeps it.
  void resize(Size size);

 private:
  class Places;
  std::shared_ptr<Places> places_;  ///< leases may outlive the room
};

}  // namespace mailglass::relay::budget
