#pragma once
// JSON objects, member by member: the library's own initializer lists become several times as much machine code.

#include <initializer_list>
#include <nlohmann/json.hpp>

namespace mailglass {

struct JsonMember {
  const char* key;
  mutable nlohmann::ordered_json value;  ///< an initializer list lends its elements as const; this one is moved from
};
/// An object of these members, in this order.
nlohmann::ordered_json json_object(std::initializer_list<JsonMember> members);
/// Sets a member.
void set_member(nlohmann::ordered_json& object, const char* key, nlohmann::ordered_json value);

}  // namespace mailglass
