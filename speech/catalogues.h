#pragma once
// words/*.json as they are, built into the program (embed.cmake).

#include <array>
#include <span>
#include <string_view>

namespace mailglass {

struct Catalogue {
  std::string_view language;  ///< "en"
  std::string_view json;      ///< {id: {"text": ICU MessageFormat, "note": …}}
};
std::span<const Catalogue> catalogues();

}  // namespace mailglass
