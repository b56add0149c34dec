#include "config/roots.h"

#include "config/file.h"

namespace mailglass::relay {

std::variant<std::string, BadFile> read_roots(const Config& config) {
  std::string roots;
  for (const std::string& source : {config.roots, config.extra_roots}) {
    if (source.empty()) continue;
    const auto content = read_file(source);
    if (!content) return BadFile{BadFile::Why::Unreadable, "roots", source};
    roots += *content;
    if (!roots.ends_with('\n')) roots += '\n';
  }
  return roots;
}

}  // namespace mailglass::relay
