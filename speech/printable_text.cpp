#include "speech/printable_text.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "bytes/encoding.h"

namespace mailglass {
namespace {

constexpr std::array<std::string_view, 9> kOwnPunctuation{"…", "–", "—", "’", "‘", "“", "”", "·", "→"};

/// Controls (C0, DEL, C1), and the explicit marks of direction (Unicode Standard Annex 9 section 2).
bool steers(UChar32 character) {
  return character < 0x20 || (character >= 0x7f && character <= 0x9f) || (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

/// Of a character in UTF-8, by its first byte.
std::size_t length_of(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xc0 ? 1U : byte < 0xe0 ? 2U : byte < 0xf0 ? 3U : 4U;
}

constexpr UChar32 kReplacement = 0xfffd;

}  // namespace

std::string printable_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto own = std::find_if(kOwnPunctuation.begin(), kOwnPunctuation.end(),
                                  [&](std::string_view mark) { return text.starts_with(mark); });
    std::size_t taken = 1;
    if (own != kOwnPunctuation.end()) {
      taken = own->size();
      out += *own;
    } else if (text.front() >= ' ' && text.front() <= '~') {
      out += text.front();
    } else {
      out += printable(view_of(text.substr(0, 1)));
    }
    text.remove_prefix(taken);
  }
  return out;
}

std::string steady_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view bytes = text.substr(0, length_of(text.front()));
    const auto character = icu::UnicodeString::fromUTF8({bytes.data(), static_cast<std::int32_t>(bytes.size())});
    // Bytes that are no character become the mark of replacement, one or more.
    const bool sound = character.countChar32() == 1 && character.char32At(0) != kReplacement;
    if (sound && !steers(character.char32At(0))) {
      out += bytes;
      text.remove_prefix(bytes.size());
    } else {
      const std::size_t taken = sound ? bytes.size() : 1;
      out += printable(view_of(text.substr(0, taken)));
      text.remove_prefix(taken);
    }
  }
  return out;
}

}  // namespace mailglass
