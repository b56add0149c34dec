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

/// The next element; the reader goes on behind it. Lengths of up to three bytes; nullopt when it does not fit.
std::optional<Element> next_element(ByteReader& reader);

}  // namespace mailglass::x509
