#pragma once
// Time limits in words, as the relay gives them for its reasons.

#include <chrono>
#include <string>

namespace mailglass::relay {

/// "8 s", "2.5 s"; below a second "300 ms".
inline std::string duration_text(std::chrono::milliseconds time) {
  const auto ms = time.count();
  if (ms < 1000) return std::to_string(ms) + " ms";
  std::string text = std::to_string(ms / 1000);
  if (ms % 1000 != 0) {
    text += "." + std::to_string(1000 + ms % 1000).substr(1);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + " s";
}

}  // namespace mailglass::relay
