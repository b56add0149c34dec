#pragma once
// TLS records and alerts (RFC 8446 section 5 and 6, RFC 5246 section 6), as they lie on the wire.

#include <optional>
#include <string_view>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::tls {

enum class ContentType : std::uint8_t { ChangeCipherSpec = 20, Alert = 21, Handshake = 22, ApplicationData = 23 };
std::string_view to_string(ContentType type);

/// Version numbers on the wire.
enum class Version : std::uint16_t {
  Ssl2 = 0x0002,
  Ssl3 = 0x0300,
  Tls10 = 0x0301,
  Tls11 = 0x0302,
  Tls12 = 0x0303,
  Tls13 = 0x0304
};
/// As it stands on the wire.
constexpr std::uint16_t number(Version version) {
  return static_cast<std::uint16_t>(version);
}
std::string_view to_string(Version version);  ///< "TLS 1.2"; empty for a number not listed

inline constexpr std::size_t kRecordHeader = 5;
inline constexpr std::size_t kMaxFragment = 16384 + 2048;  ///< RFC 5246 section 6.2.3

struct Record {
  ContentType type;
  std::uint16_t version;
  Bytes fragment;
  ByteRange range;  ///< header and fragment within the stream
};

/// Splits a stream into records, incrementally. A first byte that is no content type, a major version other than 3, an
/// empty handshake or alert fragment, or a fragment over the bound is an error naming the rule.
class RecordReader {
 public:
  explicit RecordReader(std::size_t stream_offset = 0) : offset_(stream_offset) {}
  /// Consumes from the front of `bytes`; nullopt inside the Parsed when more is needed.
  Parsed<std::optional<Record>> feed(ByteView& bytes);
  [[nodiscard]] std::size_t pending() const { return pending_.size(); }

 private:
  std::size_t offset_;
  Bytes pending_;
};

inline constexpr std::uint8_t kWarningLevel = 1;  ///< RFC 5246 section 7.2, AlertLevel

/// RFC 8446 section 6 and the IANA "TLS Alerts" registry.
struct Alert {
  std::uint8_t level = 0;
  std::uint8_t description = 0;
  ByteRange range;
};
Parsed<Alert> parse_alert(const Record& record);
std::string_view alert_name(std::uint8_t description);  ///< "handshake_failure"; empty if unassigned

}  // namespace mailglass::tls
