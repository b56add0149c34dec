#pragma once
// What is known of a DNS answer's origin: the relay's word, or what its signatures prove here (docs/dnssec.md).

#include <cstdint>
#include <deque>
#include <map>
#include <variant>
#include <vector>

#include "dnssec/validate.h"
#include "wire/control.h"

namespace mailglass::check {

class LookupRun;

/// As the relay's resolver told; of an answer that is no DNS message, nobody can tell more.
struct RelaysWord {
  wire::DnsStatus status = wire::DnsStatus::Failed;
};
/// What it rests on is still being looked up.
struct Unsettled {};
/// What it rests on could not be had: nothing is proven, and nothing refuted (RFC 4033 section 5, "Indeterminate").
struct Unproven {};
using Trust = std::variant<Unsettled, RelaysWord, Unproven, dnssec::Secure, dnssec::Insecure, dnssec::Bogus>;

/// In RFC 4033's words; indeterminate while it is unsettled.
wire::DnsStatus status_of(const Trust& trust);
/// Whether signatures were checked here, so that it is nobody's word.
bool is_proven(const Trust& trust);

/// DS and DNSKEY: nobody is led anywhere by them, and other answers rest on them.
bool is_for_chains(const LookupRun& lookup);

/// Judges answers by their signatures as what they rest on comes in.
class Validator {
 public:
  /// `time` in Unix seconds.
  Validator(std::int64_t time, std::vector<dnssec::Anchor> anchors) : time_(time), anchors_(std::move(anchors)) {}

  /// What may be asked along with the lookups of a domain, since nearly all chains to it need that.
  static std::vector<dnssec::Question> foreseen(const dns::Name& domain);

  /// Settles what can be settled now. Returns what is to be looked up for the rest; none twice.
  std::vector<dnssec::Question> settle(std::deque<LookupRun>& lookups);

 private:
  std::int64_t time_;
  std::vector<dnssec::Anchor> anchors_;
  dnssec::Memo memo_;
  std::map<std::uint32_t, dnssec::Question> waits_for_;  ///< by the lookup's id
};

}  // namespace mailglass::check
