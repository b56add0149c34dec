#include "policy/mta_sts_record.h"

#include <algorithm>

#include "policy/grammar.h"

namespace mailglass::policy {
namespace {

constexpr std::string_view kRecordBegins = "v=STSv1", kId = "id=";

}  // namespace

std::optional<MtaStsRecord> read_mta_sts_record(std::string_view text) {
  if (!text.starts_with(kRecordBegins)) return std::nullopt;
  // sts-field-delim: white space may stand before the semicolon.
  const std::size_t behind = text.find_first_not_of(kWsp, kRecordBegins.size());
  if (behind == std::string_view::npos || text[behind] != ';') return std::nullopt;
  for (std::size_t from = text.find(';'); from != std::string_view::npos; from = text.find(';', from)) {
    from = std::min(text.find_first_not_of(kWsp, from + 1), text.size());
    if (!text.substr(from).starts_with(kId)) continue;
    std::string_view id = text.substr(from + kId.size());
    id = id.substr(0, id.find(';'));
    id = id.substr(0, id.find_last_not_of(kWsp) + 1);
    return MtaStsRecord{is_policy_id(id) ? std::string(id) : std::string()};
  }
  return MtaStsRecord{};
}

}  // namespace mailglass::policy
