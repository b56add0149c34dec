#pragma once
// Small numbers in words, as sentences have them.

#include <cstddef>
#include <string>

namespace mailglass::assess {

/// "no", "one" … "twelve"; digits from 13 on.
std::string number_word(std::size_t number);
/// The same at the beginning of a sentence: "Two".
std::string first_number_word(std::size_t number);

}  // namespace mailglass::assess
