#pragma once
// Everything that passed over one TCP connection, as the relay delivered it: the evidence that facts point into.

#include <cstdint>
#include <vector>

#include "bytes/reader.h"
#include "wire/frame.h"

namespace mailglass::check {

/// A piece of one direction, as it arrived.
struct Chunk {
  wire::Direction direction{};
  ByteRange range;                 ///< within its direction
  std::uint64_t microseconds = 0;  ///< since the stream began
};

/// Bytes of both directions, kept whole; bounded by kMaxTranscript in each.
class Transcript {
 public:
  static constexpr std::size_t kMaxTranscript = 4 * 1024 * 1024;
  enum class Accepted : std::uint8_t { Yes, Gap, Full };
  /// Appends a frame whose offset must continue its direction exactly; a gap or overlap means the relay is broken.
  Accepted append(const wire::Frame& frame);

  [[nodiscard]] const Bytes& stream(wire::Direction direction) const {
    return direction == wire::Direction::FromServer ? from_server_ : to_server_;
  }
  [[nodiscard]] const std::vector<Chunk>& chunks() const { return chunks_; }
  /// The bytes of a range, cut to what exists.
  [[nodiscard]] ByteView bytes(wire::Direction direction, ByteRange range) const;
  /// When the byte at `offset` arrived; 0 if it never did.
  [[nodiscard]] std::uint64_t arrived(wire::Direction direction, std::size_t offset) const;

 private:
  Bytes from_server_;
  Bytes to_server_;
  std::vector<Chunk> chunks_;
};

}  // namespace mailglass::check
