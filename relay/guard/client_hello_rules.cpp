#include "guard/client_hello_rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "bytes/encoding.h"
#include "guard/clear_text.h"
#include "guard/hello_extensions.h"
#include "tls/extension.h"
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

/// RFC 8446 sections 4.2.11 and 4.2.9: the last extension, and only beside psk_key_exchange_modes.
std::optional<Refusal> misplaced_preshared_key(const std::vector<tls::Extension>& extensions) {
  using tls::extension::kPreSharedKey, tls::extension::kPskKeyExchangeModes;
  if (!tls::find_extension(extensions, kPreSharedKey)) return std::nullopt;
  if (extensions.back().type == kPreSharedKey && tls::find_extension(extensions, kPskKeyExchangeModes))
    return std::nullopt;
  return Refusal{"client-hello-extension",
                 "extension pre_shared_key is the last one, and goes with psk_key_exchange_modes"};
}

std::optional<Refusal> broken_rule(const tls::ClientHello& hello, const Addressee& to) {
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
    if (auto refusal = refuse_extension(extension, to)) return refusal;
  }
  if (to.service().server_name_due && !tls::find_extension(hello.extensions, tls::extension::kServerName))
    return Refusal{"client-hello-server-name", "this service is asked for by name, and the ClientHello has none"};
  return misplaced_preshared_key(hello.extensions);
}

std::optional<Refusal> wrong_cookie(const tls::ClientHello& hello, const tls::Extension* due) {
  const tls::Extension* given = tls::find_extension(hello.extensions, tls::extension::kCookie);
  if (!due && given) return Refusal{"client-hello-cookie", "a cookie that no server gave"};
  if (due && (!given || given->data != due->data))
    return Refusal{"client-hello-cookie", "the second ClientHello must carry the server's cookie"};
  return std::nullopt;
}

constexpr std::size_t kSsl2Header = 11;  // RFC 6101 appendix E.1: length, type, version and three lengths
constexpr std::size_t kSsl2Challenge = 16;
/// Cipher kinds of SSL 2.0: 128-bit RC4, its export form, RC2, its export form, IDEA, DES, triple DES.
constexpr std::array<std::uint32_t, 7> kSsl2Kinds = {0x010080, 0x020080, 0x030080, 0x040080,
                                                     0x050080, 0x060040, 0x0700c0};

/// SSL 2.0's CLIENT-HELLO, in the one form that only asks whether the server still has it: known cipher kinds, no
/// session, a challenge of 16 bytes.
bool is_ssl2_hello(ByteView records) {
  ByteReader reader(records);
  const auto length = reader.u16();
  const auto type = reader.u8();
  const auto version = reader.u16();
  const auto kinds = reader.u16();
  const auto session = reader.u16();
  const auto challenge = reader.u16();
  if (!length || !type || !version || !kinds || !session || !challenge) return false;
  if (*length != (0x8000 | (records.size() - 2)) || *type != 1 || *version != 0x0002) return false;
  if (*session != 0 || *challenge != kSsl2Challenge || *kinds == 0 || *kinds % 3 != 0) return false;
  if (records.size() != kSsl2Header + *kinds + kSsl2Challenge) return false;
  for (std::size_t i = 0; i < *kinds; i += 3) {
    const auto high = reader.u8();
    const auto low = reader.u16();
    if (!high || !low) return false;
    const std::uint32_t kind = static_cast<std::uint32_t>(*high) << 16 | *low;
    if (std::find(kSsl2Kinds.begin(), kSsl2Kinds.end(), kind) == kSsl2Kinds.end()) return false;
  }
  return true;
}

}  // namespace

bool CheckedHello::offers_suite(std::uint16_t suite) const {
  const auto& suites = hello_.cipher_suites;
  return std::find(suites.begin(), suites.end(), suite) != suites.end();
}

Allowed<CheckedHello> check_client_hello(ByteView records, const Addressee& to, const tls::Extension* due_cookie) {
  if (records.size() > wire::kMaxClientHello)
    return Refusal{"client-hello-too-large",
                   "a ClientHello may have " + std::to_string(wire::kMaxClientHello) + " bytes"};
  const bool mail = to.service().id == wire::ServiceId::Smtp;
  if (speaks_smtp(records, to.host()) || (!mail && speaks_http(records, to.host())))
    return Refusal{"client-hello-smtp",
                   "in the ClientHello stands what a server that reads clear text takes for a command"};
  if (mail && is_ssl2_hello(records)) return CheckedHello(Bytes(records.begin(), records.end()), tls::ClientHello{});
  const auto message = only_message(records);
  if (!message) return message.refusal();
  auto hello = tls::parse_client_hello(message->body);
  if (!hello) return malformed(hello.error().rule);
  if (auto refusal = broken_rule(*hello, to)) return *refusal;
  if (auto refusal = wrong_cookie(*hello, due_cookie)) return *refusal;
  return CheckedHello(Bytes(records.begin(), records.end()), std::move(*hello));
}

}  // namespace mailglass::relay::guard
