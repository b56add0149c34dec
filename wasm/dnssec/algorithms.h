#pragma once
// The algorithms of DNSSEC (IANA "DNS Security Algorithm Numbers" and "DS RR Type Digest Algorithms"), by OpenSSL.

#include <cstdint>

#include "bytes/reader.h"

namespace mailglass::dnssec {

/// What is taken as supported beyond what RFC 9904 asks of every validator.
struct Accepted {
  /// RSASHA1 and RSASHA1-NSEC3-SHA1 (5, 7). RFC 9905 section 2: operators treat them as unsupported, which makes what
  /// only they sign insecure; implementations can still validate them.
  bool rsasha1 = false;
  bool rsasha512 = true;    ///< RSASHA512 (10)
  bool sha1_digest = true;  ///< DS digests by SHA-1 (1), where none by SHA-2 stands beside them (RFC 4509 section 3)
};

bool is_supported(std::uint8_t algorithm, const Accepted& accepted);
bool is_supported_digest(std::uint8_t digest_type, const Accepted& accepted);

/// Bits of the key: an RSA modulus's length; 0 for others and for keys that cannot be read.
unsigned modulus_bits(std::uint8_t algorithm, ByteView key);

/// Whether `key` (a DNSKEY's, RFC 3110, RFC 6605, RFC 8080) made `signature` (an RRSIG's) over `data`. False also for
/// keys and signatures that are malformed and for algorithms that nobody validates.
bool is_signed_by(std::uint8_t algorithm, ByteView key, ByteView data, ByteView signature);

/// A DS digest; empty for digest types that are not known.
Bytes digest(std::uint8_t digest_type, ByteView data);

/// RFC 5155 section 5: SHA-1 over name and salt, and `iterations` times more over that and the salt.
Bytes nsec3_hash(ByteView canonical_name, ByteView salt, unsigned iterations);

}  // namespace mailglass::dnssec
