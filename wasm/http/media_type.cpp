#include <algorithm>

#include "http/lines.h"
#include "http/response.h"

namespace mailglass::http {
namespace {

/// A token, or what stands between quotes (RFC 9110 section 5.6.4); nothing if it is neither. Goes on behind it.
std::optional<std::string> read_value(std::string_view& text) {
  if (!text.starts_with('"')) {
    const std::string_view token = text.substr(0, text.find_first_of(" \t;"));
    if (!is_token(token)) return std::nullopt;
    text.remove_prefix(token.size());
    return std::string(token);
  }
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && ++i == text.size()) break;
    value += text[i];
  }
  return std::nullopt;
}

/// `text` begins where the type and subtype end.
bool read_parameters(std::string_view text, MediaType& type) {
  while (true) {
    text = trimmed(text);
    if (text.empty()) return true;
    if (text.front() != ';') return false;
    text = trimmed(text.substr(1));
    // RFC 9110 5.6.6: a parameter may be left out between semicolons.
    if (text.empty() || text.front() == ';') continue;
    const std::string_view name = text.substr(0, text.find('='));
    if (!is_token(name) || name.size() == text.size()) return false;
    text.remove_prefix(name.size() + 1);
    auto value = read_value(text);
    if (!value) return false;
    type.parameters.emplace_back(lower(name), std::move(*value));
  }
}

}  // namespace

std::string MediaType::charset() const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [](const auto& parameter) { return parameter.first == "charset"; });
  return found == parameters.end() ? std::string() : lower(found->second);
}

std::optional<MediaType> media_type(const Response& response) {
  const FieldLine* const field = response.field("content-type");
  if (!field) return std::nullopt;
  const bool one = std::all_of(response.fields.begin(), response.fields.end(), [&](const FieldLine& line) {
    return line.name != field->name || line.value == field->value;
  });
  const std::string_view value = field->value;
  const std::string_view essence = trimmed(value.substr(0, value.find(';')));
  const std::size_t slash = essence.find('/');
  if (!one || slash == std::string_view::npos || !is_token(essence.substr(0, slash)) ||
      !is_token(essence.substr(slash + 1)))
    return std::nullopt;
  MediaType type{lower(essence), {}};
  type.parameters_well_formed = read_parameters(value.substr(std::min(value.find(';'), value.size())), type);
  return type;
}

}  // namespace mailglass::http
