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

/// Of a line without its end: three digits, then a space, a hyphen or nothing. To a sender written in C a NUL ends the
/// line.
bool has_code(ByteView line) {
  return line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '-' || line[3] == '\0');
}

/// Of a line that has just begun.
bool may_have_code(ByteView line) {
  const std::size_t digits = std::min<std::size_t>(line.size(), 3);
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(digits), is_digit) &&
         (line.size() <= 3 || line[3] == '\r' || line[3] == '\n' || has_code(line));
}

/// What no line of text has, though some servers send a NUL.
bool is_binary(std::uint8_t byte) {
  return byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n' && byte != '\0';
}

/// `line` with its end, which is where the stream has come to.
ReplyLine line_of(ByteView line, std::size_t end) {
  std::size_t content = line.size() - 1;
  while (content > 0 && line[content - 1] == '\r') --content;
  ReplyLine out;
  out.range = {end - line.size(), line.size()};
  out.carriage_returns = line.size() - 1 - content;
  out.bare_lf = out.carriage_returns == 0;
  const ByteView text = line.first(content);
  if (has_code(text)) out.code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  out.text = text_of(text.subspan(out.code ? std::min<std::size_t>(content, 4) : 0));
  return out;
}

constexpr std::array<std::string_view, 7> kBreaks{{
    "line-without-code",
    "code-changes",
    "code-range",
    "bare-lf",
    "carriage-returns",
    "nul",
    "long-line",
}};

bool breaks(const Reply& reply, const ReplyLine& line, Break kind) {
  switch (kind) {
    case Break::LineWithoutCode: return !line.code;
    case Break::CodeChanges: return line.code && *line.code != reply.code;
    case Break::CodeRange: return line.code && (*line.code < 200 || *line.code > 599);
    case Break::BareLf: return line.bare_lf;
    case Break::CarriageReturns: return line.carriage_returns > 1;
    case Break::Nul: return line.text.find('\0') != std::string::npos;
    case Break::LongLine: return line.range.length > kStandardLine;
  }
  return false;
}

}  // namespace

const ReplyLine& Reply::first() const {
  return *std::find_if(lines.begin(), lines.end() - 1, [](const ReplyLine& line) { return line.code.has_value(); });
}

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
    if (size_ >= kMaxReply) return ParseError{offset_, "RFC 5321 4.5.3.1.5: reply longer than this reader's bound"};
    // A reply may follow lines of text, and senders wait for it. What is no text is another protocol, and told at once.
    if (is_binary(byte) && !may_have_code(line_))
      return ParseError{offset_ - 1, "RFC 5321 4.2: a reply begins with three digits"};
    if (byte != '\n') continue;
    const bool more = line_.size() > 3 && line_[3] == '-';
    lines_.push_back(line_of(line_, offset_));
    line_.clear();
    if (lines_.size() > kMaxLines) return ParseError{offset_, "RFC 5321 4.2.1: more lines than this reader's bound"};
    if (more || !lines_.back().code) continue;
    Reply reply{*lines_.back().code, {}, std::move(lines_), {start_, offset_ - start_}};
    reply.enhanced = enhanced_code_of(reply.first().text);
    lines_.clear();
    size_ = 0;
    return std::optional<Reply>(std::move(reply));
  }
  return std::optional<Reply>();
}

std::string_view to_string(Break kind) {
  return kBreaks[static_cast<std::size_t>(kind)];
}

std::vector<Break> breaks_of(const Reply& reply) {
  std::vector<Break> found;
  for (std::size_t i = 0; i < kBreaks.size(); ++i) {
    const auto kind = static_cast<Break>(i);
    if (std::any_of(reply.lines.begin(), reply.lines.end(),
                    [&](const ReplyLine& line) { return breaks(reply, line, kind); }))
      found.push_back(kind);
  }
  return found;
}

}  // namespace mailglass::smtp
