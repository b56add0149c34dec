#include "check/bytes_at.h"

#include <algorithm>

#include "check/check.h"

namespace mailglass::check {
namespace {

/// Of a mail server's stream, or a policy host's.
const Transcript* transcript_of(const Check& check, std::uint32_t id) {
  if (const ProbeRun* probe = check.probe(id)) return &probe->transcript();
  const PolicyRun* run = check.policy().run(id);
  return run ? &run->transcript() : nullptr;
}

}  // namespace

std::optional<ByteView> bytes_at(const Check& check, const BytesAt& at) {
  if (at.source == Source::Answer) {
    const LookupRun* lookup = check.lookup(at.id);
    if (!lookup || !lookup->answered()) return std::nullopt;
    const ByteView all = lookup->answered()->answer.message;
    const std::size_t from = std::min(at.range.offset, all.size());
    return all.subspan(from, std::min(at.range.length, all.size() - from));
  }
  const Transcript* transcript = transcript_of(check, at.id);
  if (!transcript) return std::nullopt;
  const bool from_server = at.source == Source::FromServer;
  return transcript->bytes(from_server ? wire::Direction::FromServer : wire::Direction::ToServer, at.range);
}

}  // namespace mailglass::check
