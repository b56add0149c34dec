#include "config/file.h"

#include <array>
#include <fstream>

namespace mailglass::relay {

std::optional<std::string> read_file(const std::string& path, std::size_t most) {
  std::ifstream in(path, std::ios::binary);
  std::string content;
  std::array<char, 16384> piece{};
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
    content.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (content.size() > most) return std::nullopt;
  }
  if (!in.eof()) return std::nullopt;  // it was not opened, or reading failed half-way
  return content;
}

}  // namespace mailglass::relay
