#include "check/probe_run.h"

#include <algorithm>
#include <utility>

#include "check/carried.h"

namespace mailglass::check {

using wire::Direction;

namespace {

bool is_server_alert(const handshake::Outcome& seen) {
  return seen.failure && seen.failure->kind == handshake::Failure::Kind::ServerAlert;
}

}  // namespace

bool encrypts(const handshake::Outcome& outcome) {
  return outcome.progress == handshake::Progress::KeyProven || outcome.progress == handshake::Progress::ServerFinished;
}

ProbeRun::ProbeRun(Plan plan) : plan_(std::move(plan)), side_(side_of(plan_)), said_(client_hello().size()) {
  if (plan_.by_words && !question()) inside_.expect();
}

ProbeRun::Side ProbeRun::side_of(Plan& plan) {
  if (auto* asked = std::get_if<Question>(&plan.aim)) return Asking{{}, std::exchange(asked->client, std::nullopt)};
  const auto* proof = std::get_if<Proof>(&plan.aim);
  return handshake::Client({.server_name = proof->nameless ? std::string() : plan.host,
                            .seed = plan.seed,
                            .offer = proof->offer,
                            .key_from_seed = plan.key_from_seed});
}

const Bytes& ProbeRun::client_hello() const {
  if (const Question* asked = question()) return asked->client_hello;
  return std::get<handshake::Client>(side_).client_hello();
}

wire::Probe ProbeRun::request() const {
  return {plan_.id, wire::ServiceId::Smtp, plan_.host, plan_.address, client_hello(), plan_.patience_ms};
}

const handshake::Outcome& ProbeRun::handshake() const {
  static const handshake::Outcome kNone;
  return client() ? client()->outcome() : kNone;
}

const handshake::Client* ProbeRun::client() const {
  if (const auto* asking = std::get_if<Asking>(&side_)) return asking->client ? &*asking->client : nullptr;
  return &std::get<handshake::Client>(side_);
}

handshake::SessionLeft ProbeRun::session_left() const {
  return client() ? client()->session_left() : handshake::SessionLeft::Unknown;
}

std::optional<handshake::Client> ProbeRun::resume(const handshake::Seed& seed) const {
  if (!client() || client()->ticket_size() > wire::kMaxTicket) return std::nullopt;
  std::optional<handshake::Client> again = client()->resume(seed);
  const bool sayable = again && !again->client_hello().empty() && again->client_hello().size() <= wire::kMaxClientHello;
  return sayable ? std::move(again) : std::nullopt;
}

probe::StreamEnd ProbeRun::stream_end() const {
  const wire::Closed* how = closed();
  if (!how) return probe::StreamEnd::Open;
  switch (how->end) {
    case wire::End::PeerClosed: return probe::StreamEnd::Closed;
    case wire::End::PeerReset: return probe::StreamEnd::Reset;
    case wire::End::Timeout: return probe::StreamEnd::Timeout;
    default: return probe::StreamEnd::Open;
  }
}

probe::ServerAnswer ProbeRun::answer() const {
  if (const auto* asking = std::get_if<Asking>(&side_)) {
    if (handshake().progress == handshake::Progress::ServerFinished) return end_answer();
    // Behind a HelloRetryRequest too, which is not the end of a handshake that is carried on.
    if (asking->client && tls_.alert && is_server_alert(handshake())) return probe::AlertAnswer{*tls_.alert};
    return asking->reader ? asking->reader->answer(stream_end()) : probe::AnswerReader(0).answer(stream_end());
  }
  const Bytes& all = transcript_.stream(Direction::FromServer);
  const std::size_t from = std::min(heard_tls_ ? tls_.from_server_offset : all.size(), all.size());
  return probe::read_answer(ByteView(all).subspan(from), from, stream_end());
}

probe::ServerAnswer ProbeRun::end_answer() const {
  const handshake::Outcome& seen = handshake();
  if (std::holds_alternative<probe::SessionHello>(question()->asked))
    return probe::SessionAnswer{seen.session_taken_back, server_hello()};
  return carried_answer(seen, encrypted().value_or(server_hello()));
}

bool ProbeRun::asks_ssl2() const {
  return question() && std::holds_alternative<probe::Ssl2HelloSpec>(question()->asked);
}

std::optional<ByteRange> ProbeRun::encrypted() const {
  return sealed_since(0);
}

std::optional<ByteRange> ProbeRun::sealed_since(std::size_t offset) const {
  std::optional<ByteRange> sealed;
  for (const tls::Record& record : tls_.records) {
    if (record.type != tls::ContentType::ApplicationData || record.range.offset < offset) continue;
    if (!sealed) sealed = record.range;
    sealed->length = record.range.offset + record.range.length - sealed->offset;
  }
  return sealed;
}

std::uint64_t ProbeRun::greeting_us() const {
  const senders::Exchange* greeting = dialogue_.reply_to(senders::Command::None);
  if (!greeting) return 0;
  const std::uint64_t whole =
      transcript_.arrived(Direction::FromServer, greeting->reply.range.offset + greeting->reply.range.length - 1);
  // A stream's time begins with the attempt to connect.
  const auto connected = std::find_if(stages_.begin(), stages_.end(),
                                      [](const StageTime& stage) { return stage.stage == wire::Stage::Connected; });
  return connected == stages_.end() ? whole : whole - std::min(whole, connected->us);
}

void ProbeRun::reached(const wire::StageReached& stage) {
  if (end_) return;
  stages_.push_back({stage.stage, stage.us});
  ++changes_;
}

Bytes ProbeRun::took(const wire::Frame& frame) {
  if (end_) return {};
  ++changes_;
  switch (transcript_.append(frame)) {
    case Transcript::Accepted::Yes: break;
    case Transcript::Accepted::Gap: end_ = RelayBroken{"frame offset does not continue its stream"}; return {};
    case Transcript::Accepted::Full: end_ = RelayBroken{"stream longer than a transcript may be"}; return {};
  }
  if (frame.direction == Direction::ToServer) {
    dialogue_.sent(frame.bytes);
    inside_.quit_said();
    return {};
  }
  const ByteView for_tls = dialogue_.received(frame.bytes);
  if (for_tls.empty()) return {};
  text_behind_go_ahead_ = text_behind_go_ahead_ || !hello_sent();
  if (plan_.drops_text_behind_go_ahead && !hello_sent()) return {};
  if (!heard_tls_) {
    heard_tls_ = true;
    tls_.from_server_offset = transcript_.stream(Direction::FromServer).size() - for_tls.size();
    records_ = tls::RecordReader(tls_.from_server_offset);
  }
  auto* asking = std::get_if<Asking>(&side_);
  if (asking) {
    if (!asking->reader) asking->reader.emplace(tls_.from_server_offset, asks_ssl2());
    asking->reader->feed(for_tls);
  }
  Bytes answer;
  if (!asking) {
    answer = carry_on(std::get<handshake::Client>(side_), for_tls);
  } else if (asking->client) {
    answer = carry_on(*asking->client, for_tls);
  } else if (asking->reader->complete() && finish_ == Finish::NotYet) {
    finish_ = Finish::Wanted;
  }
  // Where a session is taken back ciphertext may follow in the same bytes: the version must be known by then.
  if (!asks_ssl2()) read_records(for_tls);
  // What came with the end of the handshake is no answer yet to what is about to be said.
  if (word_ != wire::Word::Ehlo) hear_inside();
  return answer;
}

Bytes ProbeRun::carry_on(handshake::Client& client, ByteView for_tls) {
  Bytes answer = client.receive(for_tls);
  if (client.ready_for_quit() && plan_.by_words) {
    begin_words(client);
  } else if (client.ready_for_quit()) {
    // Checks of older plans said QUIT themselves, and in what they saved its answer follows. No relay takes it now.
    client.quit();
    if (finish_ == Finish::NotYet) finish_ = Finish::Wanted;
  } else if (client.outcome().failure && client.outcome().progress != handshake::Progress::ServerFinished) {
    // Whatever OpenSSL would still say (an alert) is not in the relay's vocabulary.
    answer.clear();
    if (finish_ == Finish::NotYet) finish_ = Finish::Wanted;
  }
  return answer;
}

void ProbeRun::begin_words(handshake::Client& client) {
  if (client.write_key().empty()) {
    inside_.no_key();
    finish_ = Finish::Wanted;
    return;
  }
  const bool tls13 = client.outcome().version == static_cast<std::uint16_t>(tls::Version::Tls13);
  behind_ = transcript_.stream(Direction::FromServer).size();
  inside_from_ = tls13 ? behind_ : tls_.from_server_offset;
  client.listen();
  word_ = question() ? wire::Word::Quit : wire::Word::Ehlo;
  if (!question()) inside_.asked();
}

void ProbeRun::hear_inside() {
  const handshake::Client* heard = client();
  if (!heard || question()) return;
  const bool awaited = std::holds_alternative<AwaitedInside>(inside_.state());
  if (awaited && has_other_record()) inside_.other_record();
  inside_.heard(heard->inside(), sealed_since(inside_from_).value_or(ByteRange{}));
  if (inside_.left_at_all()) {
    if (finish_ == Finish::NotYet) finish_ = Finish::Wanted;
    word_.reset();
  } else if (awaited && !inside_.open()) {
    word_ = wire::Word::Quit;
  }
}

/// Behind the handshake TLS 1.3 has records of application data alone (RFC 8446 section 5.2), and before it what begins
/// another handshake is more than senders take.
bool ProbeRun::has_other_record() const {
  const auto any_behind = [&](std::size_t offset, std::size_t most, auto&& counts) {
    return static_cast<std::size_t>(std::count_if(tls_.records.begin(), tls_.records.end(), [&](const auto& record) {
             return record.range.offset >= offset && counts(record.type);
           })) > most;
  };
  if (handshake().version == static_cast<std::uint16_t>(tls::Version::Tls13))
    return any_behind(behind_, 0, [](tls::ContentType type) { return type != tls::ContentType::ApplicationData; });
  const auto begins = std::find_if(tls_.records.begin(), tls_.records.end(), [](const tls::Record& record) {
    return record.type == tls::ContentType::ChangeCipherSpec;
  });
  // Its Finished is one.
  return begins != tls_.records.end() &&
         any_behind(begins->range.offset, 1, [](tls::ContentType type) { return type == tls::ContentType::Handshake; });
}

std::optional<wire::Say> ProbeRun::take_word() {
  if (!word_) return std::nullopt;
  return wire::Say{plan_.id, *std::exchange(word_, std::nullopt), client()->write_key()};
}

ByteRange ProbeRun::server_hello() const {
  const auto last = std::find_if(tls_.messages.rbegin(), tls_.messages.rend(), [](const TlsView::Message& message) {
    return message.type == tls::HandshakeType::ServerHello;
  });
  return last == tls_.messages.rend() ? ByteRange{} : last->range;
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
      ciphered_ = handshake().version && *handshake().version < static_cast<std::uint16_t>(tls::Version::Tls13);
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

void ProbeRun::waits_long(const wire::Patient& patient) {
  if (end_ || patient_ms_) return;
  patient_ms_ = patient.ms;
  ++changes_;
}

void ProbeRun::refused(const wire::Refused& refusal) {
  if (end_) return;
  inside_.refused(refusal.rule);
  ++changes_;
}

void ProbeRun::ended(ProbeEnd end) {
  if (end_) return;
  end_ = std::move(end);
  hear_inside();
  if (const wire::Closed* how = closed()) inside_.ended(how->end);
  ++changes_;
}

const wire::Closed* ProbeRun::closed() const {
  if (!end_) return nullptr;
  const auto* by_relay = std::get_if<EndedByRelay>(&*end_);
  return by_relay ? &by_relay->closed : nullptr;
}

bool ProbeRun::ended_by_server() const {
  const wire::Closed* how = closed();
  return how && (how->end == wire::End::PeerClosed || how->end == wire::End::PeerReset);
}

senders::Conversation ProbeRun::heard() const {
  senders::Conversation heard = dialogue_.heard();
  if (ended_by_server() || (closed() && dialogue_.closes_unasked())) heard.left_behind = dialogue_.last_reply();
  return heard;
}

ByteView ProbeRun::said_in_tls() const {
  const auto* tls = std::get_if<senders::TlsBegun>(&dialogue_.state());
  const Bytes& all = transcript_.stream(Direction::ToServer);
  return tls && all.size() > tls->to_server_offset ? ByteView(all).subspan(tls->to_server_offset) : ByteView{};
}

bool ProbeRun::hello_sent() const {
  return !said_in_tls().empty();
}

bool ProbeRun::settled() const {
  if (end_.has_value() || patient_ms_ || question()) return true;
  // A handshake that fails behind its proof leaves nothing to wait for.
  return encrypts(handshake()) && (!inside_.open() || handshake().failure);
}

}  // namespace mailglass::check
