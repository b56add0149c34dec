#pragma once
// One HTTP connection, until it closes or becomes a WebSocket.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "budget/room.h"
#include "http/server.h"

namespace mailglass::relay::http {

/// A connection that is no session, as its guest sees the door: idle until a request has come whole, and between two.
class Caller final : public budget::Guest {
 public:
  explicit Caller(std::function<void()> close) : close_(std::move(close)) {}
  [[nodiscard]] std::optional<Idle> idle() const override {
    if (works_) return std::nullopt;
    return Idle{begun_, since_};
  }
  void leave() override { close_(); }

  void work() { works_ = begun_ = true; }
  void rest() {
    works_ = false;
    since_ = budget::Clock::now();
  }
  void close_by(std::function<void()> close) { close_ = std::move(close); }

 private:
  std::function<void()> close_;
  bool works_ = false;
  bool begun_ = false;
  budget::Clock::time_point since_ = budget::Clock::now();
};

/// Connections that stop() must close, and the room for those that are no session.
class OpenConnections {
 public:
  explicit OpenConnections(budget::Room::Size size) : room_(size) {}
  [[nodiscard]] budget::Room& room() { return room_; }

  using Close = std::function<void()>;
  class Entry {
   public:
    Entry(OpenConnections& owner, Close close) : owner_(owner), key_(owner.next_++) {
      owner_.all_[key_] = std::move(close);
    }
    ~Entry() { owner_.all_.erase(key_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    OpenConnections& owner_;
    std::uint64_t key_;
  };
  void close_all() {
    const auto all = all_;
    for (const auto& [key, close] : all) close();
  }
  [[nodiscard]] std::size_t count() const { return all_.size(); }

 private:
  budget::Room room_;
  std::map<std::uint64_t, Close> all_;
  std::uint64_t next_ = 0;
};

/// Serves `socket`. `open` is shared by all connections and outlives them.
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, Site& site,
                                   std::shared_ptr<OpenConnections> open);

}  // namespace mailglass::relay::http
