#pragma once
// JSON objects, member by member: the library's own initializer lists become several times as much machine code.

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string_view>

namespace mailglass {

struct JsonMember {
  const char* key;
  mutable nlohmann::ordered_json value;  ///< an initializer list lends its elements as const; this one is moved from
};
/// An object of these members, in this order.
nlohmann::ordered_json json_object(std::initializer_list<JsonMember> members);
/// How much a text may hold that somebody else wrote: looked at before the library makes values of it, each of which
/// takes many times the memory of its text.
struct JsonBounds {
  std::size_t depth;   ///< arrays and objects within each other
  std::size_t values;  ///< arrays, objects and what commas part
};
/// Whether the text keeps to them, be it JSON or not.
bool within(std::string_view text, const JsonBounds& bounds);
/// Sets a member.
void set_member(nlohmann::ordered_json& object, const char* key, nlohmann::ordered_json value);

}  // namespace mailglass
