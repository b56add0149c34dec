#pragma once
// ServerKeyExchange of TLS 1.2 and older: its shape depends on the suite.

#include <optional>
#include <variant>

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::tls {

/// Parameters of an ephemeral key exchange (RFC 8422 section 5.4, RFC 5246 section 7.4.3).
struct EllipticExchange {
  std::uint16_t group;  ///< IANA "TLS Supported Groups"
};
struct ExplicitCurveExchange {};  ///< a curve by its equation: obsolete (RFC 8422 section 5.4)
struct FiniteFieldExchange {
  std::size_t prime_bits;
  std::size_t generator_bits;
  Bytes prime;
};
struct ExportRsaExchange {
  std::size_t modulus_bits;  ///< RFC 2246 section 7.4.3: the temporary key of an export suite
};
struct ServerKeyExchange {
  std::variant<EllipticExchange, ExplicitCurveExchange, FiniteFieldExchange, ExportRsaExchange> parameters;
  std::optional<std::uint16_t> signature_scheme;  ///< TLS 1.2 only
  ByteRange range;
  Bytes signed_parameters = {};  ///< TLS 1.2: what the signature is over, behind the two randoms
  Bytes signature = {};          ///< TLS 1.2; empty where it does not end the message
};

/// `body` of the message at `range`, for the suite and version of the ServerHello. The public value is skipped, the
/// signature kept and not checked.
Parsed<ServerKeyExchange> parse_server_key_exchange(ByteView body, std::uint16_t suite, std::uint16_t version,
                                                    ByteRange range);

/// A big-endian number, and its size in bits.
ByteView without_leading_zeros(ByteView number);
std::size_t bit_length(ByteView number);

}  // namespace mailglass::tls
