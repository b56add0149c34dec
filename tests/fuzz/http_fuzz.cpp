// HTTP responses: what is read stands in the stream; a longer stream never unsays it; a limit is a limit.

#include "http/response.h"
#include "property.h"

using namespace mailglass;

namespace {

constexpr std::size_t kMaxBody = 4096;

void check_response(const http::Response& response, ByteView stream) {
  MUST(response.status >= 200 && response.status <= 999);
  MUST(response.size <= stream.size() && response.body.size() <= kMaxBody);
  MUST(response.fields.size() <= http::kMaxFields && response.trailers.size() <= http::kMaxFields);
  Bytes body;
  std::size_t behind = 0;
  for (const ByteRange& piece : response.pieces) {
    MUST(fuzz::within(piece, behind, response.size) && piece.length > 0);
    behind = piece.offset + piece.length;
    const ByteView bytes = stream.subspan(piece.offset, piece.length);
    body.insert(body.end(), bytes.begin(), bytes.end());
  }
  MUST(body == response.body);
  for (const auto* fields : {&response.fields, &response.trailers}) {
    for (const http::FieldLine& field : *fields) {
      MUST(!field.name.empty() && fuzz::within(field.range, 0, response.size));
      MUST(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    }
  }
  if (const auto type = http::media_type(response)) MUST(type->essence.find('/') != std::string::npos);
}

/// Everything but how the stream ended is the same for a part of it, as soon as that is enough.
void check_part(ByteView stream, const http::Reading& whole, std::size_t size) {
  const http::Reading part = http::read_response(stream.first(size), http::StreamEnd::Open, kMaxBody);
  if (const auto* response = std::get_if<http::Response>(&part)) {
    const auto* same = std::get_if<http::Response>(&whole);
    MUST(same && same->size == response->size && same->body == response->body);
  }
  if (const auto* flaw = std::get_if<http::ResponseFlaw>(&part)) {
    const auto* same = std::get_if<http::ResponseFlaw>(&whole);
    MUST(same && (*same == *flaw || flaw->rule == http::Rule::BodyTooLong));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView stream(data, size);
  for (const http::StreamEnd end : {http::StreamEnd::Open, http::StreamEnd::Closed, http::StreamEnd::Truncated}) {
    const http::Reading reading = http::read_response(stream, end, kMaxBody);
    MUST(end == http::StreamEnd::Open || !std::holds_alternative<http::Unfinished>(reading));
    if (const auto* flaw = std::get_if<http::ResponseFlaw>(&reading))
      MUST(flaw->offset <= size && !http::rule_text(flaw->rule).code.empty());
    if (const auto* response = std::get_if<http::Response>(&reading)) check_response(*response, stream);
    if (end != http::StreamEnd::Open) continue;
    check_part(stream, reading, size / 2);
    check_part(stream, reading, size - size / 8);
  }
  return 0;
}
