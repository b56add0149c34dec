// SMTP replies and the dialogue they make: the same however the bytes arrive, and every line lies where it says.

#include "bytes/encoding.h"
#include "property.h"
#include "senders/dialogue.h"
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
  for (const smtp::Break kind : smtp::breaks_of(reply)) MUST(!smtp::to_string(kind).empty());
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

struct Conversed {
  senders::Dialogue dialogue;
  Bytes tls;  ///< behind the go-ahead
};

/// All commands are said in front of the first reply, so that pieces make no difference.
Conversed converse(fuzz::Pieces pieces) {
  Conversed out;
  out.dialogue.sent(view_of("EHLO relay.example\r\nSTARTTLS\r\n"));
  while (!pieces.empty()) {
    const ByteView tls = out.dialogue.received(pieces.next());
    out.tls.insert(out.tls.end(), tls.begin(), tls.end());
  }
  return out;
}

/// In which direction the bytes go their own lengths tell; nothing but that it ends well is known of it.
void check_any_turns(fuzz::Pieces pieces) {
  senders::Dialogue dialogue;
  while (!pieces.empty()) {
    const ByteView piece = pieces.next();
    if (piece.size() % 2 == 0) {
      dialogue.sent(piece);
    } else {
      MUST(dialogue.received(piece).size() <= piece.size());
    }
  }
  for (const senders::Dialogue::Sent& command : dialogue.commands()) MUST(command.text.ends_with('\n'));
}

void check_dialogue(ByteView bytes, std::uint8_t seed) {
  const Conversed conversed = converse(fuzz::Pieces(bytes, seed));
  const Conversed again = converse(fuzz::Pieces(bytes, static_cast<std::uint8_t>(seed + 1)));
  const senders::Dialogue& dialogue = conversed.dialogue;
  MUST(dialogue.state().index() == again.dialogue.state().index() && conversed.tls == again.tls);
  MUST(dialogue.exchanges().size() == again.dialogue.exchanges().size());
  MUST(dialogue.out_of_step() == again.dialogue.out_of_step());
  std::size_t next = 0;
  for (const senders::Exchange& exchange : dialogue.exchanges()) check_reply(exchange.reply, bytes, next);
  if (const auto* tls = std::get_if<senders::TlsBegun>(&dialogue.state())) {
    MUST(tls->from_server_offset == next && tls->from_server_offset + conversed.tls.size() == bytes.size());
  } else {
    MUST(conversed.tls.empty());
  }
  const senders::Conversation heard = dialogue.heard();
  for (const senders::Sender& sender : senders::kSenders) {
    MUST(senders::way_of(sender, heard) != senders::Way::Tls || heard.starttls);
  }
  check_any_turns(fuzz::Pieces(bytes, seed));
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
  check_dialogue(bytes, data[0]);
  const std::string text = text_of(bytes);
  for (const char c : printable(bytes, size)) MUST(c >= 0x20 && c < 0x7f);
  MUST(from_hex(to_hex(bytes)) == Bytes(bytes.begin(), bytes.end()));
  MUST(from_base64(to_base64(bytes)) == Bytes(bytes.begin(), bytes.end()));
  if (const auto decoded = from_base64(text)) MUST(to_base64(*decoded) == text);
  return 0;
}
