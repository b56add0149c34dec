#include "policy/mta_sts_discovery.h"

#include <algorithm>

#include "policy/grammar.h"

namespace mailglass::policy {
namespace {

bool is_candidate(const std::string& record, Reader reader) {
  // RFC 8461 3.1 [3]: a record MUST begin with its version.
  if (!record.starts_with(kStsVersion)) return false;
  switch (reader) {
    case Reader::Rfc8461:
    case Reader::PostfixTlspol: return begins_mta_sts_record(record);
    // It leaves out what is not ASCII.
    case Reader::PostfixMtaStsResolver:
      return std::none_of(record.begin(), record.end(), [](char c) { return (c & '\x80') != 0; });
  }
  return false;
}

DiscoveryReading malformed(std::size_t record, RecordFlaw flaw) {
  return {Discovery::Malformed, record, {}, flaw};
}

DiscoveryReading read_by_grammar(const std::string& text, std::size_t record) {
  const auto read = record_fields(text, kStsVersion.size());
  if (const auto* flaw = std::get_if<RecordFlaw>(&read)) return malformed(record, *flaw);
  DiscoveryReading reading{Discovery::Found, record};
  bool has_id = false;
  for (const RecordField& field : std::get<std::vector<RecordField>>(read)) {
    // RFC 8461 3.2 [3, 4]: unknown fields are ignored, and of a field all entries except for the first.
    if (field.name == "id") {
      if (!has_id && !is_policy_id(field.value)) return malformed(record, {field.value_offset, RecordRule::Id});
      if (!has_id) reading.id = field.value;
      has_id = true;
    } else if (!is_record_value(field.value)) {
      return malformed(record, {field.value_offset, RecordRule::FieldValue});
    }
  }
  if (!has_id) return malformed(record, {text.size(), RecordRule::NoId});
  return reading;
}

/// Any text between semicolons; the last entry counts.
DiscoveryReading read_as_resolver(std::string_view text, std::size_t record) {
  constexpr std::string_view kPythonSpace = " \t\n\r\v\f\x1c\x1d\x1e\x1f";
  std::optional<std::string_view> version, id;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    std::string_view field = text.substr(at, end - at);
    at = end + 1;
    field = without_trailing(field, kPythonSpace);
    field.remove_prefix(leading(field, kPythonSpace));
    const std::size_t equals = std::min(field.find('='), field.size());
    const std::string_view name = field.substr(0, equals), value = field.substr(std::min(equals + 1, field.size()));
    if (name == "v") version = value;
    if (name == "id") id = value;
  }
  if (version != "STSv1") return malformed(record, {0, RecordRule::Version});
  if (!id) return malformed(record, {text.size(), RecordRule::NoId});
  return {Discovery::Found, record, std::string(*id)};
}

}  // namespace

bool begins_mta_sts_record(std::string_view text) {
  if (!text.starts_with(kStsVersion)) return false;
  const std::size_t behind = text.find_first_not_of(kWsp, kStsVersion.size());
  return behind != std::string_view::npos && text[behind] == ';';
}

std::string_view to_string(Discovery discovery) {
  switch (discovery) {
    case Discovery::NoRecord: return "no-record";
    case Discovery::Several: return "several";
    case Discovery::Malformed: return "malformed";
    case Discovery::Found: return "found";
  }
  return {};
}

ByReader<DiscoveryReading> discover_policy(const std::vector<std::string>& records) {
  ByReader<DiscoveryReading> out;
  for (const Reader reader : kReaders) {
    const auto wanted = [&](const std::string& record) { return is_candidate(record, reader); };
    const auto first = std::find_if(records.begin(), records.end(), wanted);
    if (first == records.end()) continue;
    const auto place = static_cast<std::size_t>(first - records.begin());
    // RFC 8461 3.1 [4]: if the number of records that are left is not one, there is no policy.
    if (std::any_of(first + 1, records.end(), wanted)) {
      out[reader].discovery = Discovery::Several;
    } else {
      out[reader] =
          reader == Reader::PostfixMtaStsResolver ? read_as_resolver(*first, place) : read_by_grammar(*first, place);
    }
  }
  return out;
}

}  // namespace mailglass::policy
