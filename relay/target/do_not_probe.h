#pragma once
// Whose operators asked not to be checked: addresses, prefixes and names from a file of the relay's keeper.

#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bytes/address.h"
#include "dns/name.h"
#include "target/prefix.h"

namespace mailglass::relay::target {

class DoNotProbe {
 public:
  DoNotProbe() = default;
  /// One entry a line: an address, a prefix, or a name, which stands for itself and all below it ("*." or "." before it
  /// says the same). What follows "#" is a comment. `file`: its name, for the text that says what is wrong.
  static std::variant<DoNotProbe, std::string> read(std::string_view text, const std::string& file);
  /// Reads the file.
  static std::variant<DoNotProbe, std::string> load(const std::string& path);

  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] bool contains(const dns::Name& name) const;
  [[nodiscard]] std::size_t size() const { return prefixes_.size() + names_.size(); }
  friend bool operator==(const DoNotProbe& a, const DoNotProbe& b) { return a.entries_ == b.entries_; }

 private:
  std::vector<Prefix> prefixes_;
  std::set<dns::Name> names_;
  std::set<std::string> entries_;  ///< as written
};

}  // namespace mailglass::relay::target
