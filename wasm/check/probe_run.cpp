#include "check/probe_run.h"

#include <utility>

namespace mailglass::check {

using wire::Direction;

bool encrypts(const handshake::Outcome& outcome) {
  return outcome.progress == handshake::Progress::KeyProven || outcome.progress == handshake::Progress::ServerFinished;
}

ProbeRun::ProbeRun(Plan plan)
    : plan_(std::move(plan)),
      client_({.server_name = plan_.host, .seed = plan_.seed, .offer = plan_.offer}),
      said_(client_.client_hello().size()) {}

wire::Probe ProbeRun::request() const {
  return {plan_.id, wire::ServiceId::Smtp, plan_.host, plan_.address, client_.client_hello()};
}

void ProbeRun::reached(const wire::StageReached& stage) {
  if (!end_) stages_.push_back({stage.stage, stage.us});
}

Bytes ProbeRun::took(const wire::Frame& frame) {
  if (end_) return {};
  switch (transcript_.append(frame)) {
    case Transcript::Accepted::Yes: break;
    case Transcript::Accepted::Gap: end_ = RelayBroken{"frame offset does not continue its stream"}; return {};
    case Transcript::Accepted::Full: end_ = RelayBroken{"stream longer than a transcript may be"}; return {};
  }
  if (frame.direction == Direction::ToServer) {
    dialogue_.sent(frame.bytes);
    return {};
  }
  const ByteView for_tls = dialogue_.received(frame.bytes);
  if (for_tls.empty()) return {};
  if (!heard_tls_) {
    heard_tls_ = true;
    tls_.from_server_offset = std::get<TlsBegun>(dialogue_.state()).from_server_offset;
    records_ = tls::RecordReader(tls_.from_server_offset);
  }
  read_records(for_tls);
  Bytes answer = client_.receive(for_tls);
  if (client_.ready_for_quit()) {
    const Bytes quit = client_.quit();
    answer.insert(answer.end(), quit.begin(), quit.end());
  } else if (client_.outcome().failure && client_.outcome().progress != handshake::Progress::ServerFinished) {
    // Whatever OpenSSL would still say (an alert) is not in the relay's vocabulary.
    answer.clear();
    if (finish_ == Finish::NotYet) finish_ = Finish::Wanted;
  }
  return answer;
}

void ProbeRun::read_records(ByteView bytes) {
  while (!tls_.error) {
    Parsed<std::optional<tls::Record>> record = records_.feed(bytes);
    if (!record) {
      tls_.error = record.error();
      return;
    }
    if (!record->has_value()) return;
    tls::Record& found = **record;
    tls_.from_server_end = found.range.offset + found.range.length;
    if (!ciphered_ && found.type == tls::ContentType::Handshake) {
      Parsed<std::vector<tls::HandshakeMessage>> messages = messages_.feed(found);
      if (!messages) {
        tls_.error = messages.error();
        return;
      }
      for (const tls::HandshakeMessage& message : *messages) tls_.messages.push_back({message.type, message.range});
    } else if (!ciphered_ && found.type == tls::ContentType::Alert && !tls_.alert) {
      if (const Parsed<tls::Alert> alert = tls::parse_alert(found)) tls_.alert = *alert;
    } else if (found.type == tls::ContentType::ApplicationData) {
      ciphered_ = true;  // TLS 1.3 from here on
    } else if (found.type == tls::ContentType::ChangeCipherSpec) {
      // In TLS 1.3 this is the compatibility mode's empty gesture (RFC 8446 appendix D.4), and after a
      // HelloRetryRequest a clear ServerHello still follows; before TLS 1.3 ciphertext follows at once.
      ciphered_ =
          client_.outcome().version && *client_.outcome().version < static_cast<std::uint16_t>(tls::Version::Tls13);
    }
    found.fragment.clear();
    tls_.records.push_back(std::move(found));
  }
}

bool ProbeRun::take_finish() {
  if (finish_ != Finish::Wanted) return false;
  finish_ = Finish::Told;
  return true;
}

std::uint64_t ProbeRun::claim_sent(std::size_t count) {
  return std::exchange(said_, said_ + count);
}

void ProbeRun::ended(ProbeEnd end) {
  if (!end_) end_ = std::move(end);
}

const wire::Closed* ProbeRun::closed() const {
  if (!end_) return nullptr;
  const auto* by_relay = std::get_if<EndedByRelay>(&*end_);
  return by_relay ? &by_relay->closed : nullptr;
}

bool ProbeRun::hello_sent() const {
  const auto* tls = std::get_if<TlsBegun>(&dialogue_.state());
  return tls && transcript_.stream(Direction::ToServer).size() > tls->to_server_offset;
}

bool ProbeRun::settled() const {
  return end_.has_value() || encrypts(client_.outcome());
}

}  // namespace mailglass::check
