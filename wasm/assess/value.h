#pragma once
// Values of facts and reports as JSON: the library's own initializer lists become several times as much machine code.

#include <initializer_list>
#include <nlohmann/json.hpp>

namespace mailglass::assess {

struct Member {
  const char* key;
  mutable nlohmann::ordered_json value;  ///< an initializer list lends its elements as const; this one is moved from
};
/// An object of these members, in this order.
nlohmann::ordered_json object(std::initializer_list<Member> members);
/// Sets a member.
void put(nlohmann::ordered_json& object, const char* key, nlohmann::ordered_json value);

}  // namespace mailglass::assess
