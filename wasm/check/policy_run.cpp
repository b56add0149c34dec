#include "check/policy_run.h"

#include <utility>

#include "policy/mta_sts_policy.h"

namespace mailglass::check {

using wire::Direction;

PolicyRun::PolicyRun(Plan plan)
    : plan_(std::move(plan)),
      client_({.server_name = plan_.host, .seed = plan_.seed, .offer = handshake::Offer::Modern}),
      said_(client_.client_hello().size()) {}

wire::Probe PolicyRun::request() const {
  return {plan_.id, wire::ServiceId::MtaSts, plan_.host, plan_.address, client_.client_hello(), 0};
}

Bytes PolicyRun::took(const wire::Frame& frame) {
  if (end_) return {};
  if (transcript_.append(frame) != Transcript::Accepted::Yes) {
    ended(RelayBroken{"frame offset does not continue its stream"});
    return {};
  }
  if (frame.direction == Direction::ToServer) return {};
  Bytes wanted = client_.receive(frame.bytes);
  if (!asked_ && client_.ready_for_quit() && !client_.write_key().empty()) {
    // RFC 8461 3.3 [2]: once, of this host; what it answers is the end, also where it points elsewhere.
    asked_ = true;
    answered_from_ = transcript_.stream(Direction::FromServer).size();
    client_.listen();
    word_ = wire::Word::GetPolicy;
  } else if (client_.outcome().failure || (!asked_ && client_.ready_for_quit())) {
    // Broken off, or a suite under which no relay says a word. What OpenSSL would still say is not in the vocabulary.
    wanted.clear();
    if (finish_ == Finish::NotYet) finish_ = Finish::Wanted;
  }
  read_answer();
  return wanted;
}

void PolicyRun::read_answer() {
  if (!asked_) return;
  const handshake::Inside& inside = client_.inside();
  http::StreamEnd end = http::StreamEnd::Open;
  // OpenSSL counts a fatal alert as an end, too: but one that no sender of a whole answer says.
  const bool broken_off = inside.alert || inside.broken;
  if (inside.closed && !broken_off) {
    end = http::StreamEnd::Closed;
  } else if (end_ || broken_off || inside.plaintext.size() >= handshake::kMaxInside) {
    end = http::StreamEnd::Truncated;
  }
  answer_ = http::read_response(inside.plaintext, end, policy::kMaxPolicy);
  if (!std::holds_alternative<http::Unfinished>(answer_) && finish_ == Finish::NotYet) finish_ = Finish::Wanted;
}

std::optional<wire::Say> PolicyRun::take_word() {
  if (!word_) return std::nullopt;
  return wire::Say{plan_.id, *std::exchange(word_, std::nullopt), client_.write_key()};
}

bool PolicyRun::take_finish() {
  if (finish_ != Finish::Wanted) return false;
  finish_ = Finish::Told;
  return true;
}

void PolicyRun::ended(ProbeEnd end) {
  if (end_) return;
  end_ = std::move(end);
  read_answer();
}

ByteRange PolicyRun::sealed() const {
  return {answered_from_, transcript_.stream(Direction::FromServer).size() - answered_from_};
}

}  // namespace mailglass::check
