#pragma once
// The TXT record by which a domain says that it has an MTA-STS policy (RFC 8461 section 3.1).

#include <optional>
#include <string>
#include <string_view>

namespace mailglass::policy {

inline constexpr std::string_view kStsVersion = "v=STSv1";
/// Whether a text begins as a record: records that do not begin with "v=STSv1;" are discarded; by the grammar
/// (sts-field-delim) white space may stand before that semicolon.
bool begins_mta_sts_record(std::string_view text);

struct MtaStsRecord {
  /// Of the policy: 1 to 32 letters and digits. Empty where there is none such; senders then take it that there is no
  /// policy.
  std::string id;
};
/// The character-strings of a TXT record as one. Nothing for one that does not begin so: it is another TXT record (a
/// wildcard's, say).
std::optional<MtaStsRecord> read_mta_sts_record(std::string_view text);

}  // namespace mailglass::policy
