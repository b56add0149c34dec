#include "check/inside_tls.h"

#include <algorithm>

namespace mailglass::check {

using Why = NotAskedInside::Why;
using How = LeftInside::How;

bool InsideTls::open() const {
  const auto* unasked = std::get_if<NotAskedInside>(&state_);
  return unasked ? unasked->why == Why::NoHandshake : std::holds_alternative<AwaitedInside>(state_);
}

void InsideTls::expect() {
  state_ = NotAskedInside{Why::NoHandshake};
}
void InsideTls::asked() {
  state_ = AwaitedInside{};
}
void InsideTls::no_key() {
  state_ = NotAskedInside{Why::NoKey};
}

void InsideTls::other_record() {
  if (std::holds_alternative<AwaitedInside>(state_)) state_ = LeftInside{How::Broken};
}
void InsideTls::quit_said() {
  quit_said_ = answered() != nullptr;
}

namespace {

/// How it ended, as TLS tells; none where it goes on.
std::optional<LeftInside> end_of(const handshake::Inside& inside) {
  if (inside.alert) return LeftInside{How::Alert, inside.alert};
  if (inside.closed) return LeftInside{How::CloseNotify};
  return inside.broken ? std::optional(LeftInside{How::Broken}) : std::nullopt;
}

}  // namespace

/// What follows its answer: the one to QUIT, or what nobody asked for.
void InsideTls::hear_behind(AnsweredInside& answered, ByteView fresh) const {
  const auto stray = [](const std::vector<smtp::ReplyLine>& lines) {
    return std::any_of(lines.begin(), lines.end(), [](const smtp::ReplyLine& line) { return !line.code; });
  };
  smtp::ReplyReader behind;
  const Parsed<std::optional<smtp::Reply>> reply = behind.feed(fresh);
  if (!reply) return;
  answered.stray = answered.stray || stray(*reply ? (*reply)->lines : behind.partial());
  if (!*reply) return;
  answered.early = answered.early || !quit_said_;
  answered.stayed = quit_said_ && (*reply)->positive();
}

void InsideTls::heard(const handshake::Inside& inside, ByteRange sealed) {
  if (auto* answered = std::get_if<AnsweredInside>(&state_)) {
    if (!quit_said_ && !answered->left) answered->left = end_of(inside);
    hear_behind(*answered, ByteView(inside.plaintext).subspan(plaintext_.size()));
    return;
  }
  if (!std::holds_alternative<AwaitedInside>(state_)) return;
  sealed_ = sealed;
  ByteView fresh = ByteView(inside.plaintext).subspan(plaintext_.size());
  plaintext_.insert(plaintext_.end(), fresh.begin(), fresh.end());
  const Parsed<std::optional<smtp::Reply>> reply = reader_.feed(fresh);
  if (!reply) {
    state_ = UnreadableInside{reply.error()};
  } else if (reply->has_value()) {
    AnsweredInside answered{**reply, end_of(inside)};
    hear_behind(answered, fresh);
    state_ = std::move(answered);
  } else if (const auto left = end_of(inside)) {
    state_ = *left;
  }
}

void InsideTls::refused(const std::string& rule) {
  if (std::holds_alternative<AwaitedInside>(state_)) state_ = RefusedInside{rule};
}

void InsideTls::ended(wire::End end) {
  if (end != wire::End::PeerClosed && end != wire::End::PeerReset) return;
  const LeftInside how{end == wire::End::PeerClosed ? How::Closed : How::Reset};
  auto* answered = std::get_if<AnsweredInside>(&state_);
  if (answered && !quit_said_ && !answered->left) answered->left = how;
  if (std::holds_alternative<AwaitedInside>(state_)) state_ = how;
}

}  // namespace mailglass::check
