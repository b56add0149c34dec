#pragma once
// What stands at the end of an output stream.

#include <cstddef>

namespace mailglass::cli {

enum class Stream { Out = 1, Error = 2 };  // POSIX file descriptors

/// A terminal that takes control sequences: TERM is neither unset nor "dumb".
bool is_terminal(Stream stream);
/// A terminal, and nobody asked for no colour (https://no-color.org).
bool wants_colour(Stream stream);
/// Columns of the terminal; 80 where there is none.
std::size_t columns(Stream stream);

}  // namespace mailglass::cli
