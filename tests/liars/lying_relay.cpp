#include "lying_relay.h"

#include <algorithm>

namespace mailglass::liars {

using wire::Direction;
using wire::Stage;

void LyingRelay::send(check::Check& check, const wire::FromRelay& message) {
  check.on_text(wire::encode(message), now_ += 1000);
}

bool LyingRelay::run(check::Check& check) {
  send(check,
       wire::Welcome{"liar/1", "relay.test", false, wire::Port25::Open, {4, 200, 100, 100, 1 << 20, 1, 1, 1, 1, 1}});
  carry_out(check);
  constexpr int kTurns = 2000;
  constexpr std::uint64_t kTurn = 500'000;
  for (int turn = 0; turn < kTurns && !check.finished(); ++turn) {
    check.on_tick(now_ += kTurn);
    carry_out(check);
  }
  return check.finished();
}

void LyingRelay::carry_out(check::Check& check) {
  while (const auto next = check.next_outgoing()) {
    if (const auto* frame = std::get_if<wire::Frame>(&*next)) {
      serve(check, frame->stream, frame->bytes);
    } else {
      take(check, std::get<wire::FromPage>(*next));
    }
  }
}

void LyingRelay::take(check::Check& check, const wire::FromPage& message) {
  if (const auto* open = std::get_if<wire::Open>(&message)) return send(check, wire::Opened{open->domain});
  if (const auto* request = std::get_if<wire::Probe>(&message)) return begin(check, *request);
  if (const auto* finish = std::get_if<wire::Finish>(&message)) return close(check, finish->id, wire::End::Cancelled);
  const auto& lookup = std::get<wire::Lookup>(message);
  send(check,
       wire::Answer{lookup.id, zone_.status, "", 10,
                    test::dns_answer(zone_, *dns::Name::from_text(lookup.name), *dns::type_from_string(lookup.rr))});
}

void LyingRelay::pass(check::Check& check, std::uint32_t id, Direction direction, ByteView bytes) {
  Stream& stream = streams_.at(id);
  std::size_t& offset = direction == Direction::FromServer ? stream.from : stream.to;
  while (!bytes.empty()) {
    const ByteView piece = bytes.first(std::min(bytes.size(), wire::kMaxFrameBytes));
    const Bytes frame = wire::encode(wire::Frame{id, direction, offset, now_, Bytes(piece.begin(), piece.end())});
    now_ += 1000;
    check.on_binary(frame, now_);
    offset += piece.size();
    bytes = bytes.subspan(piece.size());
  }
}

void LyingRelay::begin(check::Check& check, const wire::Probe& request) {
  const std::uint32_t id = request.id;
  streams_[id] = Stream{connect_(request)};
  const Line& line = streams_[id].line;
  for (const Stage stage : {Stage::Connecting, Stage::Connected, Stage::Greeting})
    send(check, wire::StageReached{id, stage, now_});
  pass(check, id, Direction::FromServer, view_of(line.greeting));
  send(check, wire::StageReached{id, Stage::Ehlo, now_});
  pass(check, id, Direction::ToServer, view_of("EHLO relay.test\r\n"));
  pass(check, id, Direction::FromServer, view_of(line.ehlo));
  if (line.ehlo.find("STARTTLS") == std::string::npos) {
    pass(check, id, Direction::ToServer, view_of("QUIT\r\n"));
    return close(check, id, wire::End::Done);
  }
  send(check, wire::StageReached{id, Stage::Starttls, now_});
  pass(check, id, Direction::ToServer, view_of("STARTTLS\r\n"));
  pass(check, id, Direction::FromServer, view_of(line.starttls));
  send(check, wire::StageReached{id, Stage::Handshake, now_});
  serve(check, id, request.client_hello);
}

void LyingRelay::serve(check::Check& check, std::uint32_t id, ByteView said) {
  Stream& stream = streams_.at(id);
  if (!stream.open) return;
  const Bytes all(said.begin(), said.end());
  pass(check, id, Direction::ToServer, stream.line.as_written ? stream.line.as_written(all) : all);
  const Heard heard = stream.line.tls ? stream.line.tls(said) : Heard{{}, wire::End::Timeout};
  pass(check, id, Direction::FromServer, heard.bytes);
  if (heard.end) close(check, id, *heard.end);
}

void LyingRelay::close(check::Check& check, std::uint32_t id, wire::End end) {
  Stream& stream = streams_.at(id);
  if (!std::exchange(stream.open, false)) return;
  send(check, wire::Closed{id, end, end == wire::End::Done ? Stage::Closing : Stage::Handshake, "", now_});
}

Line honest_line(const std::shared_ptr<test::MemoryServer>& server) {
  Line line;
  line.tls = [server](ByteView said) {
    Heard heard{server->take(said)};
    if (server->application_data() == "QUIT\r\n") {
      const Bytes bye = server->say("221 2.0.0 Bye\r\n");
      heard.bytes.insert(heard.bytes.end(), bye.begin(), bye.end());
      heard.end = wire::End::Done;
    } else if (server->heard_close_notify()) {
      heard.end = wire::End::Done;
    } else if (heard.bytes.empty()) {
      heard.end = wire::End::PeerClosed;  // it has no answer to this
    }
    return heard;
  };
  return line;
}

}  // namespace mailglass::liars
