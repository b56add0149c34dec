#include "guard/tls_turns.h"

#include <algorithm>
#include <span>
#include <utility>

#include "guard/clear_text.h"
#include "guard/fresh_bytes.h"
#include "tls/extension.h"
#include "tls/registry.h"
#include "wire/control.h"

namespace mailglass::relay::guard {
namespace {

using tls::ContentType;
using tls::HandshakeType;
using tls::KeyExchange;

constexpr std::size_t kEmptyCertificate13 = 8;  // RFC 8446 section 4.4.2: header, empty context, empty list
constexpr std::size_t kFinished12 = 16;         // RFC 5246 section 7.4.9: header, 12 bytes
constexpr std::uint16_t kTls12 = 0x0303, kTls13 = 0x0304;

Refusal not_in_vocabulary(std::string why) {
  return {"guard-vocabulary", std::move(why)};
}

/// The lengths of encrypted records tell too little of what is in them for a page to write any there.
Refusal behind_the_end() {
  return not_in_vocabulary("behind the end of the handshake the relay does the talking");
}

void append(Bytes& out, const tls::Record& record) {
  ByteWriter writer;
  writer.u8(static_cast<std::uint8_t>(record.type)).u16(record.version);
  writer.prefixed(2, [&](ByteWriter& body) { body.append(record.fragment); });
  out.insert(out.end(), writer.bytes().begin(), writer.bytes().end());
}

/// RFC 5246 section 7.4.7: the form of a ClientKeyExchange for each kind of key exchange. Keys up to 16,384 bits.
bool is_client_key_exchange(ByteView body, KeyExchange kind) {
  ByteReader reader(body);
  switch (kind) {
    case KeyExchange::Ecdhe:
    case KeyExchange::EcdhAnon:
    case KeyExchange::Ecdh: {
      const auto point = reader.prefixed(1);
      return point && !point->empty() && reader.empty();
    }
    case KeyExchange::Rsa:
    case KeyExchange::Dh:
    case KeyExchange::Dhe:
    case KeyExchange::DhAnon: {
      const auto value = reader.prefixed(2);
      return value && !value->empty() && value->remaining() <= 2048 && reader.empty();
    }
    default: return false;
  }
}

}  // namespace

void TlsTurns::on_server(ByteView bytes) {
  server_.feed(bytes);
  decide();
}

/// Moves from waiting to what the server's bytes allow the page to say.
void TlsTurns::decide() {
  if (server_.broken()) {
    turn_ = Nothing{};
    return;
  }
  if (!std::holds_alternative<AwaitServer>(turn_)) return;
  if (const auto& hello = server_.server_hello()) {
    const tls::CipherSuite* suite = tls::find_cipher_suite(hello->cipher_suite);
    const bool usable = suite && hello_.offers_suite(hello->cipher_suite) && hello->compression_method == 0 &&
                        hello->version >= 0x0301 && hello->version <= 0x0304 &&
                        (hello->version == 0x0304) == (suite->key_exchange == KeyExchange::Any);
    if (!usable) {
      turn_ = Nothing{};
    } else if (server_.is_tls13()) {
      turn_ = Finish13{{suite, hello->version, false}};
    } else if (server_.hello_done() || server_.took_session_back()) {
      using Next = Finish12::Next;
      const bool etm = tls::find_extension(hello->extensions, tls::extension::kEncryptThenMac) != nullptr;
      const Next full = server_.certificate_requested() ? Next::CertificateOrKeyExchange : Next::KeyExchange;
      turn_ = Finish12{{suite, hello->version, etm}, server_.hello_done() ? full : Next::CipherChange};
    }
  } else if (server_.retry_request() && !second_hello_said_) {
    turn_ = SecondHello{};
  }
}

bool TlsTurns::awaits_page() const {
  if (std::holds_alternative<AwaitServer>(turn_)) return false;
  // Where there is nothing left to say, the page says that it has finished.
  const auto* older = std::get_if<Finish12>(&turn_);
  return !older || older->next != Finish12::Next::Nothing || server_.finished();
}

Allowed<Bytes> TlsTurns::on_page(ByteView bytes) {
  Bytes out;
  while (true) {
    const auto record = page_.feed(bytes);
    if (!record) return not_in_vocabulary("the page's bytes are no TLS records");
    if (!record->has_value()) return out;
    if (auto refusal = pass(**record, out)) return *refusal;
  }
}

/// Who may speak now, if it is the relay.
Allowed<RelaySpeaks> TlsTurns::floor() const {
  if (const auto* speaking = std::get_if<RelaySpeaks>(&turn_)) return *speaking;
  // TLS 1.3 has new keys behind Finished (RFC 8446 section 7.3); before, Finished is the first record under them.
  const auto* end13 = std::get_if<Finish13>(&turn_);
  if (end13 && end13->finished_said) return RelaySpeaks{end13->protection, {}};
  const auto* end12 = std::get_if<Finish12>(&turn_);
  if (end12 && end12->next == Finish12::Next::Nothing && server_.finished())
    return RelaySpeaks{end12->protection, end12->finished, {1, end12->finished}};
  return Refusal{"say-order", "words are said inside TLS once the handshake is through"};
}

Allowed<Bytes> TlsTurns::say(std::string_view line, ByteView key) {
  auto speaking = floor();
  if (!speaking) return speaking.refusal();
  const Protection protection = speaking->protection;
  const std::string suite(protection.suite->name);
  const auto size = write_key_bytes(protection);
  if (!size) return Refusal{"say-suite", "the relay says no words under " + suite};
  if (*size != key.size()) return Refusal{"say-key", "the write key of " + suite + " has another length"};
  if (protection.version != kTls13 && !opens_finished(protection, key, speaking->finished))
    return Refusal{"say-key", "the key is not the one that Finished was said under"};
  const auto fresh = fresh_bytes();
  auto record = fresh ? seal(protection, key, speaking->written, view_of(line), *fresh) : std::nullopt;
  if (!record) return Refusal{"say-suite", "the relay cannot say words under " + suite};
  ++speaking->written.records;
  speaking->written.last.assign(record->begin() + tls::kRecordHeader, record->end());
  turn_ = std::move(*speaking);
  return std::move(*record);
}

Bytes TlsTurns::farewell() const {
  constexpr std::uint8_t kWarning = 1, kUserCanceled = 90, kCloseNotify = 0;  // IANA "TLS Alerts"
  std::optional<std::uint16_t> version;
  if (std::holds_alternative<SecondHello>(turn_)) version = kTls12;
  const auto* older = std::get_if<Finish12>(&turn_);
  if (older && !cipher_change_said_) version = older->protection.version;
  Bytes records;
  if (!version) return records;
  for (const std::uint8_t alert : {kUserCanceled, kCloseNotify}) {
    tls::Record record{};
    record.type = ContentType::Alert;
    record.version = *version;
    record.fragment = {kWarning, alert};
    append(records, record);
  }
  return records;
}

std::optional<Refusal> TlsTurns::pass(const tls::Record& record, Bytes& out) {
  if (record.version < 0x0301 || record.version > kTls12)
    return not_in_vocabulary("a record's version is not TLS 1.0 to 1.2");
  return std::visit([&](auto& turn) { return pass_in(turn, record, out); }, turn_);
}

std::optional<Refusal> TlsTurns::pass_in(AwaitServer&, const tls::Record&, Bytes&) {
  return not_in_vocabulary("it is the server's turn");
}
std::optional<Refusal> TlsTurns::pass_in(RelaySpeaks&, const tls::Record&, Bytes&) {
  return not_in_vocabulary("once a word is said inside TLS, the relay does the talking");
}
std::optional<Refusal> TlsTurns::pass_in(Nothing&, const tls::Record&, Bytes&) {
  return not_in_vocabulary("there is nothing left to say to this server");
}

std::optional<Refusal> TlsTurns::pass_cipher_change(const tls::Record& record, Bytes& out) {
  if (cipher_change_said_) return not_in_vocabulary("a second ChangeCipherSpec");
  if (record.fragment != Bytes{1}) return not_in_vocabulary("a ChangeCipherSpec is one byte of value 1");
  cipher_change_said_ = true;
  append(out, record);
  return std::nullopt;
}

std::optional<Refusal> TlsTurns::pass_in(SecondHello& turn, const tls::Record& record, Bytes& out) {
  // RFC 8446 appendix D.4: the one ChangeCipherSpec may stand before the second ClientHello.
  if (record.type == ContentType::ChangeCipherSpec && turn.collected.empty()) return pass_cipher_change(record, out);
  if (record.type != ContentType::Handshake) return not_in_vocabulary("after a HelloRetryRequest a ClientHello is due");
  append(turn.collected, record);
  if (turn.collected.size() > wire::kMaxClientHello)
    return Refusal{"client-hello-too-large", "the second ClientHello is too long"};
  // Handshake header: one byte type, three bytes length. The records may cut the message anywhere.
  std::size_t carried = 0;
  Bytes start;
  tls::RecordReader reader;
  for (ByteView rest = turn.collected; !rest.empty();) {
    const auto part = reader.feed(rest);
    if (!part || !part->has_value()) break;
    carried += (*part)->fragment.size();
    for (const std::uint8_t byte : (*part)->fragment) {
      if (start.size() < 4) start.push_back(byte);
    }
  }
  ByteReader header(start);
  header.u8();
  const auto length = header.u24();
  if (!length || carried < *length + 4U) return std::nullopt;

  auto checked = check_client_hello(turn.collected, to_,
                                    tls::find_extension(server_.retry_request()->extensions, tls::extension::kCookie));
  if (!checked) return checked.refusal();
  out.insert(out.end(), turn.collected.begin(), turn.collected.end());
  hello_ = std::move(*checked);
  second_hello_said_ = true;
  turn_ = AwaitServer{};
  return std::nullopt;
}

std::optional<Refusal> TlsTurns::pass_in(Finish13& turn, const tls::Record& record, Bytes& out) {
  if (turn.finished_said) return behind_the_end();
  if (record.type == ContentType::ChangeCipherSpec && !turn.certificate_said) return pass_cipher_change(record, out);
  if (record.type != ContentType::ApplicationData || record.version != kTls12)
    return not_in_vocabulary("TLS 1.3 ends in protected records");
  const auto size_is = [&](std::size_t plaintext) {
    return protected_size(turn.protection, plaintext) == record.fragment.size();
  };
  const std::size_t finished = 4U + turn.protection.suite->hash_bytes;  // RFC 8446 section 4.4.4
  if (size_is(finished) || (!turn.certificate_said && size_is(kEmptyCertificate13 + finished))) {
    turn.finished_said = true;
  } else if (!turn.certificate_said && size_is(kEmptyCertificate13)) {
    turn.certificate_said = true;
  } else {
    return not_in_vocabulary("a record that fits neither an empty Certificate nor Finished");
  }
  append(out, record);
  return std::nullopt;
}

/// The unprotected part: whole messages only, so that each is judged before a byte of it leaves.
std::optional<Refusal> TlsTurns::pass_clear12(Finish12& turn, const tls::Record& record, Bytes& out) {
  tls::HandshakeReader reader;
  const auto messages = reader.feed(record);
  if (!messages || messages->empty() || reader.mid_message())
    return not_in_vocabulary("a handshake record must hold whole messages");
  for (const tls::HandshakeMessage& message : *messages) {
    using Next = Finish12::Next;
    const bool certificate = turn.next == Next::CertificateOrKeyExchange &&
                             message.type == HandshakeType::Certificate && message.body == Bytes{0, 0, 0};
    const bool key_exchange = (turn.next == Next::KeyExchange || turn.next == Next::CertificateOrKeyExchange) &&
                              message.type == HandshakeType::ClientKeyExchange &&
                              is_client_key_exchange(message.body, turn.protection.suite->key_exchange);
    if (!certificate && !key_exchange)
      return not_in_vocabulary("neither an empty Certificate where asked for nor a ClientKeyExchange");
    turn.next = certificate ? Next::KeyExchange : Next::CipherChange;
  }
  // A DHE value is up to 2,048 bytes of the page's choice.
  if (speaks_smtp(record.fragment)) return not_in_vocabulary("a ClientKeyExchange that holds an SMTP command");
  append(out, record);
  return std::nullopt;
}

std::optional<Refusal> TlsTurns::pass_in(Finish12& turn, const tls::Record& record, Bytes& out) {
  using Next = Finish12::Next;
  const auto size_is = [&](std::size_t plaintext) {
    return protected_size(turn.protection, plaintext) == record.fragment.size();
  };
  switch (turn.next) {
    case Next::CertificateOrKeyExchange:
    case Next::KeyExchange:
      if (record.type != ContentType::Handshake) return not_in_vocabulary("a ClientKeyExchange is due");
      return pass_clear12(turn, record, out);
    case Next::CipherChange:
      if (record.type != ContentType::ChangeCipherSpec) return not_in_vocabulary("a ChangeCipherSpec is due");
      turn.next = Next::Finished;
      return pass_cipher_change(record, out);
    case Next::Finished:
      if (record.type != ContentType::Handshake || !size_is(kFinished12))
        return not_in_vocabulary("a record that does not fit Finished");
      turn.next = Next::Nothing;
      turn.finished = record.fragment;
      append(out, record);
      return std::nullopt;
    case Next::Nothing: break;
  }
  return behind_the_end();
}

}  // namespace mailglass::relay::guard
