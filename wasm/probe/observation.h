#pragma once
// One question put to a server and its answer: all that knowledge is derived from.

#include <string>
#include <vector>

#include "bytes/parsed.h"
#include "probe/answer.h"
#include "probe/hello_spec.h"
#include "words/phrase.h"

namespace mailglass::probe {

/// What a ClientHello offered, read back from its bytes, so that it is the same for our own hellos and for the
/// headline's.
struct Offered {
  bool ssl2 = false;
  std::vector<std::uint16_t> versions;  ///< highest first; without supported_versions: everything up to legacy_version
  bool extensible = true;               ///< it had extensions
  std::vector<std::uint16_t> suites;    ///< in order; signalling values and GREASE left out
  std::vector<std::uint16_t> groups;    ///< in order, GREASE left out
  std::vector<std::uint16_t> key_share_groups;
  std::vector<std::uint16_t> signature_algorithms;
  std::vector<std::uint16_t> extensions;  ///< types
  bool server_name = false;
  bool compression = false;
  bool fallback_scsv = false;
  bool grease = false;
  /// It presents a session: by ticket or pre-shared key, as its bytes show. A session id looks like any other: that is
  /// known to who made the hello.
  bool session = false;
  std::uint16_t legacy_version = 0;
  std::size_t size = 0;  ///< bytes of the record(s)
  [[nodiscard]] bool offers_extension(std::uint16_t type) const;
  friend bool operator==(const Offered&, const Offered&) = default;
};
/// Reads the records of a ClientHello (or the SSL 2.0 one); what stands behind is not looked at.
Parsed<Offered> read_offer(ByteView client_hello_records);

struct Observation {
  std::uint32_t probe = 0;  ///< as the explorer numbers them; kHeadline for the headline
  Offered offered;
  ServerAnswer answer;
  bool left_no_session = false;  ///< the handshake came to its end, and the server gave nothing to come back with
  std::optional<CarriedHello> carried = {};  ///< what it asked for, when it was one of these
  /// The headline's, in TLS 1.3: what its server signed with, so that a certificate of this kind is there.
  std::optional<std::uint16_t> signed_with = {};
};
inline constexpr std::uint32_t kHeadline = 0;

/// Where a fact's proof stands: bytes of the server's stream in one probe.
struct Evidence {
  std::uint32_t probe = 0;
  ByteRange range;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// The place of the answer in the server's stream; of length 0 where the server said nothing.
Evidence evidence_of(const Observation& observation);
/// Version and suite chosen, when the answer is a choice that stands.
struct Choice {
  std::uint16_t version = 0;
  std::uint16_t suite = 0;
  std::optional<std::uint16_t> group;  ///< of the key exchange, where it has one
};
std::optional<Choice> choice_of(const ServerAnswer& answer);
const HelloAnswer* standing_hello(const ServerAnswer& answer);

/// Why the server would not go on, when it said so by an alert that means "nothing in common".
enum class Refusal : std::uint8_t {
  None,
  Version,   ///< protocol_version
  NoCommon,  ///< handshake_failure, insufficient_security
  Fallback,  ///< inappropriate_fallback
  Unclear,   ///< any other fatal alert
  Closed,    ///< no alert, the connection was closed or reset
  Silent,    ///< no answer in time
};
Refusal refusal_of(const ServerAnswer& answer);
/// "The server answered handshake_failure.", "The server closed the connection." … for a report.
words::Phrase describe(const ServerAnswer& answer);

}  // namespace mailglass::probe
