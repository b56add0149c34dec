// ClientHello and ServerHello.

#include <algorithm>

#include "tls/extension.h"
#include "tls/handshake.h"

namespace mailglass::tls {
namespace {

Parsed<std::vector<Extension>> read_extensions(ByteReader& reader) {
  if (reader.empty()) return std::vector<Extension>{};  // RFC 5246 section 7.4.1.2: the block may be absent
  const auto block = reader.prefixed(2);
  if (!block || !reader.empty()) return ParseError{reader.offset(), "RFC 8446 4.2: length of the extensions"};
  return parse_extensions(*block);
}

/// A vector of 16-bit numbers behind a length prefix, at least one, which fills the reader to its end.
std::optional<std::vector<std::uint16_t>> read_list(ByteReader& reader, int prefix) {
  auto list = reader.prefixed(prefix);
  if (!list || !reader.empty() || list->empty() || list->remaining() % 2 != 0) return std::nullopt;
  std::vector<std::uint16_t> out;
  while (const auto value = list->u16()) out.push_back(*value);
  return out;
}

bool read_server_name(ByteReader reader, ClientHello& hello) {
  // RFC 6066 section 3: a list of names, of which only host_name (0) exists, at most one.
  auto list = reader.prefixed(2);
  if (!list || !reader.empty()) return false;
  const auto type = list->u8();
  auto name = type ? list->prefixed(2) : std::nullopt;
  if (!name || *type != 0 || name->empty() || !list->empty()) return false;
  std::string text = text_of(name->rest());
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  hello.server_name = std::move(text);
  return true;
}

bool read_alpn(ByteReader reader, ClientHello& hello) {
  auto list = reader.prefixed(2);
  if (!list || !reader.empty() || list->empty()) return false;
  while (!list->empty()) {
    auto name = list->prefixed(1);
    if (!name || name->empty()) return false;
    hello.alpn.push_back(text_of(name->rest()));
  }
  return true;
}

bool read_key_shares(ByteReader reader, ClientHello& hello) {
  auto list = reader.prefixed(2);
  if (!list || !reader.empty()) return false;
  while (!list->empty()) {
    const auto group = list->u16();
    const auto share = group ? list->prefixed(2) : std::nullopt;
    if (!share) return false;
    hello.key_share_groups.push_back(*group);
  }
  return true;
}

bool read_into(std::vector<std::uint16_t>& out, ByteReader reader, int prefix) {
  auto list = read_list(reader, prefix);
  if (!list) return false;
  out = std::move(*list);
  return true;
}

bool read_known(const Extension& extension, ClientHello& hello) {
  const ByteReader reader(extension.data);
  switch (extension.type) {
    case tls::extension::kServerName: return read_server_name(reader, hello);
    case tls::extension::kSupportedGroups: return read_into(hello.supported_groups, reader, 2);
    case tls::extension::kSignatureAlgorithms: return read_into(hello.signature_algorithms, reader, 2);
    case tls::extension::kAlpn: return read_alpn(reader, hello);
    case tls::extension::kSupportedVersions: return read_into(hello.supported_versions, reader, 1);
    case tls::extension::kKeyShare: return read_key_shares(reader, hello);
    default: return true;
  }
}

/// RFC 8446 section 4.1.3: SHA-256 of "HelloRetryRequest".
constexpr std::array<std::uint8_t, 32> kRetryRandom{0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                                    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                                    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
constexpr std::array<std::uint8_t, 7> kDowngrade{'D', 'O', 'W', 'N', 'G', 'R', 'D'};

}  // namespace

Parsed<ClientHello> parse_client_hello(ByteView body) {
  ByteReader reader(body);
  ClientHello hello{};
  const auto version = reader.u16();
  const auto random = reader.bytes(hello.random.size());
  auto session_id = reader.prefixed(1);
  if (!version || !random || !session_id || session_id->remaining() > 32)
    return ParseError{reader.offset(), "RFC 8446 4.1.2: version, random or session id"};
  hello.legacy_version = *version;
  std::copy(random->begin(), random->end(), hello.random.begin());
  const ByteView id = session_id->rest();
  hello.session_id.assign(id.begin(), id.end());
  auto suites = reader.prefixed(2);
  if (!suites || suites->empty() || suites->remaining() % 2 != 0)
    return ParseError{reader.offset(), "RFC 8446 4.1.2: cipher suites"};
  while (const auto suite = suites->u16()) hello.cipher_suites.push_back(*suite);
  auto compression = reader.prefixed(1);
  if (!compression || compression->empty()) return ParseError{reader.offset(), "RFC 8446 4.1.2: compression methods"};
  const ByteView methods = compression->rest();
  hello.compression_methods.assign(methods.begin(), methods.end());
  Parsed<std::vector<Extension>> extensions = read_extensions(reader);
  if (!extensions) return extensions.error();
  hello.extensions = std::move(*extensions);
  for (const Extension& extension : hello.extensions) {
    if (!read_known(extension, hello)) return ParseError{reader.offset(), "RFC 8446 4.2: content of an extension"};
  }
  return hello;
}

Parsed<ServerHello> parse_server_hello(ByteView body) {
  ByteReader reader(body);
  ServerHello hello{};
  const auto version = reader.u16();
  const auto random = reader.bytes(hello.random.size());
  auto session_id = reader.prefixed(1);
  const auto suite = session_id ? reader.u16() : std::nullopt;
  const auto compression = reader.u8();
  if (!version || !random || !session_id || session_id->remaining() > 32 || !suite || !compression) {
    return ParseError{reader.offset(), "RFC 8446 4.1.3: fixed part of ServerHello"};
  }
  hello.legacy_version = *version;
  hello.version = *version;
  std::copy(random->begin(), random->end(), hello.random.begin());
  const ByteView id = session_id->rest();
  hello.session_id.assign(id.begin(), id.end());
  hello.cipher_suite = *suite;
  hello.compression_method = *compression;
  hello.hello_retry_request = hello.random == kRetryRandom;
  const auto tail = ByteView(hello.random).last(8);
  if (std::equal(kDowngrade.begin(), kDowngrade.end(), tail.begin())) {
    hello.downgrade_sentinel_tls12 = tail.back() == 1;
    hello.downgrade_sentinel_tls11 = tail.back() == 0;
  }
  Parsed<std::vector<Extension>> extensions = read_extensions(reader);
  if (!extensions) return extensions.error();
  hello.extensions = std::move(*extensions);
  if (const Extension* versions = find_extension(hello.extensions, tls::extension::kSupportedVersions)) {
    ByteReader data(versions->data);
    const auto chosen = data.u16();
    if (!chosen || !data.empty())
      return ParseError{reader.offset(), "RFC 8446 4.2.1: supported_versions in ServerHello"};
    hello.version = *chosen;
  }
  if (const Extension* share = find_extension(hello.extensions, tls::extension::kKeyShare)) {
    ByteReader data(share->data);
    hello.group = data.u16();
    // RFC 8446 section 4.2.8: a HelloRetryRequest names the group only.
    const bool complete = hello.group && (hello.hello_retry_request || data.prefixed(2)) && data.empty();
    if (!complete) return ParseError{reader.offset(), "RFC 8446 4.2.8: key_share in ServerHello"};
  }
  return hello;
}

}  // namespace mailglass::tls
