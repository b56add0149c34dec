#include "dialer/outgoing.h"

#include <algorithm>
#include <utility>

#include "wire/frame.h"

namespace mailglass::relay::dialer {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Outgoing::Outgoing(tcp::socket& socket, Told told)
    : socket_(socket), timer_(socket.get_executor()), told_(std::move(told)) {}

void Outgoing::say(const Owner& owner, guard::Utterance utterance) {
  unwritten_.push_back(std::move(utterance));
  if (unwritten_.size() == 1 && !held_) write(owner);
}

void Outgoing::hold(const Owner& owner, std::chrono::milliseconds time) {
  held_ = true;
  timer_.expires_after(time);
  timer_.async_wait([this, owner](const error_code& stopped) {
    if (!stopped) release(owner);
  });
}

void Outgoing::release(const Owner& owner) {
  if (std::exchange(held_, false)) write(owner);
}

void Outgoing::stop() {
  stopped_ = true;
  timer_.cancel();
}

void Outgoing::write(const Owner& owner) {
  while (!stopped_ && !unwritten_.empty()) {
    const ByteView rest = unwritten_.front().bytes().subspan(written_);
    error_code error;
    const std::size_t count = socket_.write_some(asio::buffer(rest.data(), rest.size()), error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      socket_.async_wait(tcp::socket::wait_write, [this, owner](const error_code& stopped) {
        if (!stopped) write(owner);
      });
      return;
    }
    if (error) {
      // What the server still has to say is in the read that is under way; it will also end the stream.
      unwritten_.clear();
      return;
    }
    tell(rest.first(count));
    written_ += count;
    if (count == rest.size()) {
      unwritten_.pop_front();
      written_ = 0;
    }
  }
}

void Outgoing::tell(ByteView bytes) {
  while (!bytes.empty() && !stopped_) {
    const ByteView piece = bytes.first(std::min(bytes.size(), wire::kMaxFrameBytes));
    told_(said_, piece);
    said_ += piece.size();
    bytes = bytes.subspan(piece.size());
  }
}

}  // namespace mailglass::relay::dialer
