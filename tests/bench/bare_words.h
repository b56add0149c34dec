#pragma once
// What the bare mail server says, and how bytes are given to these programs.

#include <charconv>
#include <string>
#include <string_view>

namespace mailglass::bench {

inline constexpr std::string_view kGreeting = "220 mail.world ESMTP\r\n";
inline constexpr std::string_view kCapabilities = "250-mail.world\r\n250 STARTTLS\r\n";
inline constexpr std::string_view kGoAhead = "220 go ahead\r\n";
inline constexpr std::size_t kClearBytes = kGreeting.size() + kCapabilities.size() + kGoAhead.size();

/// Bytes from their hexadecimal digits; ends at the first that is none.
inline std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    unsigned value = 0;
    if (std::from_chars(digits.data(), digits.data() + 2, value, 16).ptr != digits.data() + 2) break;
    bytes.push_back(static_cast<char>(value));
  }
  return bytes;
}

/// A whole number; 0 for anything else.
inline unsigned long number(std::string_view text) {
  unsigned long value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace mailglass::bench
