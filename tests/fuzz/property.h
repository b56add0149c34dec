#pragma once
// What the fuzz targets share: a property that must hold, and bytes that arrive in pieces.

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "bytes/reader.h"

/// Ends the program when a property does not hold, so that the fuzzer keeps the input.
#define MUST(property)                                                                   \
  do {                                                                                   \
    if (!(property)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #property); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)

namespace mailglass::fuzz {

/// The input's first byte decides how the rest is cut into pieces.
class Pieces {
 public:
  Pieces(ByteView bytes, std::uint8_t seed) : rest_(bytes), state_(seed) {}
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  ByteView next() {
    // A linear congruential generator (Knuth, MMIX): small pieces mostly, a large one now and then.
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::size_t size = (state_ >> 33) % ((state_ >> 60) == 0 ? 4096 : 16) + 1;
    const ByteView piece = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(piece.size());
    return piece;
  }

 private:
  ByteView rest_;
  std::uint64_t state_;
};

inline bool within(const ByteRange& range, std::size_t begin, std::size_t end) {
  return range.offset >= begin && range.offset <= end && range.length <= end - range.offset;
}

}  // namespace mailglass::fuzz
