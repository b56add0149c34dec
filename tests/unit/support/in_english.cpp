#include "support/in_english.h"

#include "speech/words.h"
#include "words/phrase_json.h"

namespace mailglass::test {

nlohmann::json in_english(const std::string& report) {
  return nlohmann::json::parse(english().in_words(nlohmann::ordered_json::parse(report)).dump());
}

std::string in_english(const words::Value& value) {
  return english().words_of(words::to_json(value));
}

}  // namespace mailglass::test
