#include "check/inside_tls.h"

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

void InsideTls::heard(const handshake::Inside& inside, ByteRange sealed) {
  if (!std::holds_alternative<AwaitedInside>(state_)) return;
  sealed_ = sealed;
  ByteView fresh = ByteView(inside.plaintext).subspan(plaintext_.size());
  plaintext_.insert(plaintext_.end(), fresh.begin(), fresh.end());
  const Parsed<std::optional<smtp::Reply>> reply = reader_.feed(fresh);
  if (!reply) {
    state_ = UnreadableInside{reply.error()};
  } else if (reply->has_value()) {
    state_ = AnsweredInside{**reply};
  } else if (inside.alert) {
    state_ = LeftInside{How::Alert, inside.alert};
  } else if (inside.closed) {
    state_ = LeftInside{How::CloseNotify};
  } else if (inside.broken) {
    state_ = LeftInside{How::Broken};
  }
}

void InsideTls::refused(const std::string& rule) {
  if (std::holds_alternative<AwaitedInside>(state_)) state_ = RefusedInside{rule};
}

void InsideTls::ended(wire::End end) {
  if (!std::holds_alternative<AwaitedInside>(state_)) return;
  if (end == wire::End::PeerClosed) state_ = LeftInside{How::Closed};
  if (end == wire::End::PeerReset) state_ = LeftInside{How::Reset};
}

}  // namespace mailglass::check
