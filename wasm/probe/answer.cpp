#include "probe/answer.h"

#include <utility>

namespace mailglass::probe {
namespace {

constexpr std::uint8_t kWarning = 1;  // RFC 5246 section 7.2, AlertLevel

bool is_fatal(const tls::Alert& alert) {
  return alert.level != kWarning;
}

}  // namespace

AnswerReader::AnswerReader(std::size_t stream_offset, bool ssl2)
    : stream_offset_(stream_offset), records_(stream_offset), ssl2_(ssl2) {}

void AnswerReader::fail(ParseError error) {
  error_ = error;
  complete_ = true;
}

void AnswerReader::read_ssl2() {
  // A server without SSL 2.0 answers with an alert in the newer format, whose first byte has its top bit clear.
  if (ssl2_bytes_.empty()) return;
  if ((ssl2_bytes_[0] & 0x80) == 0) {
    ssl2_ = false;
    const Bytes seen = std::exchange(ssl2_bytes_, {});
    feed(seen);
    return;
  }
  if (ssl2_bytes_.size() < tls::kSsl2RecordHeader) return;
  const std::size_t size = tls::ssl2_record_size(ssl2_bytes_);
  // SSL 2.0's ERROR message (section 2.8) is 3 bytes: type 0 and a code.
  if (ssl2_bytes_.size() < size) return;
  Parsed<tls::Ssl2ServerHello> hello = tls::parse_ssl2_server_hello(ByteView(ssl2_bytes_).first(size), stream_offset_);
  if (!hello) return fail(hello.error());
  ssl2_hello_ = std::move(*hello);
  complete_ = true;
}

void AnswerReader::feed(ByteView bytes) {
  if (complete_) return;
  if (ssl2_) {
    ssl2_bytes_.insert(ssl2_bytes_.end(), bytes.begin(), bytes.end());
    return read_ssl2();
  }
  while (!complete_) {
    Parsed<std::optional<tls::Record>> record = records_.feed(bytes);
    if (!record) return fail(record.error());
    if (!record->has_value()) return;
    take_record(**record);
  }
}

void AnswerReader::take_record(const tls::Record& record) {
  if (record.type == tls::ContentType::Alert) {
    const Parsed<tls::Alert> alert = tls::parse_alert(record);
    if (!alert) return fail(alert.error());
    if (!is_fatal(*alert)) return;  // unrecognized_name comes as a warning from many servers (RFC 6066 section 3)
    complete_ = true;
    if (hello_) {
      hello_->then_alert = *alert;
    } else {
      alert_ = *alert;
    }
    return;
  }
  if (record.type != tls::ContentType::Handshake) return;
  Parsed<std::vector<tls::HandshakeMessage>> messages = messages_.feed(record);
  if (!messages) return fail(messages.error());
  for (const tls::HandshakeMessage& message : *messages) {
    if (!complete_) take_message(message);
  }
}

void AnswerReader::take_message(const tls::HandshakeMessage& message) {
  if (message.type == tls::HandshakeType::HelloRequest) return;
  if (message.type == tls::HandshakeType::ServerHello) {
    Parsed<tls::ServerHello> hello = tls::parse_server_hello(message.body);
    if (!hello) return fail({message.range.offset + hello.error().offset, hello.error().rule});
    if (hello->hello_retry_request) {
      retry_ = RetryAnswer{hello->cipher_suite, hello->group, message.range};
      complete_ = true;
      return;
    }
    hello_ = HelloAnswer{std::move(*hello), message.range, {}, {}, {}, false, false, {}};
    // What follows in TLS 1.3 is encrypted; an alert for a share that is no real one would say nothing about the
    // choice.
    if (hello_->hello.version >= number(tls::Version::Tls13)) hello_->complete = complete_ = true;
    return;
  }
  if (!hello_) return fail({message.range.offset, "RFC 5246 7.3: the first message is no ServerHello"});
  switch (message.type) {
    case tls::HandshakeType::Certificate: {
      Parsed<std::vector<Bytes>> chain = tls::parse_certificate_tls12(message.body);
      if (!chain) return fail({message.range.offset + chain.error().offset, chain.error().rule});
      hello_->certificate = CertificateMessage{std::move(*chain), message.range};
      return;
    }
    case tls::HandshakeType::ServerKeyExchange: return take_key_exchange(message);
    case tls::HandshakeType::CertificateStatus: {
      Parsed<Bytes> ocsp = tls::parse_certificate_status(message.body);
      hello_->staple = Staple{ocsp ? std::move(*ocsp) : Bytes{}, message.range};
      return;
    }
    case tls::HandshakeType::CertificateRequest: hello_->certificate_requested = true; return;
    case tls::HandshakeType::ServerHelloDone: hello_->complete = complete_ = true; return;
    default: return;
  }
}

void AnswerReader::take_key_exchange(const tls::HandshakeMessage& message) {
  Parsed<tls::ServerKeyExchange> parsed =
      tls::parse_server_key_exchange(message.body, hello_->hello.cipher_suite, hello_->hello.version, message.range);
  // What cannot be read here leaves the choice itself standing.
  if (parsed) hello_->key_exchange = std::move(*parsed);
}

ServerAnswer AnswerReader::answer(StreamEnd end) const {
  if (ssl2_hello_) return *ssl2_hello_;
  if (retry_) return *retry_;
  if (alert_) return AlertAnswer{*alert_};
  if (error_) return NotTlsAnswer{*error_};
  if (hello_) return *hello_;
  switch (end) {
    case StreamEnd::Closed: return ClosedAnswer{false};
    case StreamEnd::Reset: return ClosedAnswer{true};
    case StreamEnd::Open:
    case StreamEnd::Timeout: break;
  }
  return TimeoutAnswer{};
}

ServerAnswer read_answer(ByteView tls_stream, std::size_t stream_offset, StreamEnd end, bool ssl2) {
  AnswerReader reader(stream_offset, ssl2);
  reader.feed(tls_stream);
  return reader.answer(end);
}

}  // namespace mailglass::probe
