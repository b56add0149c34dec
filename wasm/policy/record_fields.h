#pragma once
// Fields of a TXT record, "name=value" between semicolons behind a version: MTA-STS (RFC 8461 section 3.1) and TLS
// reporting (RFC 8460 section 3) write them alike.

#include <string_view>
#include <variant>
#include <vector>

#include "bytes/flaw.h"

namespace mailglass::policy {

enum class RecordRule : std::uint8_t {
  Version,     ///< something else than white space and a semicolon behind the version
  EmptyField,  ///< nothing between two semicolons
  NoEquals,
  FieldName,
  FieldValue,  ///< of a field that the standard does not define
  Space,       ///< white space at the end of the record
  Id,          ///< of MTA-STS: not 1 to 32 letters and digits
  NoId,
  Rua,  ///< of TLS reporting: no URI, or none at all
  NoRua,
};
const RuleText& rule_text(RecordRule rule);
using RecordFlaw = Flaw<RecordRule>;

struct RecordField {
  std::string_view name, value;
  std::size_t offset = 0;  ///< of the field in the record
  std::size_t value_offset = 0;
};
/// The fields behind the first `version` bytes. What is no field by the grammar ends it. Values are not looked at, for
/// what may be in them depends on the field.
std::variant<std::vector<RecordField>, RecordFlaw> record_fields(std::string_view text, std::size_t version);

}  // namespace mailglass::policy
