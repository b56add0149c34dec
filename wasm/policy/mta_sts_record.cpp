#include "policy/mta_sts_record.h"

#include <algorithm>

namespace mailglass::policy {
namespace {

constexpr std::string_view kVersion = "v=STSv1;", kId = "id=", kSpace = " \t";
constexpr std::size_t kMaxId = 32;

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxId && std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

}  // namespace

std::optional<MtaStsRecord> read_mta_sts_record(std::string_view text) {
  if (!text.starts_with(kVersion)) return std::nullopt;
  for (std::size_t from = text.find(';'); from != std::string_view::npos; from = text.find(';', from)) {
    from = std::min(text.find_first_not_of(kSpace, from + 1), text.size());
    if (!text.substr(from).starts_with(kId)) continue;
    std::string_view id = text.substr(from + kId.size());
    id = id.substr(0, id.find(';'));
    id = id.substr(0, id.find_last_not_of(kSpace) + 1);
    return MtaStsRecord{is_id(id) ? std::string(id) : std::string()};
  }
  return MtaStsRecord{};
}

}  // namespace mailglass::policy
