#pragma once
// What a ClientHello of the exploration says. A plain value, so that two questions can be compared and a recorded one
// repeated.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bytes/reader.h"
#include "tls/registry.h"

namespace mailglass::probe {

using Seed = std::array<std::uint8_t, 32>;

/// A ClientHello in the format of SSL 3.0 and later (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2).
struct HelloSpec {
  std::uint16_t record_version = 0x0301;
  std::uint16_t legacy_version = 0x0303;
  std::vector<std::uint16_t> supported_versions;  ///< empty: no extension
  std::vector<std::uint16_t> suites;              ///< in the order offered
  bool fallback_scsv = false;                     ///< RFC 7507, behind the suites
  bool compression = false;                       ///< offers DEFLATE (RFC 3749) before null
  bool session_id = false;                        ///< 32 random bytes, as TLS 1.3's compatibility mode has it
  bool extensions = true;                         ///< false: no extension block at all (SSL 3.0)
  std::optional<std::string> server_name;
  std::vector<std::uint16_t> groups;  ///< supported_groups; empty: no extension
  std::optional<std::vector<std::uint16_t>>
      key_shares;  ///< an empty list asks the server to choose (RFC 8446 section 4.2.8)
  std::vector<std::uint16_t> signature_algorithms;  ///< empty: no extension
  std::vector<std::string> alpn;
  bool renegotiation_info = false;            ///< RFC 5746; by its SCSV where there are no extensions
  bool status_request = false;                ///< RFC 6066 section 8
  bool signed_certificate_timestamp = false;  ///< RFC 6962 section 3.3
  bool session_ticket = false;                ///< RFC 5077, empty
  bool extended_master_secret = false;        ///< RFC 7627
  bool encrypt_then_mac = false;              ///< RFC 7366
  bool heartbeat = false;                     ///< RFC 6520, mode peer_not_allowed_to_send
  bool grease = false;                        ///< RFC 8701: one unknown suite, group, version and extension each
  std::size_t pad_to = 0;                     ///< RFC 7685: the record's total size where it is smaller; 0: no padding
  friend bool operator==(const HelloSpec&, const HelloSpec&) = default;
};

/// The CLIENT-HELLO of SSL 2.0 (RFC 6101 appendix E.1 describes its form): all of its cipher kinds, a challenge of 16
/// bytes.
struct Ssl2HelloSpec {
  friend bool operator==(const Ssl2HelloSpec&, const Ssl2HelloSpec&) = default;
};

/// The headline's session presented again, in a hello made by who keeps the session (handshake::Client).
struct SessionHello {
  unsigned attempt = 0;  ///< servers that do not share their sessions take it back by chance
  friend bool operator==(const SessionHello&, const SessionHello&) = default;
};

/// A handshake of TLS 1.3 alone that is carried to its end, since what it asks for is answered under encryption: a
/// certificate of one kind, and what comes with it. Made by who carries it (handshake::Client).
struct CarriedHello {
  tls::Authentication certificate = tls::Authentication::Rsa;  ///< or Ecdsa, EdDSA with it; or Any
  bool server_name = true;
  bool alpn = false;  ///< asks for kMailProtocols
  friend bool operator==(const CarriedHello&, const CarriedHello&) = default;
};

/// None is registered for SMTP; these two are what mail servers that look at ALPN expect.
inline constexpr std::array<std::string_view, 2> kMailProtocols{"smtp", "esmtp"};

inline constexpr std::uint16_t kRenegotiationScsv = 0x00ff;  ///< RFC 5746 section 3.3
inline constexpr std::uint16_t kFallbackScsv = 0x5600;       ///< RFC 7507 section 2

}  // namespace mailglass::probe
