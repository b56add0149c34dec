#include "http/response.h"

#include <algorithm>
#include <array>

#include "http/lines.h"

namespace mailglass::http {
namespace {

constexpr std::array<RuleText, 15> kRules{{
    {"status-line", "RFC 9112 4"},
    {"version", "RFC 9112 2.3"},
    {"bare-cr", "RFC 9112 2.2"},
    {"field-name", "RFC 9112 5.1"},
    {"field-value", "RFC 9110 5.5"},
    {"content-length", "RFC 9110 8.6"},
    {"both-lengths", "RFC 9112 6.3"},
    {"transfer-encoding", "RFC 9112 6.1"},
    {"chunk-size", "RFC 9112 7.1"},
    {"chunk-end", "RFC 9112 7.1"},
    {"head-too-long", "RFC 9110 5.4"},
    {"body-too-long", "RFC 8461 3.3"},
    {"too-many-interim", "RFC 9110 15.2"},
    {"switched-protocols", "RFC 9110 15.2.2"},
    {"ends-early", "RFC 9112 8"},
}};

struct Head {
  Response response;
  std::optional<std::uint64_t> length;
};
template <class Value>
using Step = std::variant<std::monostate, Value, ResponseFlaw>;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Nothing for what is no number in this base, or too large to be a body's size anywhere.
std::optional<std::uint64_t> number(std::string_view text, unsigned base) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::size_t digit = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit >= base) return std::nullopt;
    value = value * base + digit;
    if (value > kMost) return std::nullopt;
  }
  return value;
}

/// RFC 9112 section 4. The space before an empty reason is often left out.
std::optional<ResponseFlaw> read_status_line(const TextLine& line, Response& response) {
  constexpr std::string_view kProtocol = "HTTP/";
  const std::string_view text = line.text;
  const std::size_t at = line.range.offset;
  constexpr std::size_t kVersionEnd = 8, kStatusEnd = 12;
  if (!text.starts_with(kProtocol)) return ResponseFlaw{at, Rule::StatusLine};
  // RFC 9112 2.3: the version's digits, and case, are exactly so.
  if (text.size() < kVersionEnd || text.substr(5, 2) != "1." || (text[7] != '0' && text[7] != '1'))
    return ResponseFlaw{at + kProtocol.size(), Rule::Version};
  response.minor_version = text[7] - '0';
  const bool status = text.size() >= kStatusEnd && text[kVersionEnd] == ' ' && is_digit(text[9]) &&
                      is_digit(text[10]) && is_digit(text[11]) && text[9] != '0' &&
                      (text.size() == kStatusEnd || text[kStatusEnd] == ' ');
  if (!status) return ResponseFlaw{at + kVersionEnd, Rule::StatusLine};
  response.status = (text[9] - '0') * 100 + (text[10] - '0') * 10 + (text[11] - '0');
  response.reason = text.substr(std::min(text.size(), kStatusEnd + 1));
  if (const std::size_t cr = text.find('\r'); cr != std::string_view::npos) return ResponseFlaw{at + cr, Rule::BareCr};
  return std::nullopt;
}

/// The elements of a list (RFC 9110 section 5.6.1), empty ones left out.
std::vector<std::string_view> elements(std::string_view list) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    if (const std::string_view element = trimmed(list.substr(at, comma - at)); !element.empty()) out.push_back(element);
    at = comma + 1;
  }
  return out;
}

std::optional<ResponseFlaw> read_length(const FieldLine& field, std::optional<std::uint64_t>& length) {
  const auto values = elements(field.value);
  if (values.empty()) return ResponseFlaw{field.range.offset, Rule::ContentLength};
  for (const std::string_view value : values) {
    const auto read = number(value, 10);
    // RFC 9112 6.3 (5): invalid ones are an error that nobody recovers from; the same again is one.
    if (!read || (length && *length != *read)) return ResponseFlaw{field.range.offset, Rule::ContentLength};
    length = read;
  }
  return std::nullopt;
}

/// RFC 9112 section 6.3, for a response to a GET.
std::optional<ResponseFlaw> read_framing(Head& head) {
  Response& response = head.response;
  constexpr int kNoContent = 204, kNotModified = 304;
  const FieldLine* encoding = nullptr;
  std::size_t codings = 0;
  for (const FieldLine& field : response.fields) {
    if (field.name == "content-length")
      if (auto flaw = read_length(field, head.length)) return flaw;
    if (field.name != "transfer-encoding") continue;
    encoding = &field;
    for (const std::string_view coding : elements(field.value)) {
      // RFC 9112 6.1: chunked is applied once; and this reader asks for nothing else.
      if (lower(coding) != "chunked" || ++codings > 1) return ResponseFlaw{field.range.offset, Rule::TransferEncoding};
    }
  }
  if (encoding) {
    // RFC 9112 6.1: in HTTP/1.0 the message's framing is faulty; 6.3 (3): so it is with both.
    if (response.minor_version == 0 || codings == 0)
      return ResponseFlaw{encoding->range.offset, Rule::TransferEncoding};
    if (head.length) return ResponseFlaw{encoding->range.offset, Rule::BothLengths};
  }
  if (response.status == kNoContent || response.status == kNotModified) return std::nullopt;
  response.framing = encoding ? Framing::Chunked : head.length ? Framing::Length : Framing::UntilClose;
  return std::nullopt;
}

Step<Head> read_head(Lines& lines) {
  Head head;
  const auto line = lines.next();
  if (!line) {
    if (lines.rest().size() > kMaxHead) return ResponseFlaw{lines.offset(), Rule::HeadTooLong};
    // What does not begin so never becomes a response.
    const std::size_t begun = std::min<std::size_t>(lines.rest().size(), 5);
    if (lines.rest().substr(0, begun) != std::string_view("HTTP/").substr(0, begun))
      return ResponseFlaw{lines.offset(), Rule::StatusLine};
    return std::monostate{};
  }
  if (auto flaw = read_status_line(*line, head.response)) return *flaw;
  auto fields = read_fields(lines);
  if (const auto* flaw = std::get_if<ResponseFlaw>(&fields)) return *flaw;
  if (std::holds_alternative<std::monostate>(fields)) return std::monostate{};
  head.response.fields = std::move(std::get<std::vector<FieldLine>>(fields));
  return head;
}

/// The final response's head; interim ones before it are passed over.
Step<Head> read_final_head(Lines& lines) {
  for (std::size_t interim = 0; interim <= kMaxInterim; ++interim) {
    const std::size_t start = lines.offset();
    Step<Head> step = read_head(lines);
    Head* const head = std::get_if<Head>(&step);
    if (!head) return step;
    // RFC 9110 15.2: a client is able to read interim responses before the final one.
    if (head->response.status >= 200) {
      if (auto flaw = read_framing(*head)) return *flaw;
      return step;
    }
    if (head->response.status == 101) return ResponseFlaw{start, Rule::SwitchedProtocols};
  }
  return ResponseFlaw{lines.offset(), Rule::TooManyInterim};
}

void take(Lines& lines, std::size_t count, Response& response) {
  if (count == 0) return;
  const ByteView bytes = view_of(lines.rest().substr(0, count));
  response.body.insert(response.body.end(), bytes.begin(), bytes.end());
  response.pieces.push_back({lines.offset(), count});
  lines.skip(count);
}

/// The size line of a chunk (RFC 9112 section 7.1). Its end, and a chunk's, is CRLF and nothing else: readers that take
/// less disagree on where a message ends.
Step<std::uint64_t> read_chunk_size(Lines& lines) {
  const std::string_view rest = lines.rest();
  const std::size_t lf = rest.find('\n');
  if (lf == std::string_view::npos) {
    if (rest.size() > kMaxChunkLine) return ResponseFlaw{lines.offset(), Rule::ChunkSize};
    return std::monostate{};
  }
  if (lf > kMaxChunkLine) return ResponseFlaw{lines.offset(), Rule::ChunkSize};
  if (lf == 0 || rest.find('\r') != lf - 1) return ResponseFlaw{lines.offset(), Rule::ChunkEnd};
  const std::string_view line = rest.substr(0, lf - 1);
  // RFC 9112 7.1.1: extensions that are not known are ignored.
  const std::size_t digits = std::min(line.find_first_of(" \t;"), line.size());
  const auto size = number(line.substr(0, digits), 16);
  const std::string_view behind = trimmed(line.substr(digits));
  if (!size || !(behind.empty() || behind.front() == ';')) return ResponseFlaw{lines.offset(), Rule::ChunkSize};
  lines.skip(lf + 1);
  return *size;
}

Step<Response> read_chunks(Lines& lines, Response response, std::size_t max_body) {
  while (true) {
    const Step<std::uint64_t> step = read_chunk_size(lines);
    if (const auto* flaw = std::get_if<ResponseFlaw>(&step)) return *flaw;
    const auto* size = std::get_if<std::uint64_t>(&step);
    if (!size) return std::monostate{};
    if (*size == 0) break;
    if (*size > max_body - response.body.size()) return ResponseFlaw{lines.offset(), Rule::BodyTooLong};
    const auto count = static_cast<std::size_t>(*size);
    const std::string_view rest = lines.rest();
    if (rest.size() < count) return std::monostate{};
    const std::string_view end = rest.substr(count, 2);
    if (end != std::string_view("\r\n").substr(0, end.size()))
      return ResponseFlaw{lines.offset() + count, Rule::ChunkEnd};
    if (end.size() < 2) return std::monostate{};
    take(lines, count, response);
    lines.skip(2);
  }
  auto trailers = read_fields(lines);
  if (const auto* flaw = std::get_if<ResponseFlaw>(&trailers)) return *flaw;
  if (std::holds_alternative<std::monostate>(trailers)) return std::monostate{};
  response.trailers = std::move(std::get<std::vector<FieldLine>>(trailers));
  return response;
}

Step<Response> read_body(Lines& lines, Head head, StreamEnd end, std::size_t max_body) {
  Response& response = head.response;
  const std::size_t there = lines.rest().size();
  switch (response.framing) {
    case Framing::NoBody: break;
    case Framing::Chunked: return read_chunks(lines, std::move(response), max_body);
    case Framing::Length: {
      if (*head.length > max_body) return ResponseFlaw{lines.offset(), Rule::BodyTooLong};
      const auto length = static_cast<std::size_t>(*head.length);
      if (there < length) return std::monostate{};
      take(lines, length, response);
      break;
    }
    case Framing::UntilClose:
      if (there > max_body) return ResponseFlaw{lines.offset(), Rule::BodyTooLong};
      // RFC 9112 9.8: complete only if the sender closed under encryption.
      if (end != StreamEnd::Closed) return std::monostate{};
      take(lines, there, response);
      break;
  }
  return std::move(response);
}

}  // namespace

const RuleText& rule_text(Rule rule) {
  return kRules.at(static_cast<std::size_t>(rule));
}

const FieldLine* Response::field(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const FieldLine& line) { return line.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

Reading read_response(ByteView stream, StreamEnd end, std::size_t max_body) {
  const std::string text = text_of(stream);
  Lines lines(text);
  Step<Head> head = read_final_head(lines);
  if (const auto* flaw = std::get_if<ResponseFlaw>(&head)) return *flaw;
  Step<Response> step;
  if (auto* const found = std::get_if<Head>(&head)) step = read_body(lines, std::move(*found), end, max_body);
  if (const auto* flaw = std::get_if<ResponseFlaw>(&step)) return *flaw;
  if (auto* const response = std::get_if<Response>(&step)) {
    response->size = lines.offset();
    return std::move(*response);
  }
  // RFC 9112 8: a message that ends before its length is incomplete, whoever ended it.
  if (end != StreamEnd::Open) return ResponseFlaw{stream.size(), Rule::EndsEarly};
  return Unfinished{};
}

}  // namespace mailglass::http
