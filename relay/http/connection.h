#pragma once
// One HTTP connection, until it closes or becomes a WebSocket.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>

#include "http/server.h"

namespace mailglass::relay::http {

/// Connections that stop() must close.
class OpenConnections {
 public:
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
  std::map<std::uint64_t, Close> all_;
  std::uint64_t next_ = 0;
};

/// Serves `socket`. `open` is shared by all connections and outlives them.
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, Site& site,
                                   std::shared_ptr<OpenConnections> open);

}  // namespace mailglass::relay::http
