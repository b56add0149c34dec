#include "support/in_english.h"

#include "cli/words/words.h"
#include "words/phrase_json.h"

namespace mailglass::test {

nlohmann::json in_english(const std::string& report) {
  return nlohmann::json::parse(cli::english().in_words(nlohmann::ordered_json::parse(report)).dump());
}

std::string in_english(const words::Value& value) {
  return cli::english().words_of(words::to_json(value));
}

}  // namespace mailglass::test
