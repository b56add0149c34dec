#include "policy/mta_sts_record.h"

#include <algorithm>

#include "policy/grammar.h"

namespace mailglass::policy {
namespace {

constexpr std::string_view kId = "id=";

}  // namespace

bool begins_mta_sts_record(std::string_view text) {
  if (!text.starts_with(kStsVersion)) return false;
  const std::size_t behind = text.find_first_not_of(kWsp, kStsVersion.size());
  return behind != std::string_view::npos && text[behind] == ';';
}

std::optional<MtaStsRecord> read_mta_sts_record(std::string_view text) {
  if (!begins_mta_sts_record(text)) return std::nullopt;
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
