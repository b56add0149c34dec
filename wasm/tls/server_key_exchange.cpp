#include "tls/server_key_exchange.h"

#include <algorithm>
#include <bit>

#include "tls/record.h"
#include "tls/registry.h"

namespace mailglass::tls {
namespace {

Parsed<ServerKeyExchange> read_elliptic(ByteReader& in, ByteRange range) {
  constexpr std::uint8_t kExplicitPrime = 1, kExplicitChar2 = 2,
                         kNamedCurve = 3;  // RFC 8422 section 5.4, RFC 4492 section 5.4
  const auto type = in.u8();
  if (!type) return ParseError{in.offset(), "RFC 8422 5.4: ServerKeyExchange without curve type"};
  if (*type == kExplicitPrime || *type == kExplicitChar2) {
    return ServerKeyExchange{ExplicitCurveExchange{}, std::nullopt, range};
  }
  if (*type != kNamedCurve) return ParseError{in.offset(), "RFC 8422 5.4: unknown curve type"};
  const auto group = in.u16();
  if (!group || !in.prefixed(1)) return ParseError{in.offset(), "RFC 8422 5.4: ServerKeyExchange too short"};
  return ServerKeyExchange{EllipticExchange{*group}, std::nullopt, range};
}

Parsed<ServerKeyExchange> read_finite_field(ByteReader& in, ByteRange range) {
  auto prime = in.prefixed(2);
  auto generator = in.prefixed(2);
  if (!prime || !generator || !in.prefixed(2))
    return ParseError{in.offset(), "RFC 5246 7.4.3: ServerDHParams too short"};
  FiniteFieldExchange found{bit_length(prime->rest()), bit_length(generator->rest()),
                            Bytes(prime->rest().begin(), prime->rest().end())};
  return ServerKeyExchange{std::move(found), std::nullopt, range};
}

Parsed<ServerKeyExchange> read_export_rsa(ByteReader& in, ByteRange range) {
  auto modulus = in.prefixed(2);
  if (!modulus || !in.prefixed(2)) return ParseError{in.offset(), "RFC 2246 7.4.3: ServerRSAParams too short"};
  return ServerKeyExchange{ExportRsaExchange{bit_length(modulus->rest())}, std::nullopt, range};
}

}  // namespace

Parsed<ServerKeyExchange> parse_server_key_exchange(ByteView body, std::uint16_t suite, std::uint16_t version,
                                                    ByteRange range) {
  ByteReader in(body, range.offset);
  const CipherSuite* known = find_cipher_suite(suite);
  if (!known) return ParseError{in.offset(), "ServerKeyExchange of a suite that is not listed"};
  bool anonymous = false;
  Parsed<ServerKeyExchange> message =
      ParseError{in.offset(), "RFC 5246 7.4.3: this key exchange sends no ServerKeyExchange"};
  switch (known->key_exchange) {
    case KeyExchange::EcdhAnon: anonymous = true; [[fallthrough]];
    case KeyExchange::Ecdhe: message = read_elliptic(in, range); break;
    case KeyExchange::DhAnon: anonymous = true; [[fallthrough]];
    case KeyExchange::Dhe: message = read_finite_field(in, range); break;
    case KeyExchange::Rsa: message = read_export_rsa(in, range); break;
    default: break;
  }
  if (!message || anonymous || version < static_cast<std::uint16_t>(Version::Tls12)) return message;
  // Behind a curve's equation, which is not read, nothing tells where the signature begins.
  if (std::holds_alternative<ExplicitCurveExchange>(message->parameters)) return message;
  const ByteView parameters = body.first(body.size() - in.remaining());
  if (const auto scheme = in.u16()) message->signature_scheme = *scheme;
  if (const auto signature = in.prefixed(2); signature && in.empty()) {
    message->signed_parameters.assign(parameters.begin(), parameters.end());
    const ByteView value = signature->rest();
    message->signature.assign(value.begin(), value.end());
  }
  return message;
}

ByteView without_leading_zeros(ByteView number) {
  const auto first = std::find_if(number.begin(), number.end(), [](std::uint8_t byte) { return byte != 0; });
  return number.subspan(static_cast<std::size_t>(first - number.begin()));
}

std::size_t bit_length(ByteView number) {
  const ByteView significant = without_leading_zeros(number);
  if (significant.empty()) return 0;
  return (significant.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(significant.front()));
}

}  // namespace mailglass::tls
