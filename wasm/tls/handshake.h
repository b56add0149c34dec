#pragma once
// TLS handshake messages (RFC 8446 section 4, RFC 5246 section 7.4): those that travel in clear and matter to us.

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "tls/record.h"

namespace mailglass::tls {

/// IANA "TLS HandshakeType".
enum class HandshakeType : std::uint8_t {
  HelloRequest = 0,
  ClientHello = 1,
  ServerHello = 2,
  NewSessionTicket = 4,
  EndOfEarlyData = 5,
  EncryptedExtensions = 8,
  Certificate = 11,
  ServerKeyExchange = 12,
  CertificateRequest = 13,
  ServerHelloDone = 14,
  CertificateVerify = 15,
  ClientKeyExchange = 16,
  Finished = 20,
  CertificateStatus = 22,
  KeyUpdate = 24,
  MessageHash = 254,
};
std::string_view to_string(HandshakeType type);  ///< RFC spelling, "ServerHello"; empty for a number not listed

struct HandshakeMessage {
  HandshakeType type;
  Bytes body;
  ByteRange range;  ///< header and body within the stream; record headers between its parts are inside
};

/// Reassembles messages from Handshake records. `kMaxHandshake` bounds one message.
inline constexpr std::size_t kMaxHandshake = 256 * 1024;
class HandshakeReader {
 public:
  /// Takes the fragment of one Handshake record; returns the messages it completes.
  Parsed<std::vector<HandshakeMessage>> feed(const Record& record);
  [[nodiscard]] bool mid_message() const { return !pending_.empty(); }

 private:
  Bytes pending_;
  std::size_t start_ = 0;
};

struct Extension {
  std::uint16_t type;
  Bytes data;
};
/// The extensions of a block, which is what stands behind its length (RFC 8446 section 4.2). One twice is an error.
Parsed<std::vector<Extension>> parse_extensions(ByteReader block);
const Extension* find_extension(const std::vector<Extension>& extensions, std::uint16_t type);

/// RFC 8446 section 4.1.2.
struct ClientHello {
  std::uint16_t legacy_version;
  std::array<std::uint8_t, 32> random;
  Bytes session_id;
  std::vector<std::uint16_t> cipher_suites;
  Bytes compression_methods;
  std::vector<Extension> extensions;
  std::optional<std::string> server_name;         ///< RFC 6066 section 3, lower-cased
  std::vector<std::uint16_t> supported_versions;  ///< empty when the extension is absent
  std::vector<std::uint16_t> supported_groups;
  std::vector<std::uint16_t> key_share_groups;
  std::vector<std::uint16_t> signature_algorithms;
  std::vector<std::string> alpn;
};
/// The body of a ClientHello message. Every extension listed in the struct is parsed; a duplicate extension or trailing
/// bytes are errors.
Parsed<ClientHello> parse_client_hello(ByteView body);

/// RFC 8446 section 4.1.3, and RFC 5246 section 7.4.1.3 for older versions.
struct ServerHello {
  std::uint16_t legacy_version;
  std::array<std::uint8_t, 32> random;
  Bytes session_id;
  std::uint16_t cipher_suite;
  std::uint8_t compression_method;
  std::vector<Extension> extensions;
  std::uint16_t version;                  ///< from supported_versions if present, else legacy_version
  std::optional<std::uint16_t> group;     ///< key_share, TLS 1.3 only (in a HelloRetryRequest: the group asked for)
  bool hello_retry_request = false;       ///< by its special random
  bool downgrade_sentinel_tls12 = false;  ///< RFC 8446 section 4.1.3: last eight bytes of random
  bool downgrade_sentinel_tls11 = false;
};
Parsed<ServerHello> parse_server_hello(ByteView body);

/// RFC 5246 section 7.4.2: the certificates of a TLS 1.2 Certificate message, DER, as sent.
Parsed<std::vector<Bytes>> parse_certificate_tls12(ByteView body);
/// RFC 8446 section 4.4.2: a certificate and what comes with it, such as its OCSP answer.
struct CertificateEntry {
  Bytes der;
  std::vector<Extension> extensions;
};
Parsed<std::vector<CertificateEntry>> parse_certificate_tls13(ByteView body);
/// The OCSP answer, DER, of a CertificateStatus: TLS 1.2's message or the extension of TLS 1.3 (RFC 6066 section 8,
/// RFC 8446 section 4.4.2.1).
Parsed<Bytes> parse_certificate_status(ByteView body);

}  // namespace mailglass::tls
