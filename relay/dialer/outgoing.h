#pragma once
// What is said to one mail server: written as the socket takes it, told as it went out, and held back for a moment
// where the server may leave by itself first.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "bytes/reader.h"
#include "guard/guard.h"

namespace mailglass::relay::dialer {

/// Used from the socket's one thread. Whatever waits keeps the owner alive, whose part this is.
class Outgoing {
 public:
  using Owner = std::shared_ptr<void>;
  /// `told` hears of exactly the bytes that went out, before an answer to them can be read: at most
  /// wire::kMaxFrameBytes at once, with their place in all that was said. It may call stop().
  using Told = std::function<void(std::uint64_t offset, ByteView bytes)>;

  Outgoing(boost::asio::ip::tcp::socket& socket, Told told);

  /// Takes an Utterance and nothing else: what the guard did not make cannot be written.
  void say(const Owner& owner, guard::Utterance utterance);
  /// A server that leaves of its own accord behind a reply does not do so for QUIT: what is said from here on waits
  /// for so long, and is not said at all to a server that is gone.
  void hold(const Owner& owner, std::chrono::milliseconds time);
  [[nodiscard]] bool held() const { return held_; }
  void release(const Owner& owner);
  /// Nothing more is said or told.
  void stop();

 private:
  void write(const Owner& owner);
  void tell(ByteView bytes);

  boost::asio::ip::tcp::socket& socket_;
  boost::asio::steady_timer timer_;
  Told told_;
  std::deque<guard::Utterance> unwritten_;
  std::size_t written_ = 0;  ///< of the first of them
  std::uint64_t said_ = 0;
  bool held_ = false, stopped_ = false;
};

}  // namespace mailglass::relay::dialer
