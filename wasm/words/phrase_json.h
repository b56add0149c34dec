#pragma once
// Phrases in the report (docs/report.schema.json, "phrase").

#include <nlohmann/json.hpp>

#include "words/phrase.h"

namespace mailglass::words {

/// {"phrase": id, "args": {name: value, …}}, without "args" where there are none. A text and a number stand for
/// themselves, a day is {"day": Unix seconds}, a list is an array.
nlohmann::ordered_json to_json(const Value& value);
nlohmann::ordered_json to_json(const Phrase& phrase);

}  // namespace mailglass::words
