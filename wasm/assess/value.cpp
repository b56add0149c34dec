#include "assess/value.h"

namespace mailglass::assess {

nlohmann::ordered_json object(std::initializer_list<Member> members) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const Member& member : members) put(out, member.key, std::move(member.value));
  return out;
}

void put(nlohmann::ordered_json& object, const char* key, nlohmann::ordered_json value) {
  object[key] = std::move(value);
}

}  // namespace mailglass::assess
