#pragma once
// Chains that a server presented, set against its TLSA records (RFC 7672 section 3.2, RFC 7671 section 5), by OpenSSL.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/message.h"
#include "x509/trust.h"

namespace mailglass::dane {

enum class Outcome : std::uint8_t {
  Matches,
  NoMatch,     ///< nothing in the chain is what the record says
  WrongName,   ///< a trust anchor matches, and the certificate has none of the names
  ChainFails,  ///< a trust anchor matches, and the chain up to it does not hold
};
std::string_view to_string(Outcome outcome);  ///< "matches" "no-match" "wrong-name" "chain-fails"

struct Match {
  Outcome outcome = Outcome::NoMatch;
  x509::ChainStatus chain = x509::ChainStatus::Trusted;  ///< what is wrong with the chain, if it fails
  std::optional<std::size_t> depth = {};                 ///< place in the chain of what matched; 0 is the leaf
  friend bool operator==(const Match&, const Match&) = default;
};

struct ChainMatch {
  Match all;                          ///< against the whole RRset, as senders do
  std::optional<std::size_t> record;  ///< which one matched
  std::vector<Match> each;  ///< against each record by itself, of the first kMaxRecords; NoMatch for unusable ones
};
inline constexpr std::size_t kMaxRecords = 64;

/// `chain` as sent, leaf first; `names` are the reference identifiers, for DANE-TA only; `unix_seconds` the evidence's
/// time, for DANE-TA only. Records that cannot be used count for nothing.
ChainMatch match_chain(const std::vector<dns::Tlsa>& records, const std::vector<Bytes>& chain,
                       const std::vector<std::string>& names, std::int64_t unix_seconds);

}  // namespace mailglass::dane
