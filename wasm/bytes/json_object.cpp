#include "bytes/json_object.h"

namespace mailglass {

nlohmann::ordered_json json_object(std::initializer_list<JsonMember> members) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const JsonMember& member : members) set_member(out, member.key, std::move(member.value));
  return out;
}

bool within(std::string_view text, const JsonBounds& bounds) {
  std::size_t depth = 0, values = 0;
  bool in_string = false, escaped = false;
  for (const char c : text) {
    if (in_string) {
      in_string = escaped || c != '"';
      escaped = !escaped && c == '\\';
      continue;
    }
    in_string = c == '"';
    const bool opens = c == '{' || c == '[';
    if (opens && ++depth > bounds.depth) return false;
    if ((opens || c == ',') && ++values > bounds.values) return false;
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return true;
}

void set_member(nlohmann::ordered_json& object, const char* key, nlohmann::ordered_json value) {
  object[key] = std::move(value);
}

}  // namespace mailglass
