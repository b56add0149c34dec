#include "x509/der.h"

namespace mailglass::x509 {

std::optional<Element> next_element(ByteReader& reader) {
  const std::size_t start = reader.offset();
  const auto tag = reader.u8();
  const auto first = tag ? reader.u8() : std::nullopt;
  if (!first) return std::nullopt;
  std::size_t length = *first;
  if (*first & 0x80) {
    const int count = *first & 0x7f;
    if (count < 1 || count > 3) return std::nullopt;
    length = 0;
    for (int i = 0; i < count; ++i) {
      const auto byte = reader.u8();
      if (!byte) return std::nullopt;
      length = length << 8 | *byte;
    }
  }
  auto contents = reader.sub(length);
  if (!contents) return std::nullopt;
  return Element{*tag, *contents, {start, reader.offset() - start}};
}

std::optional<Element> next_element(ByteReader& reader, std::uint8_t tag) {
  ByteReader ahead = reader;
  std::optional<Element> element = next_element(ahead);
  if (!element || element->tag != tag) return std::nullopt;
  reader = ahead;
  return element;
}

}  // namespace mailglass::x509
