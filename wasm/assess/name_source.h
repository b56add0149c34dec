#pragma once
// Where the names of the mail servers came from. A certificate proves a name; whose server bears it is for DNS to say.

#include <string_view>

#include "check/check.h"
#include "words/phrase.h"

namespace mailglass::assess {

/// "domain" "mx-proven" "mx-given" "mx-signed" "mx"; empty while it is not known.
std::string_view name_source(const check::Check& check);
/// A sentence; none for an empty code.
words::Value name_words(std::string_view source);

}  // namespace mailglass::assess
