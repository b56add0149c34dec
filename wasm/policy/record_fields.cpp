#include "policy/record_fields.h"

#include <algorithm>
#include <array>

#include "policy/grammar.h"

namespace mailglass::policy {
namespace {

constexpr std::array<RuleText, 10> kRecordRules{{
    {"version", "RFC 8461 3.1, RFC 8460 3"},
    {"empty-field", "RFC 8461 3.1, RFC 8460 3"},
    {"no-equals", "RFC 8461 3.1, RFC 8460 3"},
    {"field-name", "RFC 8461 3.1, RFC 8460 3"},
    {"field-value", "RFC 8461 3.1, RFC 8460 3"},
    {"space", "RFC 8461 3.1, RFC 8460 3"},
    {"id", "RFC 8461 3.1"},
    {"no-id", "RFC 8461 3.1"},
    {"rua", "RFC 8460 3"},
    {"no-rua", "RFC 8460 3"},
}};

}  // namespace

const RuleText& rule_text(RecordRule rule) {
  return kRecordRules.at(static_cast<std::size_t>(rule));
}

// RFC 8461 3.1 [1]: key/value pairs between semicolons.
std::variant<std::vector<RecordField>, RecordFlaw> record_fields(std::string_view text, std::size_t version) {
  std::vector<RecordField> fields;
  const auto past_space = [&](std::size_t from) { return std::min(text.find_first_not_of(kWsp, from), text.size()); };
  std::size_t at = past_space(version);
  if (at == text.size() && at > version) return RecordFlaw{version, RecordRule::Space};
  if (at < text.size() && text[at] != ';') return RecordFlaw{at, RecordRule::Version};
  while (at < text.size()) {
    const std::size_t start = past_space(at + 1);
    // A delimiter may end the record.
    if (start == text.size()) break;
    const std::size_t end = std::min(text.find(';', start), text.size());
    std::string_view field = text.substr(start, end - start);
    const std::size_t content = field.find_last_not_of(kWsp) + 1;
    if (content == 0) return RecordFlaw{start, RecordRule::EmptyField};
    // White space belongs to a delimiter, and there is none.
    if (end == text.size() && content < field.size()) return RecordFlaw{start + content, RecordRule::Space};
    field = field.substr(0, content);
    const std::size_t equals = field.find('=');
    if (equals == std::string_view::npos) return RecordFlaw{start, RecordRule::NoEquals};
    if (!is_extension_name(field.substr(0, equals))) return RecordFlaw{start, RecordRule::FieldName};
    fields.push_back({field.substr(0, equals), field.substr(equals + 1), start, start + equals + 1});
    at = end;
  }
  return fields;
}

}  // namespace mailglass::policy
