// TLS streams: records and messages the same however the bytes arrive; ranges tile the stream; hellos say what their
// bytes say.

#include <array>

#include "property.h"
#include "tls/handshake.h"
#include "tls/record.h"
#include "tls/registry.h"
#include "tls/server_key_exchange.h"
#include "tls/ssl2.h"

using namespace mailglass;

namespace {

constexpr std::size_t kBase = 37;  // where in a longer stream TLS begins

struct Heard {
  std::vector<tls::Record> records;
  std::vector<tls::HandshakeMessage> messages;
  std::optional<ParseError> record_error, handshake_error;
};

class Listener {
 public:
  void take(ByteView piece) {
    while (!piece.empty() && !heard_.record_error) {
      const std::size_t before = piece.size();
      auto record = records_.feed(piece);
      if (!record) {
        heard_.record_error = record.error();
        return;
      }
      MUST(piece.size() < before);
      if (*record) take_record(std::move(**record));
    }
  }
  [[nodiscard]] const Heard& heard() const { return heard_; }
  [[nodiscard]] std::size_t pending() const { return records_.pending(); }

 private:
  void take_record(tls::Record record) {
    if (record.type == tls::ContentType::Handshake && !heard_.handshake_error) {
      auto messages = messages_.feed(record);
      if (messages) {
        for (auto& message : *messages) heard_.messages.push_back(std::move(message));
      } else {
        heard_.handshake_error = messages.error();
      }
    }
    heard_.records.push_back(std::move(record));
  }

  tls::RecordReader records_{kBase};
  tls::HandshakeReader messages_;
  Heard heard_;
};

void check_records(const Listener& listener, ByteView bytes) {
  std::size_t next = kBase;
  for (const tls::Record& record : listener.heard().records) {
    MUST(record.range.offset == next && record.range.length == record.fragment.size() + tls::kRecordHeader);
    MUST(fuzz::within(record.range, kBase, kBase + bytes.size()));
    const ByteView fragment = bytes.subspan(next - kBase + tls::kRecordHeader, record.fragment.size());
    MUST(std::equal(fragment.begin(), fragment.end(), record.fragment.begin(), record.fragment.end()));
    MUST(!tls::to_string(record.type).empty());
    next += record.range.length;
    if (const auto alert = tls::parse_alert(record)) MUST(alert->range == record.range && record.fragment.size() == 2);
  }
  if (!listener.heard().record_error) MUST(next + listener.pending() == kBase + bytes.size());
}

void check_extensions(const std::vector<tls::Extension>& extensions, std::size_t body) {
  std::size_t sum = 0;
  for (const tls::Extension& extension : extensions) {
    MUST(tls::find_extension(extensions, extension.type) == &extension);
    sum += 4 + extension.data.size();
  }
  MUST(sum <= body);
}

/// Writes a ClientHello from what was read; it must be the bytes that were read.
void check_client_hello(ByteView body) {
  const auto hello = tls::parse_client_hello(body);
  if (!hello) {
    MUST(hello.error().offset <= body.size() && !hello.error().rule.empty());
    return;
  }
  check_extensions(hello->extensions, body.size());
  ByteWriter out;
  out.u16(hello->legacy_version).append(hello->random);
  out.prefixed(1, [&](ByteWriter& inner) { inner.append(hello->session_id); });
  out.prefixed(2, [&](ByteWriter& inner) {
    for (const std::uint16_t suite : hello->cipher_suites) inner.u16(suite);
  });
  out.prefixed(1, [&](ByteWriter& inner) { inner.append(hello->compression_methods); });
  if (out.size() < body.size()) {
    out.prefixed(2, [&](ByteWriter& inner) {
      for (const tls::Extension& extension : hello->extensions) {
        inner.u16(extension.type).prefixed(2, [&](ByteWriter& content) { content.append(extension.data); });
      }
    });
  }
  MUST(std::equal(body.begin(), body.end(), out.bytes().begin(), out.bytes().end()));
}

void check_server_hello(ByteView body) {
  const auto hello = tls::parse_server_hello(body);
  if (!hello) {
    MUST(hello.error().offset <= body.size() && !hello.error().rule.empty());
    return;
  }
  check_extensions(hello->extensions, body.size());
  MUST(!(hello->downgrade_sentinel_tls11 && hello->downgrade_sentinel_tls12));
  MUST(!tls::cipher_suite_text(hello->cipher_suite).empty());
  if (hello->group) MUST(!tls::named_group_text(*hello->group).empty());
}

void check_certificates(ByteView body) {
  const auto chain = tls::parse_certificate_tls12(body);
  if (chain) {
    std::size_t sum = 0;
    for (const Bytes& certificate : *chain) sum += 3 + certificate.size();
    MUST(sum <= body.size());
  } else {
    MUST(chain.error().offset <= body.size());
  }
  const auto entries = tls::parse_certificate_tls13(body);
  if (entries) {
    std::size_t sum = 0;
    for (const auto& [der, extensions] : *entries) {
      sum += 5 + der.size();
      for (const tls::Extension& extension : extensions) sum += 4 + extension.data.size();
      check_extensions(extensions, body.size());
    }
    MUST(sum <= body.size());
  } else {
    MUST(entries.error().offset <= body.size());
  }
  const auto status = tls::parse_certificate_status(body);
  MUST(status ? !status->empty() && status->size() + 4 == body.size() : status.error().offset <= body.size());
}

/// As a suite of each kind has it; the last one has none.
void check_key_exchange(ByteView body) {
  constexpr std::array<std::uint16_t, 6> kSuites{0xc02f, 0x009e, 0xc018, 0x001b, 0x0003, 0x1301};
  constexpr std::array<std::uint16_t, 2> kVersions{0x0301, 0x0303};
  for (const std::uint16_t suite : kSuites) {
    for (const std::uint16_t version : kVersions) {
      const auto message = tls::parse_server_key_exchange(body, suite, version, {kBase, body.size()});
      if (!message) {
        MUST(fuzz::within({message.error().offset, 0}, kBase, kBase + body.size()) && !message.error().rule.empty());
        continue;
      }
      MUST(version == 0x0303 || !message->signature_scheme);
      if (const auto* field = std::get_if<tls::FiniteFieldExchange>(&message->parameters))
        MUST(field->prime_bits <= 8 * field->prime.size() && field->prime.size() < body.size());
      if (message->signature.empty()) continue;
      const Bytes& said = message->signed_parameters;
      MUST(said.size() + 4 + message->signature.size() == body.size());
      MUST(std::equal(said.begin(), said.end(), body.begin()));
    }
  }
}

void check_ssl2_hello(ByteView record) {
  const auto hello = tls::parse_ssl2_server_hello(record, kBase);
  if (!hello) {
    MUST(!hello.error().rule.empty());
    return;
  }
  MUST(hello->range == (ByteRange{kBase, record.size()}));
  MUST(hello->certificate.size() + 3 * hello->cipher_kinds.size() <= record.size());
  MUST(tls::ssl2_record_size(record) >= tls::kSsl2RecordHeader);
}

void check_messages(const Heard& heard, std::size_t size) {
  std::size_t next = kBase;
  for (const tls::HandshakeMessage& message : heard.messages) {
    MUST(message.range.offset >= next && fuzz::within(message.range, kBase, kBase + size));
    MUST(message.range.length >= message.body.size() + 4);
    next = message.range.offset + message.range.length;
    check_client_hello(message.body);
    check_server_hello(message.body);
    check_certificates(message.body);
    check_key_exchange(message.body);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  Listener whole;
  whole.take(bytes);
  Listener pieces;
  for (fuzz::Pieces cut(bytes, data[0]); !cut.empty();) pieces.take(cut.next());
  const Heard& a = whole.heard();
  const Heard& b = pieces.heard();
  MUST(a.record_error == b.record_error && a.handshake_error == b.handshake_error);
  MUST(a.records.size() == b.records.size() && a.messages.size() == b.messages.size());
  for (std::size_t i = 0; i < a.messages.size(); ++i) {
    MUST(a.messages[i].range == b.messages[i].range && a.messages[i].body == b.messages[i].body);
  }
  check_records(whole, bytes);
  check_records(pieces, bytes);
  check_messages(a, bytes.size());
  // The bodies too, without the luck of a right header in front.
  check_client_hello(bytes);
  check_server_hello(bytes);
  check_certificates(bytes);
  check_key_exchange(bytes);
  check_ssl2_hello(bytes);
  return 0;
}
