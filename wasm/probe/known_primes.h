#pragma once
// Diffie-Hellman primes that many servers share: of standards, and built into widely used software. Precomputation
// against one of them pays for all who use it (Adrian et al., "Imperfect Forward Secrecy", 2015), so a small one is
// worse when it is common.

#include <optional>
#include <string_view>

#include "bytes/reader.h"

namespace mailglass::probe {

struct KnownPrime {
  std::string_view sha256;  ///< of the prime, big-endian without leading zeros; lower-case hexadecimal
  std::uint16_t bits;
  std::string_view source;  ///< "RFC 3526, MODP group 14", "Postfix built-in"
};

/// The entry for a prime as it came in ServerKeyExchange; nullptr for one not listed.
const KnownPrime* find_known_prime(ByteView prime);

}  // namespace mailglass::probe
