#pragma once
// Words in lines of a width, for a terminal and for plain text.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mailglass {

/// How wide UTF-8 is where every character takes a column.
std::size_t columns_of(std::string_view text);
/// Breaks at blanks; a word that is longer stands in a line of its own.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace mailglass
