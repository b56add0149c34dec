#pragma once
// Bytes that a check has heard, by where they came in: the proof of a fact.

#include <cstdint>
#include <optional>

#include "bytes/reader.h"

namespace mailglass::check {

class Check;

enum class Source : std::uint8_t {
  FromServer,  ///< a probe's stream
  ToServer,    ///< the same, the other way
  Answer,      ///< the DNS message that answered a lookup
};
struct BytesAt {
  Source source{};
  std::uint32_t id = 0;  ///< of the probe or lookup
  ByteRange range;
};

/// As much of it as is there; nothing where nothing came in.
std::optional<ByteView> bytes_at(const Check& check, const BytesAt& at);

}  // namespace mailglass::check
