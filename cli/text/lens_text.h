#pragma once
// What a standards lens (docs/lenses.md) says about an address, as text.

#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/text/paper.h"

namespace mailglass::cli {

/// The lens of this code in a report; null if it has none.
const nlohmann::ordered_json& lens_in(const nlohmann::ordered_json& report, std::string_view code);

/// The document and its edition; nothing for null.
void write_lens(const nlohmann::ordered_json& lens, std::size_t indent, Paper& paper);

/// How many rules of the lens the address meets and violates, and which; or why it was not judged. Nothing for null.
void write_judgements(const nlohmann::ordered_json& address, const nlohmann::ordered_json& lens, std::size_t indent,
                      Paper& paper);

}  // namespace mailglass::cli
