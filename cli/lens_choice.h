#pragma once
// The standards lenses as the command line offers them, from the analyzer's table of them.

#include <string>
#include <string_view>

#include "speech/words.h"

namespace mailglass::cli {

/// In place of a code: tell which there are.
inline constexpr std::string_view kListLenses = "list";

/// "rfc9325, mozilla-intermediate, …"
std::string lens_codes();
/// Each lens with its document and edition, in lines of at most 100 columns where words allow.
std::string lens_list(const Words& words = english());
bool is_lens(std::string_view code);

}  // namespace mailglass::cli
