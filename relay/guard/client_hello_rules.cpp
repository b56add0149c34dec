#include "guard/client_hello_rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "bytes/encoding.h"
#include "guard/hello_extensions.h"
#include "tls/record.h"
#include "wire/control.h"

namespace mailglass::relay::guard {
namespace {

constexpr std::uint16_t kOldestVersion = 0x0300;
constexpr std::uint16_t kNewestRecordVersion = 0x0303;
constexpr std::uint16_t kNewestHelloVersion = 0x0304;

Refusal malformed(std::string_view what) {
  return {"client-hello-malformed", std::string(what)};
}

/// The one handshake message that the records carry.
Allowed<tls::HandshakeMessage> only_message(ByteView records) {
  tls::RecordReader reader;
  tls::HandshakeReader messages;
  std::optional<tls::HandshakeMessage> found;
  while (!records.empty()) {
    const auto record = reader.feed(records);
    if (!record) return malformed(record.error().rule);
    if (!record->has_value()) return malformed("the last TLS record is cut short");
    const tls::Record& carried = **record;
    if (carried.type != tls::ContentType::Handshake) return malformed("a record is no handshake record");
    if (carried.version < kOldestVersion || carried.version > kNewestRecordVersion)
      return malformed("a record's version is not SSL 3.0 to TLS 1.2");
    if (found) return malformed("a record follows the ClientHello");
    auto completed = messages.feed(carried);
    if (!completed) return malformed(completed.error().rule);
    if (completed->size() > 1 || (!completed->empty() && messages.mid_message()))
      return malformed("more than one handshake message");
    if (!completed->empty()) found = std::move(completed->front());
  }
  if (!found) return malformed("the ClientHello is cut short");
  if (found->type != tls::HandshakeType::ClientHello) return malformed("the handshake message is no ClientHello");
  return std::move(*found);
}

std::optional<Refusal> broken_rule(const tls::ClientHello& hello, std::string_view host) {
  if (hello.legacy_version < kOldestVersion || hello.legacy_version > kNewestHelloVersion)
    return malformed("the ClientHello's version is not SSL 3.0 to TLS 1.3");
  if (hello.session_id.size() > 32) return malformed("the session id is longer than 32 bytes");
  if (hello.cipher_suites.empty()) return malformed("no cipher suite is offered");
  // Null, and DEFLATE (RFC 3749) for asking whether a server would take it.
  const auto& compression = hello.compression_methods;
  if (compression.empty() || compression.size() > 2 ||
      !std::all_of(compression.begin(), compression.end(), [](std::uint8_t method) { return method <= 1; }))
    return malformed("compression methods other than null and DEFLATE");
  for (const tls::Extension& extension : hello.extensions) {
    if (auto refusal = refuse_extension(extension, host)) return refusal;
  }
  return std::nullopt;
}

}  // namespace

bool CheckedHello::offers_suite(std::uint16_t suite) const {
  const auto& suites = hello_.cipher_suites;
  return std::find(suites.begin(), suites.end(), suite) != suites.end();
}

Allowed<CheckedHello> check_client_hello(ByteView records, std::string_view host) {
  if (records.size() > wire::kMaxClientHello)
    return Refusal{"client-hello-too-large",
                   "a ClientHello may have " + std::to_string(wire::kMaxClientHello) + " bytes"};
  const auto message = only_message(records);
  if (!message) return message.refusal();
  auto hello = tls::parse_client_hello(message->body);
  if (!hello) return malformed(hello.error().rule);
  if (auto refusal = broken_rule(*hello, host)) return *refusal;
  return CheckedHello(Bytes(records.begin(), records.end()), std::move(*hello));
}

}  // namespace mailglass::relay::guard
