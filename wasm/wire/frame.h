#pragma once
// Binary frames of `mailglass.v1` (docs/protocol.md): bytes of one stream.
//
//   0        1          2         4            8            16             24
//   | kind=1 | direction| zero(2) | stream (4) | offset (8) | microsec (8) | bytes, 1 … 16384 |   big-endian

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::wire {

inline constexpr std::size_t kFrameHeader = 24;
inline constexpr std::size_t kMaxFrameBytes = 16384;

enum class Direction : std::uint8_t {
  FromServer = 0,  ///< the relay read these from the mail server
  ToServer = 1,    ///< relay → page: the relay wrote these; page → relay: please write these (the guard decides)
};

struct Frame {
  std::uint32_t stream;
  Direction direction;
  std::uint64_t offset;        ///< of the first byte within this stream and direction
  std::uint64_t microseconds;  ///< since the stream began (its connect was started); 0 from the page
  Bytes bytes;
  friend bool operator==(const Frame&, const Frame&) = default;
};

Bytes encode(const Frame& frame);  ///< precondition: 1 … kMaxFrameBytes bytes
Parsed<Frame> decode(ByteView message);

}  // namespace mailglass::wire
