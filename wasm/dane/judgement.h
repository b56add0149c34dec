#pragma once
// What DANE comes to at one server: its TLSA records against all chains that it was seen to present, and what senders
// owe it (RFC 7672 section 2.2).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dane/lookups.h"
#include "dane/match.h"
#include "dane/records.h"

namespace mailglass::dane {

enum class State : std::uint8_t {
  NotSigned,     ///< the server's name is not signed: nobody looks for records, and what such a lookup gives does not
                 ///< count
  Unreachable,   ///< it has no address
  LookupFailed,  ///< records were looked for, and there is no answer
  NoRecords,
  InsecureRecords,  ///< nothing vouches for them
  AllUnusable,
  NotSeen,      ///< records can be used; no chain was presented
  Holds,        ///< every chain that was presented matches
  HoldsPartly,  ///< some do: which one a sender meets depends on the address, or on its kind of key
  Fails,        ///< none does
};
std::string_view to_string(State state);  ///< "not-signed" "unreachable" "lookup-failed" "no-records" …

/// What a sender that does DANE asks of the server.
enum class Demand : std::uint8_t {
  Nothing,        ///< it is as without DANE
  Tls,            ///< TLS, with whatever certificate
  Authenticated,  ///< TLS, with a chain that matches
  NoDelivery,     ///< it goes on to another server, or waits
};
std::string_view to_string(Demand demand);  ///< "nothing" "tls" "authenticated" "no-delivery"
Demand demand_of(State state);

/// What a record is to the chains that were presented.
enum class Role : std::uint8_t {
  Active,      ///< matches one at least
  Idle,        ///< matches none: for what comes next, or left behind by what was before
  Superseded,  ///< senders pass it over for a stronger digest
  Unusable,
};
std::string_view to_string(Role role);  ///< "active" "idle" "superseded" "unusable"

struct RecordJudgement {
  Role role = Role::Unusable;
  std::optional<Unusable> unusable = {};
  std::optional<Pins> pins = {};    ///< unless it is unusable
  std::vector<Match> matches = {};  ///< by itself, against each chain
};

/// What changing a certificate does to the records as they are.
enum class Renewal : std::uint8_t {
  NewKeyNeedsRecord,  ///< a leaf's key is pinned: a new certificate with the same key matches, a new key does not
  NewCertificateNeedsRecord,  ///< a leaf's certificate is pinned: no new certificate matches
  SameIssuerHolds,            ///< an issuer is pinned: a new key matches, as long as that issuer signs it
};
std::string_view to_string(
    Renewal renewal);  ///< "new-key-needs-record" "new-certificate-needs-record" "same-issuer-holds"

struct Judgement {
  State state = State::NoRecords;
  Demand demand = Demand::Nothing;
  std::vector<ChainMatch> chains;        ///< in the order given; empty unless records can be used
  std::vector<RecordJudgement> records;  ///< in the order given; of the first kMaxRecords
  /// For each chain the best that holds for it; none where no record by itself matches.
  std::vector<std::optional<Renewal>> renewals;
  /// A record that can be used matches nothing: it can be that of the next key (RFC 7672 section 4).
  [[nodiscard]] bool prepared() const;
};

/// `found` is what the search for the server's records came to; `chains` are those of each address and kind of key,
/// leaf first; `names` and `unix_seconds` as for match_chain.
Judgement judge(const Found& found, const std::vector<std::vector<Bytes>>& chains,
                const std::vector<std::string>& names, std::int64_t unix_seconds);

/// The record that matches this certificate (DER), with SHA2-256; nothing if it cannot be read.
std::optional<dns::Tlsa> record_for(ByteView certificate, std::uint8_t usage, std::uint8_t selector);
struct Advice {
  dns::Tlsa record;
  std::size_t chain = 0;  ///< the first for which it would hold
};
/// For what is presented now: "3 1 1" of each key, then "2 1 1" of each issuer that is presented with its leaf and
/// signed it. Each once.
std::vector<Advice> records_for(const std::vector<std::vector<Bytes>>& chains);

}  // namespace mailglass::dane
