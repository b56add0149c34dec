#include "x509/sct.h"

#include <algorithm>

#include "x509/der.h"

namespace mailglass::x509 {
namespace {
/// 2^53 milliseconds, some 285,000 years: what every reader of a report has numbers for.
constexpr std::uint64_t kTimeEnd = 1ULL << 53;
}  // namespace

Parsed<std::vector<SignedTimestamp>> parse_timestamps(ByteView list) {
  constexpr std::uint8_t kV1 = 0;
  ByteReader outer(list);
  auto entries = outer.prefixed(2);
  if (!entries || !outer.empty() || entries->empty())
    return ParseError{0, "RFC 6962 3.3: the list's length does not fit"};
  std::vector<SignedTimestamp> found;
  while (!entries->empty()) {
    const ParseError broken{entries->offset(), "RFC 6962 3.2: a signed certificate timestamp cut short"};
    auto entry = entries->prefixed(2);
    const auto version = entry ? entry->u8() : std::nullopt;
    if (!version) return broken;
    if (*version != kV1) continue;
    const auto log = entry->bytes(32);
    const auto time = log ? entry->u64() : std::nullopt;
    // Extensions, hash and signature algorithm, signature: nothing may follow.
    if (!time || !entry->prefixed(2) || !entry->u16() || !entry->prefixed(2) || !entry->empty()) return broken;
    if (*time >= kTimeEnd) return ParseError{broken.offset, "RFC 6962 3.2: a timestamp beyond all calendars"};
    if (found.size() == kMaxTimestamps) return ParseError{broken.offset, "more timestamps than this reader's bound"};
    found.push_back({{}, *time});
    std::copy(log->begin(), log->end(), found.back().log_id.begin());
  }
  return found;
}

Parsed<std::vector<SignedTimestamp>> parse_embedded_timestamps(ByteView extension_value) {
  ByteReader reader(extension_value);
  const auto inner = next_element(reader, tag::kOctetString);
  if (!inner || !reader.empty()) return ParseError{0, "RFC 6962 3.3: the list is in no OCTET STRING"};
  return parse_timestamps(inner->contents.rest());
}

}  // namespace mailglass::x509
