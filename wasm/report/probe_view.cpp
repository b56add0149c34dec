#include "report/probe_view.h"

#include <algorithm>
#include <string>
#include <vector>

#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "report/tls_message_view.h"
#include "words/phrase_json.h"

namespace mailglass::report {
namespace {

using check::ProbeRun;
using nlohmann::ordered_json;
using wire::Direction;

/// A dialogue is quoted within these bounds; all of it is in the evidence. Real ones have some 20 lines and 600
/// characters.
constexpr std::size_t kMaxLines = 100;     // in each direction
constexpr std::size_t kLineShown = 1000;   // bytes
constexpr std::size_t kQuoted = 4 * 1024;  // characters of a direction: a byte that is not printable becomes four

struct Line {
  bool from_server;
  ByteRange range;
  std::uint64_t at_us;
  std::string text;
};

std::string quoted(ByteView line, std::size_t left) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line = line.first(line.size() - 1);
  std::string text = printable(line, kLineShown);
  return text.size() <= left ? text : printable(line, left / 4);
}

/// The clear-text lines of one direction, the last one even if it never ended.
void split_lines(const ProbeRun& probe, Direction direction, std::size_t end, std::vector<Line>& lines) {
  const ByteView all = probe.transcript().bytes(direction, {0, end});
  std::size_t start = 0, count = 0, left = kQuoted;
  for (std::size_t i = 0; i < all.size() && count < kMaxLines && left > 0; ++i) {
    const bool last = i + 1 == all.size();
    if (all[i] != '\n' && !last) continue;
    std::string text = quoted(all.subspan(start, i + 1 - start), left);
    left -= std::min(left, std::max<std::size_t>(text.size(), 1));
    lines.push_back({direction == Direction::FromServer,
                     {start, i + 1 - start},
                     probe.transcript().arrived(direction, i),
                     std::move(text)});
    start = i + 1;
    ++count;
  }
}

ordered_json dialogue_json(const ProbeRun& probe) {
  std::size_t server_end = probe.transcript().stream(Direction::FromServer).size();
  std::size_t relay_end = probe.transcript().stream(Direction::ToServer).size();
  if (const auto* tls = std::get_if<senders::TlsBegun>(&probe.dialogue().state())) {
    server_end = tls->from_server_offset;
    relay_end = tls->to_server_offset;
  }
  std::vector<Line> lines;
  split_lines(probe, Direction::FromServer, server_end, lines);
  split_lines(probe, Direction::ToServer, relay_end, lines);
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.at_us < b.at_us; });
  ordered_json out = ordered_json::array();
  for (const Line& line : lines) {
    out.push_back(json_object({{"from", line.from_server ? "server" : "relay"},
                               {"text", line.text},
                               {"at_us", line.at_us},
                               {"offset", line.range.offset},
                               {"length", line.range.length}}));
  }
  return out;
}

ordered_json tls_json(const ProbeRun& probe) {
  ordered_json out = ordered_json::array();
  // Clear messages from the server carry their place; they come in the same order in both lists.
  auto place = probe.tls().messages.begin();
  for (const handshake::SeenMessage& message : probe.handshake().messages) {
    ordered_json shown = tls_message_json(message);
    std::optional<ByteRange> range;
    if (message.from_server && !message.encrypted && place != probe.tls().messages.end() &&
        place->type == message.type) {
      range = (place++)->range;
    }
    shown["offset"] = range ? ordered_json(range->offset) : ordered_json(nullptr);
    shown["length"] = range ? ordered_json(range->length) : ordered_json(nullptr);
    out.push_back(std::move(shown));
  }
  if (probe.tls().alert) {
    ordered_json shown = alert_json(*probe.tls().alert);
    shown["offset"] = probe.tls().alert->range.offset;
    shown["length"] = probe.tls().alert->range.length;
    out.push_back(std::move(shown));
  }
  return out;
}

struct InsideWord {
  const char* operator()(const check::NotAskedInside&) const { return nullptr; }
  const char* operator()(const check::AwaitedInside&) const { return "awaited"; }
  const char* operator()(const check::AnsweredInside&) const { return "answered"; }
  const char* operator()(const check::UnreadableInside&) const { return "unreadable"; }
  const char* operator()(const check::LeftInside&) const { return "left"; }
  const char* operator()(const check::RefusedInside&) const { return "refused"; }
};

std::string_view purpose(const ProbeRun& probe) {
  if (const check::Question* question = probe.question()) return question->purpose;
  const auto& proof = std::get<check::Proof>(probe.plan().aim);
  return proof.offer == handshake::Offer::Modern ? "topic.headline" : "topic.smaller-hello";
}

struct EndWords {
  using End = std::pair<std::string, words::Value>;
  End operator()(const check::EndedByRelay& e) const {
    return {std::string(wire::to_string(e.closed.end)), printable(view_of(e.closed.why), 300)};
  }
  End operator()(const check::RefusedByRelay& e) const {
    return {"refused", printable(view_of(e.refused.rule + ": " + e.refused.why), 300)};
  }
  End operator()(const check::RelayLost&) const { return {"relay-lost", words::Phrase{"end.relay-lost"}}; }
  End operator()(const check::RelayBroken& e) const { return {"relay-broken", e.rule}; }
};

}  // namespace

EndView end_view(const std::optional<check::ProbeEnd>& end) {
  if (!end) return {nullptr, words::to_json(words::Value{})};
  const auto [word, why] = std::visit(EndWords{}, *end);
  return {word, words::to_json(why)};
}

ordered_json lines_inside(ByteView plaintext, ByteRange sealed, const check::Transcript& transcript) {
  const std::uint64_t at_us =
      sealed.length == 0 ? 0 : transcript.arrived(Direction::FromServer, sealed.offset + sealed.length - 1);
  ordered_json lines = ordered_json::array();
  std::size_t left = kQuoted;
  for (ByteView rest = plaintext; !rest.empty() && lines.size() < kMaxLines && left > 0;) {
    const auto end = std::find(rest.begin(), rest.end(), '\n');
    const std::size_t size = static_cast<std::size_t>(end - rest.begin()) + (end == rest.end() ? 0 : 1);
    std::string text = quoted(rest.first(size), left);
    left -= std::min(left, std::max<std::size_t>(text.size(), 1));
    lines.push_back(json_object({{"from", "server"},
                                 {"text", std::move(text)},
                                 {"at_us", at_us},
                                 {"offset", sealed.offset},
                                 {"length", sealed.length}}));
    rest = rest.subspan(size);
  }
  return lines;
}

ordered_json probe_json(const ProbeRun& probe) {
  EndView end = end_view(probe.end());
  ordered_json out = json_object({{"id", probe.plan().id},
                                  {"host", probe.plan().host},
                                  {"address", probe.plan().address},
                                  {"service", "smtp"},
                                  {"purpose", words::to_json(words::Phrase{std::string(purpose(probe))})},
                                  {"bytes_in", probe.transcript().stream(Direction::FromServer).size()},
                                  {"bytes_out", probe.transcript().stream(Direction::ToServer).size()},
                                  {"end", std::move(end.word)},
                                  {"why", std::move(end.why)},
                                  {"dialogue", dialogue_json(probe)},
                                  {"tls", tls_json(probe)}});
  const check::InsideTls& inside = probe.inside();
  if (const char* state = std::visit(InsideWord{}, inside.state())) {
    set_member(out, "inside",
               json_object({{"state", state},
                            {"lines", lines_inside(inside.plaintext(), inside.sealed(), probe.transcript())}}));
  }
  return out;
}

}  // namespace mailglass::report
