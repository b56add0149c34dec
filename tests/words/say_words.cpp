// Says messages as the command line does, for tests/words/words.test.mjs: `say_words LANGUAGE`, with what to say as
// JSON on standard input:
// {"asked": [{"id": …, "given": {name: text or number}}], "lists": [[text, …]]}. Answers {"said": [text, …], "lists":
// [text, …]}.

#include <exception>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "speech/words.h"

int main(int argc, char** argv) try {
  using nlohmann::ordered_json;
  if (argc != 2) return 2;
  const mailglass::Words words(argv[1]);
  const std::string input{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  const ordered_json all = ordered_json::parse(input);
  ordered_json out = {{"said", ordered_json::array()}, {"lists", ordered_json::array()}};
  for (const ordered_json& one : all["asked"]) {
    std::vector<mailglass::Put> given;
    for (const auto& [name, value] : one["given"].items()) {
      if (value.is_number()) {
        given.push_back({name, value.get<std::int64_t>()});
      } else {
        given.push_back({name, value.get<std::string>()});
      }
    }
    out["said"].push_back(words.say(one["id"].get<std::string>(), given));
  }
  for (const ordered_json& list : all["lists"])
    out["lists"].push_back(words.list(list.get<std::vector<std::string>>()));
  std::cout << out.dump() << '\n';
  return 0;
} catch (const std::exception& error) {
  std::cerr << "say_words: " << error.what() << '\n';
  return 1;
}
