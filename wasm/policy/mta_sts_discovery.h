#pragma once
// Whether a domain has an MTA-STS policy, by all TXT records at "_mta-sts" (RFC 8461 section 3.1), as its standard and
// as real senders conclude.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/readers.h"
#include "policy/record_fields.h"

namespace mailglass::policy {

inline constexpr std::string_view kStsVersion = "v=STSv1";
/// Whether a text is one of MTA-STS's: records that do not begin with "v=STSv1;" are discarded; by the grammar
/// (sts-field-delim) white space may stand before that semicolon.
bool begins_mta_sts_record(std::string_view text);

enum class Discovery : std::uint8_t {
  NoRecord,   ///< none that is MTA-STS's
  Several,    ///< more than one: senders take none
  Malformed,  ///< one, and it is not valid
  Found,
};
std::string_view to_string(Discovery discovery);  ///< "no-record" "several" "malformed" "found"

struct DiscoveryReading {
  Discovery discovery = Discovery::NoRecord;
  std::optional<std::size_t> record;    ///< place among the records; there if it is Malformed or Found
  std::string id = {};                  ///< of the policy, if Found
  std::optional<RecordFlaw> flaw = {};  ///< if Malformed; offset within that record
};

/// Each record's character-strings as one (RFC 8461 section 3.1).
ByReader<DiscoveryReading> discover_policy(const std::vector<std::string>& records);

}  // namespace mailglass::policy
