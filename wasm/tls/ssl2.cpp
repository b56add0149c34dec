#include "tls/ssl2.h"

#include "tls/record.h"

namespace mailglass::tls {
namespace {

constexpr std::uint16_t kLengthBits = 0x7fff;
constexpr std::uint8_t kServerHello = 4;

}  // namespace

std::size_t ssl2_record_size(ByteView header) {
  return (ByteReader(header).u16().value_or(0) & kLengthBits) + kSsl2RecordHeader;
}

Parsed<Ssl2ServerHello> parse_ssl2_server_hello(ByteView record, std::size_t offset) {
  ByteReader in(record, offset);
  const auto header = in.u16();
  const auto type = in.u8();
  const auto hit = in.u8();
  const auto certificate_type = in.u8();
  const auto version = in.u16();
  const auto certificate_length = in.u16();
  const auto kinds_length = in.u16();
  const auto id_length = in.u16();
  if (!header || !type || !hit || !certificate_type || !version || !certificate_length || !kinds_length || !id_length) {
    return ParseError{in.offset(), "SSL 2.0: SERVER-HELLO too short"};
  }
  if (*type != kServerHello) return ParseError{offset + 2, "SSL 2.0: no SERVER-HELLO"};
  if (*version != static_cast<std::uint16_t>(Version::Ssl2)) return ParseError{offset + 5, "SSL 2.0: another version"};
  const auto certificate = in.bytes(*certificate_length);
  auto kinds = in.sub(*kinds_length);
  if (!certificate || !kinds || *kinds_length % 3 != 0)
    return ParseError{in.offset(), "SSL 2.0: SERVER-HELLO lengths do not fit"};
  Ssl2ServerHello hello{{}, Bytes(certificate->begin(), certificate->end()), {offset, record.size()}};
  while (const auto kind = kinds->u24()) hello.cipher_kinds.push_back(*kind);
  return hello;
}

}  // namespace mailglass::tls
