#include "cli/arguments.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/text/members.h"

namespace mailglass::cli {
namespace {

constexpr const char* kCheck = "check";
constexpr std::array<std::string_view, 3> kCommands{kCheck, "replay", "what-if"};
/// Of the program itself.
constexpr std::array<std::string_view, 4> kWithoutCommand{"-h", "--help", "-V", "--version"};
/// The long options that take no value.
constexpr std::array<std::string_view, 4> kFlags{"--json", "--quiet", "--help", "--version"};

template <std::size_t N>
bool is_among(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The word behind it is its value.
bool takes_next(std::string_view option) {
  return option.starts_with("--") && option.find('=') == std::string_view::npos && !is_among(option, kFlags);
}

/// The first word that is no option and no option's value.
std::vector<const char*>::iterator first_word(std::vector<const char*>& words) {
  for (auto word = words.begin() + 1; word != words.end(); ++word) {
    const std::string_view text = *word;
    if (text == "--" || !text.starts_with('-') || text == "-") return word;
    if (takes_next(text) && ++word == words.end()) break;
  }
  return words.end();
}

}  // namespace

std::string command_names() {
  std::string names;
  for (const std::string_view name : kCommands) append(names, name);
  return names;
}

Arguments::Arguments(int argc, const char* const* argv) : words_(argv, argv + argc) {
  if (words_.empty()) words_.push_back("mailglass");
  const auto first = first_word(words_);
  if (first != words_.end() && is_among(*first, kCommands)) {
    std::rotate(words_.begin() + 1, first, first + 1);
    return;
  }
  if (words_.size() > 1 && is_among(words_[1], kWithoutCommand)) return;
  named_command_ = false;
  words_.insert(words_.begin() + 1, kCheck);
}

}  // namespace mailglass::cli
