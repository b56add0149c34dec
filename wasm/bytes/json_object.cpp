#include "bytes/json_object.h"

namespace mailglass {

nlohmann::ordered_json json_object(std::initializer_list<JsonMember> members) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const JsonMember& member : members) set_member(out, member.key, std::move(member.value));
  return out;
}

void set_member(nlohmann::ordered_json& object, const char* key, nlohmann::ordered_json value) {
  object[key] = std::move(value);
}

}  // namespace mailglass
