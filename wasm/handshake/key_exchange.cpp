#include "handshake/key_exchange.h"

#include <bit>

namespace mailglass::handshake {
namespace {

constexpr std::uint8_t kNamedCurve = 3;  // RFC 8422 section 5.4

int bit_length(ByteView number) {
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  if (number.empty()) return 0;
  return static_cast<int>((number.size() - 1) * 8) + static_cast<int>(std::bit_width(number.front()));
}

}  // namespace

KeyExchangeFacts read_key_exchange(ByteView body, tls::KeyExchange kind, bool tls12) {
  KeyExchangeFacts out;
  ByteReader reader(body);
  if (kind == tls::KeyExchange::Ecdhe) {
    const auto curve_type = reader.u8();
    if (!curve_type || *curve_type != kNamedCurve) return out;
    out.group = reader.u16();
    if (!out.group || !reader.prefixed(1)) return {};
  } else if (kind == tls::KeyExchange::Dhe) {
    const auto prime = reader.prefixed(2);
    if (!prime || !reader.prefixed(2) || !reader.prefixed(2)) return {};
    out.dh_bits = bit_length(prime->rest());
  } else {
    return out;
  }
  if (tls12) out.signature_scheme = reader.u16();
  return out;
}

}  // namespace mailglass::handshake
