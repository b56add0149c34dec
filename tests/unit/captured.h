#pragma once
// Bytes captured from real programs (data/README.md), and bytes written out in a test.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "bytes/encoding.h"

namespace mailglass {

/// Hexadecimal digits, spaces and line ends allowed between them.
inline Bytes hex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ' && c != '\n') digits += c;
  }
  auto bytes = from_hex(digits);
  if (!bytes) ADD_FAILURE() << "not hexadecimal: " << text;
  return bytes.value_or(Bytes{});
}

inline Bytes captured(const std::string& name) {
  std::ifstream file(std::string(TEST_DATA) + "/" + name + ".hex");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.empty()) ADD_FAILURE() << "no captured bytes called " << name;
  return hex(text);
}

inline Bytes bytes_of(std::string_view text) {
  const ByteView view = view_of(text);
  return {view.begin(), view.end()};
}

}  // namespace mailglass
