#include "target/do_not_probe.h"

#include <algorithm>

#include "config/file.h"

namespace mailglass::relay::target {
namespace {

constexpr std::size_t kMostBytes = 4U * 1024 * 1024;
constexpr std::string_view kBlank = " \t\r";

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::size_t from = line.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return line.substr(from, line.find_last_not_of(kBlank) - from + 1);
}

}  // namespace

std::variant<DoNotProbe, std::string> DoNotProbe::read(std::string_view text, const std::string& file) {
  DoNotProbe list;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view entry = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (entry.empty()) continue;
    list.entries_.emplace(entry);
    if (const auto prefix = Prefix::parse(entry)) {
      list.prefixes_.push_back(*prefix);
      continue;
    }
    std::string_view bare = entry;
    if (bare.starts_with("*.")) bare.remove_prefix(1);
    if (bare.starts_with('.')) bare.remove_prefix(1);
    const auto name = dns::Name::from_text(bare);
    // A list with the root on it, or a whole top-level domain, is a mistake; so is an address that is written wrongly.
    const bool is_name = name && name->is_host_name() && name->labels().size() >= 2 &&
                         name->labels().back().find_first_not_of("0123456789") != std::string::npos;
    if (!is_name) {
      return file + ":" + std::to_string(number) + ": \"" + std::string(entry) + "\" is no address, prefix or name";
    }
    list.names_.insert(*name);
  }
  return list;
}

std::variant<DoNotProbe, std::string> DoNotProbe::load(const std::string& path) {
  const auto text = read_file(path, kMostBytes);
  if (!text) return "\"" + path + "\" cannot be read";
  return read(*text, path);
}

bool DoNotProbe::contains(const IpAddress& address) const {
  return std::any_of(prefixes_.begin(), prefixes_.end(),
                     [&](const Prefix& prefix) { return prefix.contains(address); });
}

bool DoNotProbe::contains(const dns::Name& name) const {
  if (names_.empty()) return false;
  for (dns::Name at = name; !at.is_root(); at = at.parent()) {
    if (names_.contains(at)) return true;
  }
  return false;
}

}  // namespace mailglass::relay::target
