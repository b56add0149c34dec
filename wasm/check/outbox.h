#pragma once
// What a check says to the relay: messages, oldest first, and the numbers by which lookups and connections are told
// apart. Both count together.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <variant>

#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::check {

using Outgoing = std::variant<wire::FromPage, wire::Frame>;

class Outbox {
 public:
  /// Never the same twice, from 1 on.
  std::uint32_t next_id() { return next_id_++; }

  void put(wire::FromPage message) { messages_.emplace_back(std::move(message)); }
  /// A server's bytes from `offset` of its stream on, in frames of the protocol's size.
  void put(std::uint32_t stream, ByteView bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
      const ByteView piece = bytes.first(std::min(bytes.size(), wire::kMaxFrameBytes));
      messages_.emplace_back(
          wire::Frame{stream, wire::Direction::ToServer, offset, 0, Bytes(piece.begin(), piece.end())});
      bytes = bytes.subspan(piece.size());
      offset += piece.size();
    }
  }
  std::optional<Outgoing> take() {
    if (messages_.empty()) return std::nullopt;
    Outgoing next = std::move(messages_.front());
    messages_.pop_front();
    return next;
  }

 private:
  std::deque<Outgoing> messages_;
  std::uint32_t next_id_ = 1;
};

}  // namespace mailglass::check
