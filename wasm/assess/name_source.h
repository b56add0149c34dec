#pragma once
// Where the names of the mail servers came from. A certificate proves a name; whose server bears it is for DNS to say.

#include <string_view>

#include "check/check.h"

namespace mailglass::assess {

struct NameSource {
  std::string_view code;   ///< "domain" "mx-signed" "mx"; empty while it is not known
  std::string_view words;  ///< "the name came from …"
};
NameSource name_source(const check::Check& check);

}  // namespace mailglass::assess
