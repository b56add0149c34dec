#include "check/bytes_at.h"

#include <algorithm>

#include "check/check.h"

namespace mailglass::check {

std::optional<ByteView> bytes_at(const Check& check, const BytesAt& at) {
  if (at.source == Source::Answer) {
    const LookupRun* lookup = check.lookup(at.id);
    if (!lookup || !lookup->answered()) return std::nullopt;
    const ByteView all = lookup->answered()->answer.message;
    const std::size_t from = std::min(at.range.offset, all.size());
    return all.subspan(from, std::min(at.range.length, all.size() - from));
  }
  const ProbeRun* probe = check.probe(at.id);
  if (!probe) return std::nullopt;
  const bool from_server = at.source == Source::FromServer;
  return probe->transcript().bytes(from_server ? wire::Direction::FromServer : wire::Direction::ToServer, at.range);
}

}  // namespace mailglass::check
