#pragma once
// What may reach a terminal.

#include <string>
#include <string_view>

namespace mailglass {

/// For what strangers wrote: UTF-8 with everything escaped as \xNN that could steer a terminal or make text look like
/// another: control characters, and whatever lies outside ASCII but for the punctuation of our own sentences.
std::string printable_text(std::string_view text);

/// For our own words in any language, in which what strangers wrote is escaped already: what could steer a terminal is
/// escaped all the same (control characters, marks that turn the direction of writing, bytes that are no UTF-8).
std::string steady_text(std::string_view text);

}  // namespace mailglass
