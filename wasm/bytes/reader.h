#pragma once
// The only place where bytes are walked. Everything that parses reads through a ByteReader, so nothing else
// needs an index, and nothing can read past the end.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailglass {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// A half-open range of one byte stream: where the proof of a fact stands.
struct ByteRange {
  std::size_t offset = 0;
  std::size_t length = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// Reads big-endian integers and byte strings from a bounded view. A read that does not fit returns nullopt and
/// leaves the position where it was. `offset()` counts from `base`, so nested readers report absolute places.
class ByteReader {
 public:
  explicit ByteReader(ByteView view, std::size_t base = 0) : view_(view), base_(base) {}

  [[nodiscard]] std::size_t remaining() const { return view_.size() - position_; }
  [[nodiscard]] bool empty() const { return remaining() == 0; }
  [[nodiscard]] std::size_t offset() const { return base_ + position_; }
  [[nodiscard]] ByteView rest() const { return view_.subspan(position_); }

  std::optional<std::uint8_t> u8() { return integer<std::uint8_t, 1>(); }
  std::optional<std::uint16_t> u16() { return integer<std::uint16_t, 2>(); }
  std::optional<std::uint32_t> u24() { return integer<std::uint32_t, 3>(); }
  std::optional<std::uint32_t> u32() { return integer<std::uint32_t, 4>(); }
  std::optional<std::uint64_t> u64() { return integer<std::uint64_t, 8>(); }

  std::optional<ByteView> bytes(std::size_t count) {
    if (count > remaining()) return std::nullopt;
    const ByteView taken = view_.subspan(position_, count);
    position_ += count;
    return taken;
  }
  /// A reader over the next `count` bytes, which this reader skips.
  std::optional<ByteReader> sub(std::size_t count) {
    const std::size_t at = offset();
    if (const auto taken = bytes(count)) return ByteReader(*taken, at);
    return std::nullopt;
  }
  /// A vector with a length prefix of `prefix` (1, 2 or 3) bytes (RFC 8446 section 3.4).
  std::optional<ByteReader> prefixed(int prefix) {
    const std::size_t before = position_;
    std::optional<std::uint32_t> length;
    switch (prefix) {
      case 1: length = u8(); break;
      case 2: length = u16(); break;
      case 3: length = u24(); break;
      default: break;
    }
    if (length) {
      if (auto body = sub(*length)) return body;
    }
    position_ = before;
    return std::nullopt;
  }

 private:
  template <class Integer, std::size_t Width>
  std::optional<Integer> integer() {
    if (remaining() < Width) return std::nullopt;
    std::uint64_t value = 0;
    for (const std::uint8_t byte : view_.subspan(position_, Width)) value = (value << 8) | byte;
    position_ += Width;
    return static_cast<Integer>(value);
  }

  ByteView view_;
  std::size_t base_;
  std::size_t position_ = 0;
};

/// Appends big-endian integers and length-prefixed vectors.
class ByteWriter {
 public:
  [[nodiscard]] const Bytes& bytes() const& { return out_; }
  [[nodiscard]] Bytes&& bytes() && { return std::move(out_); }
  [[nodiscard]] std::size_t size() const { return out_.size(); }

  ByteWriter& u8(std::uint8_t v) { return integer(v, 1); }
  ByteWriter& u16(std::uint16_t v) { return integer(v, 2); }
  ByteWriter& u24(std::uint32_t v) { return integer(v, 3); }
  ByteWriter& u32(std::uint32_t v) { return integer(v, 4); }
  ByteWriter& u64(std::uint64_t v) { return integer(v, 8); }
  ByteWriter& append(ByteView v) {
    out_.insert(out_.end(), v.begin(), v.end());
    return *this;
  }
  /// Writes what `body(writer)` writes, behind its own length in `prefix` bytes.
  template <class Body>
  ByteWriter& prefixed(int prefix, Body&& body) {
    ByteWriter inner;
    body(inner);
    integer(inner.size(), prefix);
    return append(inner.out_);
  }

 private:
  ByteWriter& integer(std::uint64_t value, int width) {
    for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) out_.push_back(static_cast<std::uint8_t>(value >> shift));
    return *this;
  }
  Bytes out_;
};

inline ByteView view_of(std::string_view text) {
  // The one place where characters are seen as bytes.
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string text_of(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace mailglass
