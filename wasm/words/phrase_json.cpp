#include "words/phrase_json.h"

#include "bytes/json_object.h"

namespace mailglass::words {
namespace {

using nlohmann::ordered_json;

struct Writer {
  ordered_json operator()(const std::string& text) const { return text; }
  ordered_json operator()(std::int64_t number) const { return number; }
  ordered_json operator()(Day day) const { return json_object({{"day", day.unix_seconds}}); }
  ordered_json operator()(const Phrase& phrase) const { return to_json(phrase); }
  ordered_json operator()(const List& list) const {
    ordered_json out = ordered_json::array();
    for (const Value& item : list) out.push_back(to_json(item));
    return out;
  }
};

}  // namespace

ordered_json to_json(const Value& value) {
  return std::visit(Writer{}, value.held());
}

ordered_json to_json(const Phrase& phrase) {
  ordered_json out = json_object({{"phrase", phrase.id}});
  if (phrase.args.empty()) return out;
  ordered_json args = ordered_json::object();
  for (const Argument& argument : phrase.args) args.emplace(std::string(argument.name), to_json(argument.value));
  set_member(out, "args", std::move(args));
  return out;
}

}  // namespace mailglass::words
