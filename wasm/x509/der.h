#pragma once
// DER, element by element (X.690 section 8.1), for the few structures that are read without OpenSSL.

#include <optional>

#include "bytes/reader.h"

namespace mailglass::x509 {

/// One element: its tag (low-tag-number form), a reader over its contents, and its place.
struct Element {
  std::uint8_t tag;
  ByteReader contents;
  ByteRange whole;
};

/// X.690 section 8.1.2 and table 1 of X.680: universal tags; context-specific ones, primitive or constructed, by
/// number.
namespace tag {
inline constexpr std::uint8_t kInteger = 0x02, kBitString = 0x03, kOctetString = 0x04, kObjectIdentifier = 0x06,
                              kEnumerated = 0x0a, kGeneralizedTime = 0x18, kSequence = 0x30;
inline constexpr std::uint8_t kPrimitive = 0x80, kConstructed = 0xa0;
}  // namespace tag

/// The next element; the reader goes on behind it. Lengths of up to three bytes; nullopt when it does not fit.
std::optional<Element> next_element(ByteReader& reader);
/// The next element if it has this tag; if not, the reader stays where it was.
std::optional<Element> next_element(ByteReader& reader, std::uint8_t tag);

}  // namespace mailglass::x509
