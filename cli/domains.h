#pragma once
// Which domains to check: the words of the command line, and lists with one in each line.

#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

#include "input/typed.h"
#include "speech/words.h"

namespace mailglass::cli {

/// What is given in place of a file's name for standard input.
inline constexpr std::string_view kStandardInput = "-";

/// Why there is nothing to check: a sentence, for whoever typed it or wrote the file.
struct NoDomains {
  int code;
  std::string text;
};
using Domains = std::variant<std::vector<input::Domain>, NoDomains>;

/// Each domain once, in the order given: those of `typed`, then those of standard input, if "-" is among them, then
/// those of `file`, a list (empty for none, "-" for standard input). A word without a dot may have been meant as one of
/// `commands` (empty: no).
Domains domains_of(const std::vector<std::string>& typed, const std::string& file, std::istream& standard_input,
                   std::string_view commands, const Words& words);

}  // namespace mailglass::cli
