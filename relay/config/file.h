#pragma once
// A whole file, read within a bound.

#include <cstddef>
#include <optional>
#include <string>

namespace mailglass::relay {

inline constexpr std::size_t kMaxFile = 64U * 1024 * 1024;

/// Nothing when it cannot be read (a folder neither) or holds more than `most` bytes.
std::optional<std::string> read_file(const std::string& path, std::size_t most = kMaxFile);

}  // namespace mailglass::relay
