// SMTP replies: the same however the bytes arrive, and every line lies where it says.

#include "bytes/encoding.h"
#include "property.h"
#include "senders/senders.h"
#include "smtp/reply.h"

using namespace mailglass;

namespace {

struct Heard {
  std::vector<smtp::Reply> replies;
  std::optional<ParseError> error;
  std::size_t left_over = 0;  ///< lines of a reply that is not complete
};

/// Feeds one piece; false after an error.
bool take(smtp::ReplyReader& reader, ByteView piece, Heard& heard) {
  while (!piece.empty()) {
    const std::size_t before = piece.size();
    auto reply = reader.feed(piece);
    if (!reply) {
      heard.error = reply.error();
      return false;
    }
    MUST(piece.size() < before);
    if (*reply) heard.replies.push_back(std::move(**reply));
  }
  return true;
}

Heard hear(fuzz::Pieces pieces) {
  smtp::ReplyReader reader;
  Heard heard;
  while (!pieces.empty()) {
    if (!take(reader, pieces.next(), heard)) return heard;
  }
  heard.left_over = reader.partial().size();
  return heard;
}

Heard hear_whole(ByteView bytes) {
  smtp::ReplyReader reader;
  Heard heard;
  if (take(reader, bytes, heard)) heard.left_over = reader.partial().size();
  return heard;
}

void check_reply(const smtp::Reply& reply, ByteView bytes, std::size_t& next) {
  MUST(reply.code >= 0 && reply.code <= 999 && reply.lines.back().code == reply.code);
  MUST(reply.first().code.has_value());
  MUST(!reply.lines.empty() && reply.lines.size() <= smtp::kMaxLines);
  MUST(reply.range.offset == next && fuzz::within(reply.range, 0, bytes.size()));
  for (const smtp::ReplyLine& line : reply.lines) {
    MUST(line.range.offset == next);
    next += line.range.length;
    const std::string whole = text_of(bytes.subspan(line.range.offset, line.range.length));
    MUST(whole.ends_with('\n'));
    if (line.code) MUST(std::stoi(whole.substr(0, 3)) == *line.code);
    MUST(whole.find(line.text) != std::string::npos);
    MUST(line.bare_lf == !whole.ends_with("\r\n") && line.carriage_returns < whole.size());
  }
  MUST(next == reply.range.offset + reply.range.length);
  for (const smtp::Break kind : smtp::breaks_of(reply)) MUST(!smtp::break_text(kind).words.empty());
  for (const senders::Sender& sender : senders::kSenders) {
    MUST(senders::way_of(sender, {&reply, &reply, &reply, &reply}) != senders::Way::Tls ||
         senders::sees_starttls(sender, reply));
  }
  const smtp::EhloResponse ehlo = smtp::parse_ehlo(reply);
  for (const smtp::Capability& capability : ehlo.capabilities) {
    MUST(fuzz::within(capability.range, reply.range.offset, next));
    MUST(capability.keyword.empty() || ehlo.find(capability.keyword) != nullptr);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  const Heard whole = hear_whole(bytes);
  const Heard pieces = hear(fuzz::Pieces(bytes, data[0]));
  MUST(whole.error == pieces.error && whole.left_over == pieces.left_over);
  MUST(whole.replies.size() == pieces.replies.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < whole.replies.size(); ++i) {
    MUST(whole.replies[i].text() == pieces.replies[i].text() && whole.replies[i].range == pieces.replies[i].range);
    check_reply(whole.replies[i], bytes, next);
  }
  if (whole.error) MUST(whole.error->offset <= bytes.size() && !whole.error->rule.empty());
  const std::string text = text_of(bytes);
  for (const char c : printable(bytes, size)) MUST(c >= 0x20 && c < 0x7f);
  MUST(from_hex(to_hex(bytes)) == Bytes(bytes.begin(), bytes.end()));
  MUST(from_base64(to_base64(bytes)) == Bytes(bytes.begin(), bytes.end()));
  if (const auto decoded = from_base64(text)) MUST(to_base64(*decoded) == text);
  return 0;
}
