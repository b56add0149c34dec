#pragma once
// What people type or paste, made into the domain to check. The page reads it the same way before the analyzer is there
// (web/src/input/domain.ts): tests/unit/input/typed.json has what both make of what.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mailglass::input {

struct Domain {
  std::string name;          ///< in A-labels
  std::string shown;         ///< as people write it: as typed, where that is not ASCII
  bool without_www = false;  ///< "www." was left out, which mail addresses do not have
};
/// A slip of the finger, maybe ("example,org"): to be asked.
struct Guess {
  Domain domain;
};
/// More than one; which is meant must be asked.
struct Several {
  std::vector<Domain> domains;
};
enum class Why : std::uint8_t {
  Empty,
  TooLong,
  NothingAfterAt,
  IpAddress,
  Spaces,
  NoDot,
  DotTooMany,
  NoDomainName,
};
struct Refused {
  Why why;
  std::string named;  ///< the part that it is about, as typed
};
using Reading = std::variant<Domain, Guess, Several, Refused>;

/// `text`: UTF-8: a domain, an e-mail address (with or without a name around it) or a web address, with whatever came
/// along when it was copied.
Reading read_typed(std::string_view text);

}  // namespace mailglass::input
