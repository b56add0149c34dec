#include "wire/frame.h"

#include "wire/control.h"

namespace mailglass::wire {
namespace {
constexpr std::uint8_t kKindBytes = 1;
}

Bytes encode(const Frame& frame) {
  ByteWriter out;
  out.u8(kKindBytes)
      .u8(static_cast<std::uint8_t>(frame.direction))
      .u16(0)
      .u32(frame.stream)
      .u64(frame.offset)
      .u64(frame.microseconds);
  out.append(frame.bytes);
  return std::move(out).bytes();
}

Parsed<Frame> decode(ByteView message) {
  ByteReader reader(message);
  const auto kind = reader.u8();
  const auto direction = reader.u8();
  const auto zero = reader.u16();
  const auto stream = reader.u32();
  const auto offset = reader.u64();
  const auto microseconds = reader.u64();
  if (!microseconds) return ParseError{message.size(), "frame-header: a frame has a header of 24 bytes"};
  if (*kind != kKindBytes) return ParseError{0, "frame-kind: unknown kind of frame"};
  if (*direction > static_cast<std::uint8_t>(Direction::ToServer))
    return ParseError{1, "frame-direction: direction is 0 or 1"};
  if (*zero != 0) return ParseError{2, "frame-zero: reserved bytes are not zero"};
  if (*microseconds >= kTimeEnd) return ParseError{16, "frame-time: a time of 2^53 or more"};
  if (reader.empty()) return ParseError{kFrameHeader, "frame-empty: a frame carries at least one byte"};
  if (reader.remaining() > kMaxFrameBytes)
    return ParseError{kFrameHeader, "frame-size: a frame carries at most 16384 bytes"};
  const ByteView rest = reader.rest();
  return Frame{*stream, static_cast<Direction>(*direction), *offset, *microseconds, Bytes(rest.begin(), rest.end())};
}

}  // namespace mailglass::wire
