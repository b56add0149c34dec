#include "assess/number_words.h"

#include <array>
#include <string_view>

namespace mailglass::assess {
namespace {

constexpr std::array<std::string_view, 13> kWords = {"no",    "one",   "two",  "three", "four",   "five",  "six",
                                                     "seven", "eight", "nine", "ten",   "eleven", "twelve"};

}  // namespace

std::string number_word(std::size_t number) {
  return number < kWords.size() ? std::string(kWords[number]) : std::to_string(number);
}

std::string first_number_word(std::size_t number) {
  std::string word = number_word(number);
  if (word.front() >= 'a') word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

}  // namespace mailglass::assess
