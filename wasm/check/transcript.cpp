#include "check/transcript.h"

#include <algorithm>

namespace mailglass::check {

Transcript::Accepted Transcript::append(const wire::Frame& frame) {
  Bytes& stream = frame.direction == wire::Direction::FromServer ? from_server_ : to_server_;
  if (frame.offset != stream.size()) return Accepted::Gap;
  if (stream.size() + frame.bytes.size() > kMaxTranscript) return Accepted::Full;
  chunks_.push_back({frame.direction, {stream.size(), frame.bytes.size()}, frame.microseconds});
  stream.insert(stream.end(), frame.bytes.begin(), frame.bytes.end());
  return Accepted::Yes;
}

ByteView Transcript::bytes(wire::Direction direction, ByteRange range) const {
  const ByteView all = stream(direction);
  const std::size_t from = std::min(range.offset, all.size());
  return all.subspan(from, std::min(range.length, all.size() - from));
}

std::uint64_t Transcript::arrived(wire::Direction direction, std::size_t offset) const {
  for (const Chunk& chunk : chunks_) {
    if (chunk.direction == direction && offset >= chunk.range.offset &&
        offset < chunk.range.offset + chunk.range.length) {
      return chunk.microseconds;
    }
  }
  return 0;
}

}  // namespace mailglass::check
