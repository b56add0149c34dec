#include "cli/text/as_typed.h"

#include <algorithm>
#include <array>
#include <string>

#include "cli/text/members.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> kSentences{"sentence", "title", "text", "advice"};

bool is_of_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/// Not as a part of another name.
bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  const auto letter = [&](std::size_t i) { return i < text.size() ? text[i] : ' '; };
  const char before = at > 0 ? text[at - 1] : ' ', behind = letter(at + size);
  if (is_of_word(before) || before == '.' || before == '-') return false;
  return !is_of_word(behind) && behind != '-' && !(behind == '.' && is_of_word(letter(at + size + 1)));
}

std::string renamed(std::string_view text, std::string_view domain, std::string_view shown) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find(domain); at != std::string_view::npos; at = text.find(domain, at + 1)) {
    if (at < done || !stands_alone(text, at, domain.size())) continue;
    out.append(text.substr(done, at - done)).append(shown);
    done = at + domain.size();
  }
  return out.append(text.substr(done));
}

void rename(ordered_json& value, std::string_view domain, std::string_view shown) {
  if (!value.is_structured()) return;
  for (const auto& item : value.items()) {
    ordered_json& inner = item.value();
    const bool read =
        value.is_object() && std::find(kSentences.begin(), kSentences.end(), item.key()) != kSentences.end();
    if (read && inner.is_string()) inner = renamed(inner.get_ref<const std::string&>(), domain, shown);
    rename(inner, domain, shown);
  }
}

}  // namespace

ordered_json as_typed(ordered_json report, std::string_view shown) {
  const std::string domain = text_of_member(report, "domain");
  if (!shown.empty() && !domain.empty() && shown != domain) rename(report, domain, shown);
  return report;
}

}  // namespace mailglass::cli
