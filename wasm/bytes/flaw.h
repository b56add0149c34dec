#pragma once
// Where bytes break a rule, and which: a code out of the table of rules of whoever reads them.

#include <cstddef>
#include <string_view>

namespace mailglass {

/// `Rule` is an enumeration; a table beside it has a RuleText for each of its values, in their order.
template <class Rule>
struct Flaw {
  std::size_t offset = 0;  ///< bytes from the start of what was read
  Rule rule{};
  friend bool operator==(const Flaw&, const Flaw&) = default;
};

struct RuleText {
  std::string_view code;    ///< "blank-line"
  std::string_view source;  ///< "RFC 8461 3.2"
};

}  // namespace mailglass
