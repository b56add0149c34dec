#include "guard/hello_extensions.h"

#include <algorithm>
#include <array>
#include <string>

#include "tls/extension.h"
#include "tls/registry.h"
#include "wire/control.h"

namespace mailglass::relay::guard {
namespace {

using Form = bool (*)(ByteReader data, const Addressee& to);

bool is_empty(ByteReader data, const Addressee&) {
  return data.empty();
}

bool same_ignoring_case(ByteView a, std::string_view b) {
  const auto lower = [](std::uint8_t c) { return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](std::uint8_t x, char y) { return lower(x) == lower(static_cast<std::uint8_t>(y)); });
}

/// RFC 6066 section 3: exactly one host_name, and it is the probed host.
bool names_the_host(ByteReader data, const Addressee& to) {
  auto list = data.prefixed(2);
  if (!list || !data.empty()) return false;
  const auto type = list->u8();
  const auto name = list->prefixed(2);
  return type == 0 && name && list->empty() && same_ignoring_case(name->rest(), to.host());
}

/// RFC 6066 section 4.
bool is_fragment_length(ByteReader data, const Addressee&) {
  const auto value = data.u8();
  return value && *value >= 1 && *value <= 4 && data.empty();
}

/// RFC 6066 section 8: OCSP, no responders named, no request extensions.
bool is_plain_status_request(ByteReader data, const Addressee&) {
  constexpr std::array<std::uint8_t, 5> kPlain{1, 0, 0, 0, 0};
  return std::equal(data.rest().begin(), data.rest().end(), kPlain.begin(), kPlain.end());
}

template <int Prefix, int Width>
bool is_list(ByteReader data, const Addressee&) {
  const auto list = data.prefixed(Prefix);
  return list && data.empty() && !list->empty() && list->remaining() % Width == 0;
}

/// RFC 7301 section 3.1: none but the service's.
bool is_protocol(ByteReader data, const Addressee& to) {
  const auto& known_there = to.service().alpn;
  auto list = data.prefixed(2);
  if (!list || !data.empty() || list->empty()) return false;
  while (!list->empty()) {
    const auto name = list->prefixed(1);
    if (!name) return false;
    const auto is_name = [&](std::string_view known) { return text_of(name->rest()) == known; };
    if (std::none_of(known_there.begin(), known_there.end(), is_name)) return false;
  }
  return true;
}

/// RFC 7685 section 3.
bool is_zeros(ByteReader data, const Addressee&) {
  const ByteView padding = data.rest();
  return std::all_of(padding.begin(), padding.end(), [](std::uint8_t byte) { return byte == 0; });
}

/// RFC 8449 section 4.
bool is_record_size(ByteReader data, const Addressee&) {
  const auto limit = data.u16();
  return limit && *limit >= 64 && *limit <= 16385 && data.empty();
}

/// RFC 8446 section 4.2.2.
bool is_cookie(ByteReader data, const Addressee&) {
  const auto cookie = data.prefixed(2);
  return cookie && data.empty() && !cookie->empty();
}

/// RFC 5077 section 3.2: none, or one that the server gave; nobody else can read it.
bool is_ticket(ByteReader data, const Addressee&) {
  return data.remaining() <= wire::kMaxTicket;
}

/// RFC 8446 section 4.2.11: one ticket with its age, and one binder of a SHA-256 or SHA-384 suite.
bool is_one_preshared_key(ByteReader data, const Addressee&) {
  constexpr std::size_t kAge = 4;
  auto identities = data.prefixed(2);
  const auto ticket = identities ? identities->prefixed(2) : std::nullopt;
  if (!ticket || ticket->empty() || ticket->remaining() > wire::kMaxTicket) return false;
  if (!identities->bytes(kAge) || !identities->empty()) return false;
  auto binders = data.prefixed(2);
  const auto binder = binders ? binders->prefixed(1) : std::nullopt;
  return binder && binders->empty() && data.empty() && (binder->remaining() == 32 || binder->remaining() == 48);
}

/// RFC 6520 section 2: peer_not_allowed_to_send, so that nothing is asked for but whether the server has it.
bool forbids_heartbeats(ByteReader data, const Addressee&) {
  return data.u8() == 2 && data.empty();
}

/// RFC 5746 section 3.5: a first handshake has nothing to bind to.
bool is_first_negotiation(ByteReader data, const Addressee&) {
  const auto bound = data.prefixed(1);
  return bound && bound->empty() && data.empty();
}

/// How long a public key of each group is (RFC 8446 section 4.2.8, RFC 7919, RFC 8734, draft-ietf-tls-ecdhe-mlkem,
/// draft-ietf-tls-mlkem).
struct KeyLength {
  std::uint16_t group;
  std::size_t bytes;
};
constexpr std::array<KeyLength, 20> kKeyLengths{{
    {23, 65},    {24, 97},    {25, 133},    {29, 32},     {30, 56},     {31, 65},       {32, 97},
    {33, 129},   {256, 256},  {257, 384},   {258, 512},   {259, 768},   {260, 1024},    {512, 800},
    {513, 1184}, {514, 1568}, {4587, 1249}, {4588, 1216}, {4589, 1665}, {0x6399, 1216},
}};

bool are_key_shares(ByteReader data, const Addressee&) {
  auto shares = data.prefixed(2);
  if (!shares || !data.empty()) return false;
  while (!shares->empty()) {
    const auto group = shares->u16();
    const auto key = shares->prefixed(2);
    if (!group || !key) return false;
    const auto fits = [&](const KeyLength& known) { return known.group == *group && known.bytes == key->remaining(); };
    if (std::none_of(kKeyLengths.begin(), kKeyLengths.end(), fits)) return false;
  }
  return true;
}

struct Permitted {
  std::uint16_t type;
  Form form;
};
/// Not here, and so refused: early_data (what follows it nobody can look into) and everything unknown.
constexpr std::array<Permitted, 23> kPermitted{{
    {tls::extension::kServerName, names_the_host},
    {tls::extension::kMaxFragmentLength, is_fragment_length},
    {tls::extension::kStatusRequest, is_plain_status_request},
    {tls::extension::kSupportedGroups, is_list<2, 2>},
    {tls::extension::kEcPointFormats, is_list<1, 1>},
    {tls::extension::kSignatureAlgorithms, is_list<2, 2>},
    {tls::extension::kHeartbeat, forbids_heartbeats},
    {tls::extension::kAlpn, is_protocol},
    {tls::extension::kSignedCertificateTimestamp, is_empty},
    {tls::extension::kPadding, is_zeros},
    {tls::extension::kEncryptThenMac, is_empty},
    {tls::extension::kExtendedMasterSecret, is_empty},
    {tls::extension::kCompressCertificate, is_list<1, 2>},
    {tls::extension::kRecordSizeLimit, is_record_size},
    {tls::extension::kSessionTicket, is_ticket},
    {tls::extension::kPreSharedKey, is_one_preshared_key},
    {tls::extension::kSupportedVersions, is_list<1, 2>},
    {tls::extension::kCookie, is_cookie},
    {tls::extension::kPskKeyExchangeModes, is_list<1, 1>},
    {tls::extension::kPostHandshakeAuth, is_empty},
    {tls::extension::kSignatureAlgorithmsCert, is_list<2, 2>},
    {tls::extension::kKeyShare, are_key_shares},
    {tls::extension::kRenegotiationInfo, is_first_negotiation},
}};

std::string described(std::uint16_t type) {
  const std::string_view name = tls::extension_name(type);
  return name.empty() ? "extension " + std::to_string(type) : "extension " + std::string(name);
}

}  // namespace

std::optional<Refusal> refuse_extension(const tls::Extension& extension, const Addressee& to) {
  const auto row = std::find_if(kPermitted.begin(), kPermitted.end(),
                                [&](const Permitted& permitted) { return permitted.type == extension.type; });
  // RFC 8701 section 3.1: reserved to see whether a server ignores what it does not know.
  if (tls::is_grease(extension.type) && extension.data.empty()) return std::nullopt;
  if (row == kPermitted.end())
    return Refusal{"client-hello-extension", described(extension.type) + " is not one a ClientHello may carry here"};
  if (row->form(ByteReader(extension.data), to)) return std::nullopt;
  if (row->form == names_the_host)
    return Refusal{"client-hello-server-name", "the ClientHello names another server than the one probed"};
  return Refusal{"client-hello-extension", described(extension.type) + " does not have the form it may have here"};
}

}  // namespace mailglass::relay::guard
