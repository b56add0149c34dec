#include "smtp/reply.h"

#include <algorithm>
#include <array>

namespace mailglass::smtp {
namespace {

bool is_digit(std::uint8_t c) {
  return c >= '0' && c <= '9';
}

/// RFC 3463 section 2: class "." subject "." detail, at the start of a reply's text.
std::optional<EnhancedCode> enhanced_code_of(std::string_view text) {
  std::array<int, 3> parts{};
  for (std::size_t part = 0; part < parts.size(); ++part) {
    std::size_t digits = 0;
    while (digits < text.size() && digits < 3 && is_digit(static_cast<std::uint8_t>(text[digits]))) {
      parts[part] = parts[part] * 10 + (text[digits] - '0');
      ++digits;
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    if (part + 1 == parts.size()) break;
    if (text.empty() || text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty() && text.front() != ' ') return std::nullopt;
  if (parts[0] != 2 && parts[0] != 4 && parts[0] != 5) return std::nullopt;
  return EnhancedCode{parts[0], parts[1], parts[2]};
}

}  // namespace

std::string Reply::text() const {
  std::string out;
  for (const ReplyLine& line : lines) {
    if (!out.empty() || &line != &lines.front()) out += '\n';
    out += line.text;
  }
  return out;
}

Parsed<std::optional<Reply>> ReplyReader::feed(ByteView& bytes) {
  while (!bytes.empty()) {
    const std::uint8_t byte = bytes.front();
    bytes = bytes.subspan(1);
    line_.push_back(byte);
    ++offset_;
    if (size_ == 0) start_ = offset_ - 1;
    ++size_;
    if (size_ > kMaxReply) return ParseError{offset_, "RFC 5321 4.5.3.1.5: reply longer than this reader's bound"};
    // A wrong start is told at once: a server that sends no line end must not make us wait for one.
    if (line_.size() <= 3 && byte != '\n' && !is_digit(byte))
      return ParseError{offset_ - 1, "RFC 5321 4.2: a reply begins with three digits"};
    if (line_.size() == 4 && byte != ' ' && byte != '-' && byte != '\r' && byte != '\n') {
      return ParseError{offset_ - 1, "RFC 5321 4.2: space or hyphen after the reply code"};
    }
    if (byte != '\n') {
      if (line_.size() > kMaxLine)
        return ParseError{offset_, "RFC 5321 4.5.3.1.5: reply line longer than this reader's bound"};
      continue;
    }
    const std::size_t length = line_.size();
    const bool bare_lf = length < 2 || line_[length - 2] != '\r';
    const std::size_t content = length - (bare_lf ? 1 : 2);
    if (content < 3) return ParseError{offset_ - length, "RFC 5321 4.2: a reply begins with three digits"};
    const int code = (line_[0] - '0') * 100 + (line_[1] - '0') * 10 + (line_[2] - '0');
    // RFC 5321 section 4.2.1: the first digit is 2 to 5; 1yz replies are not used by SMTP.
    if (code < 200 || code > 599) return ParseError{offset_ - length, "RFC 5321 4.2.1: reply code outside 200 to 599"};
    if (code_ && *code_ != code)
      return ParseError{offset_ - length, "RFC 5321 4.2.1: reply code changes within a reply"};
    const bool more = content > 3 && line_[3] == '-';
    const std::size_t text_start = std::min<std::size_t>(content, 4);
    code_ = code;
    lines_.push_back({std::string(line_.begin() + static_cast<std::ptrdiff_t>(text_start),
                                  line_.begin() + static_cast<std::ptrdiff_t>(content)),
                      {offset_ - length, length},
                      bare_lf});
    line_.clear();
    if (lines_.size() > kMaxLines) return ParseError{offset_, "RFC 5321 4.2.1: more lines than this reader's bound"};
    if (more) continue;
    Reply reply{code, enhanced_code_of(lines_.front().text), std::move(lines_), {start_, offset_ - start_}};
    lines_.clear();
    code_.reset();
    size_ = 0;
    return std::optional<Reply>(std::move(reply));
  }
  return std::optional<Reply>();
}

}  // namespace mailglass::smtp
