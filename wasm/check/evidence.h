#pragma once
// The evidence of a check: everything that went in, so that anyone can run it again (docs/evidence.md).

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "handshake/client.h"

namespace mailglass::check {

/// What a check starts from.
struct Setup {
  std::string domain;            ///< as given, ASCII
  handshake::Seed seed;          ///< all randomness comes from here
  std::int64_t started_unix_ms;  ///< the evidence's own time: certificates are judged at it
};

/// What came from the relay, in the order it came; `us` since the start of the check.
struct TextEvent {
  std::uint64_t us;
  std::string text;
};
struct BinaryEvent {
  std::uint64_t us;
  Bytes bytes;
};
struct TickEvent {
  std::uint64_t us;
};
struct LostEvent {
  std::uint64_t us;
};
using Event = std::variant<TextEvent, BinaryEvent, TickEvent, LostEvent>;

struct Evidence {
  Setup setup;
  std::vector<Event> events;
};

inline constexpr std::size_t kMaxEvidenceFile = 64 * 1024 * 1024;

/// The evidence file: JSON, one event a line.
std::string write_evidence(const Evidence& evidence);
Parsed<Evidence> read_evidence(std::string_view text);

/// The seed of one probe: SHA-256 over a label, the check's seed and the probe's id.
handshake::Seed probe_seed(const handshake::Seed& seed, std::uint32_t probe_id);

}  // namespace mailglass::check
