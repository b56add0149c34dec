#pragma once
// Signed certificate timestamps (RFC 6962 section 3): that a certificate was shown to public logs. Their signatures are
// not checked, since the logs' keys are not at hand: presence is all that is claimed.

#include <array>
#include <cstdint>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::x509 {

struct SignedTimestamp {
  std::array<std::uint8_t, 32> log_id;  ///< SHA-256 of the log's key
  std::uint64_t unix_ms;                ///< milliseconds since the epoch
};
inline constexpr std::size_t kMaxTimestamps = 64;

/// A SignedCertificateTimestampList (RFC 6962 section 3.3), as the TLS extension and the certificate's extension hold
/// it. Timestamps of another version than v1 are passed over; more than kMaxTimestamps are an error.
Parsed<std::vector<SignedTimestamp>> parse_timestamps(ByteView list);

/// The extension 1.3.6.1.4.1.11129.2.4.2 of a certificate: the list in an OCTET STRING (RFC 6962 section 3.3).
Parsed<std::vector<SignedTimestamp>> parse_embedded_timestamps(ByteView extension_value);

}  // namespace mailglass::x509
