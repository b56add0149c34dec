#pragma once
// Facts with a yes or no of their own, as people are told of them.

#include <string>
#include <string_view>
#include <vector>

#include "probe/knowledge.h"

namespace mailglass::probe {

struct Property {
  std::string_view code;  ///< stable: "session-ticket"
  std::string label;      ///< the message that names it
  Known known;
  words::Value impossible;  ///< it is not known because it cannot be there: why (applicability.h)
};

/// All of them, in a fixed order.
std::vector<Property> properties(const Facts& facts);

}  // namespace mailglass::probe
