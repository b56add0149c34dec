#pragma once
// TLSA records by themselves: which of them a mail sender can use (RFC 7672 section 3.1, RFC 7671, RFC 6698).

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "bytes/flaw.h"
#include "dns/message.h"

namespace mailglass::dane {

/// Numbers of RFC 6698 section 2.1 with the names of RFC 7218.
namespace usage {
inline constexpr std::uint8_t kPkixTa = 0, kPkixEe = 1, kDaneTa = 2, kDaneEe = 3;
}
namespace selector {
inline constexpr std::uint8_t kCert = 0, kSpki = 1;
}
namespace matching {
inline constexpr std::uint8_t kFull = 0, kSha256 = 1, kSha512 = 2;
}
/// "DANE-EE", "SPKI", "SHA2-256" …; empty for numbers that have no name.
std::string_view usage_name(std::uint8_t usage);
std::string_view selector_name(std::uint8_t selector);
std::string_view matching_name(std::uint8_t matching_type);

/// Why a mail sender cannot use a record.
enum class Unusable : std::uint8_t {
  PkixUsage,  ///< PKIX-TA or PKIX-EE, which mean nothing for mail
  Usage,      ///< no usage that there is
  Selector,
  MatchingType,
  DigestLength,  ///< other than the digest's 32 or 64 bytes
  Certificate,   ///< given in full, and it is none
  Key,           ///< given in full, and it is none
};
const RuleText& rule_text(Unusable why);
/// Nothing if it can be used.
std::optional<Unusable> unusable(const dns::Tlsa& record);

/// What has to stay as it is for a record to match.
enum class Pins : std::uint8_t { LeafKey, LeafCertificate, IssuerKey, IssuerCertificate };
std::string_view to_string(Pins pins);  ///< "leaf-key" "leaf-certificate" "issuer-key" "issuer-certificate"
/// Of a record that can be used.
Pins pinned(const dns::Tlsa& record);

/// For each record whether a stronger digest of the same usage and selector makes senders pass it over.
std::vector<bool> superseded(const std::vector<dns::Tlsa>& records);

}  // namespace mailglass::dane
