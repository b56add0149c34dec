#pragma once
// The file by which a domain says how mail to it is to be encrypted (RFC 8461 section 3.2), as its standard and as real
// senders read it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bytes/flaw.h"
#include "bytes/reader.h"
#include "policy/readers.h"

namespace mailglass::policy {

/// RFC 8461 section 5.
enum class Mode : std::uint8_t { Enforce, Testing, None };
std::string_view to_string(Mode mode);  ///< "enforce" "testing" "none"

/// A host that the policy names: a name, or "*." and a domain for each name of one more label.
struct MxPattern {
  std::string text;  ///< as it stands in the file
  ByteRange range;
};

struct Policy {
  Mode mode = Mode::None;
  std::uint32_t max_age = 0;  ///< seconds, at most kMaxAge
  std::vector<MxPattern> mx;  ///< in the file's order; empty only in mode "none"
};
/// RFC 8461 section 3.2: about a year, in seconds.
inline constexpr std::uint32_t kMaxAge = 31'557'600;
/// RFC 8461 section 3.3: senders may limit the size; those that are known take 64 KB.
inline constexpr std::size_t kMaxPolicy = 64 * 1024;

/// What is to be said of a policy file.
enum class PolicyRule : std::uint8_t {
  NotOk,           ///< HTTP status other than 200
  NotPlainText,    ///< media type other than text/plain
  UnknownCharset,  ///< of the media type; or bytes that it does not have
  TooLong,
  BlankLine,
  NoColon,
  FieldName,   ///< no letter or digit in front, another sign, or longer than 32
  FieldValue,  ///< of a field that RFC 8461 does not define: empty, controls, no UTF-8
  Version,
  Mode,
  MaxAge,
  Mx,
  NoVersion,
  NoMode,
  NoMaxAge,
  NoMx,
  // What follows makes no policy invalid by the standard.
  Repeated,      ///< a field again that counts once
  MaxAgeCapped,  ///< more than a year
  MxIsAddress,   ///< an address, which no MX host's name is
};
const RuleText& rule_text(PolicyRule rule);
/// By the standard.
bool makes_invalid(PolicyRule rule);
using PolicyFlaw = Flaw<PolicyRule>;

/// What one reader makes of the file.
struct PolicyReading {
  std::optional<Policy> policy;
  std::optional<PolicyFlaw> flaw;  ///< the first one that this reader takes no policy for; there if `policy` is not
};

struct PolicyFile {
  /// By the standard, in the file's order, those of the whole file last; at most kMaxFlaws.
  std::vector<PolicyFlaw> flaws;
  ByReader<PolicyReading> readings;
};
inline constexpr std::size_t kMaxFlaws = 100;

/// An HTTP response to the request for a policy.
struct Fetched {
  int status = 200;
  std::string_view media_type =
      "text/plain";                    ///< type and subtype in lower case; empty if there is none that can be read
  bool parameters_well_formed = true;  ///< of the media type
  std::string_view charset = {};       ///< of the media type, empty if it has none
  ByteView body;                       ///< the whole of it
};
PolicyFile read_policy(const Fetched& response);

/// The place in `policy.mx` of the first pattern that has this host, whose name may end with a dot (section 4.1).
std::optional<std::size_t> covers(const Policy& policy, std::string_view host);

}  // namespace mailglass::policy
