#pragma once
// Names outside ASCII as DNS has them (IDNA, by UTS 46 as browsers do it).

#include <optional>
#include <string>
#include <string_view>

namespace mailglass::input {

/// A-labels of a name in UTF-8, lower case; nothing if it has none. Whether each label is a host's is not looked at.
std::optional<std::string> to_ascii(std::string_view name);
/// A name in UTF-8 as people write it: lower case, composed (NFC).
std::string to_written(std::string_view name);

}  // namespace mailglass::input
