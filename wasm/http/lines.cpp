#include "http/lines.h"

#include <algorithm>

namespace mailglass::http {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// RFC 9110 section 5.5: visible characters, obs-text, spaces and tabs.
bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= ' ' && byte != 0x7f);
  });
}

}  // namespace

bool is_token(std::string_view text) {
  constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || kOther.find(c) != std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trimmed(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(kOws) + 1);
  text.remove_prefix(std::min(text.find_first_not_of(kOws), text.size()));
  return text;
}

std::optional<TextLine> Lines::next() {
  const std::size_t end = stream_.find('\n', at_);
  if (end == std::string_view::npos) return std::nullopt;
  TextLine line{stream_.substr(at_, end - at_), {at_, end + 1 - at_}};
  // RFC 9112 2.2: a recipient may take a single LF for the end of a line.
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  at_ = end + 1;
  return line;
}

std::variant<std::monostate, std::vector<FieldLine>, ResponseFlaw> read_fields(Lines& lines) {
  const std::size_t start = lines.offset();
  std::vector<FieldLine> fields;
  while (const auto line = lines.next()) {
    const auto& [text, range] = *line;
    if (text.empty()) return fields;
    if (lines.offset() - start > kMaxHead || fields.size() == kMaxFields)
      return ResponseFlaw{range.offset, Rule::HeadTooLong};
    // RFC 9112 2.2: a CR that no LF follows makes the element invalid.
    if (const std::size_t cr = text.find('\r'); cr != std::string_view::npos)
      return ResponseFlaw{range.offset + cr, Rule::BareCr};
    const bool folded = kOws.find(text.front()) != std::string_view::npos;
    // RFC 9112 2.2: white space before the first field line is never a field's.
    if (folded && fields.empty()) return ResponseFlaw{range.offset, Rule::FieldName};
    const std::size_t colon = folded ? std::string_view::npos : text.find(':');
    // RFC 9112 5.1: no white space between a field's name and its colon.
    if (!folded && (colon == std::string_view::npos || !is_token(text.substr(0, colon))))
      return ResponseFlaw{range.offset, Rule::FieldName};
    const std::string_view value = trimmed(folded ? text : text.substr(colon + 1));
    if (!is_value(value)) return ResponseFlaw{range.offset, Rule::FieldValue};
    if (folded) {
      // RFC 9112 5.2: a user agent replaces a fold by spaces.
      FieldLine& last = fields.back();
      last.value += (last.value.empty() || value.empty() ? "" : " ") + std::string(value);
      last.range.length = range.offset + range.length - last.range.offset;
    } else {
      fields.push_back({lower(text.substr(0, colon)), std::string(value), range});
    }
  }
  // RFC 9112 2.2 does not bound a line; this reader does.
  if (lines.offset() + lines.rest().size() - start > kMaxHead) return ResponseFlaw{lines.offset(), Rule::HeadTooLong};
  return std::monostate{};
}

}  // namespace mailglass::http
