#pragma once
// From an anchor down, zone by zone, to the zone of a name (RFC 4035 section 5.2).

#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "dnssec/denial.h"

namespace mailglass::dnssec {

inline constexpr auto kDs = static_cast<std::uint16_t>(dns::Type::DS);

/// Where security is proven to end.
struct Unsecured {
  WhyInsecure why = WhyInsecure::NoAnchor;
  dns::Name zone;
};

/// The way ends before the name: with a question that is open, in an insecure zone, or in something bogus.
using Ended = std::variant<Need, Unsecured, Failure>;

const Lookup* find_lookup(std::span<const Lookup> answers, const Question& question);
/// Whether its message answers its question, in words of DNS: NOERROR or NXDOMAIN.
bool is_answered(const Lookup& lookup);

class Delegations {
 public:
  Delegations(std::span<const Lookup> answers, std::span<const Anchor> anchors, Verifier& verifier)
      : answers_(answers), anchors_(anchors), verifier_(verifier) {}

  using Reached = std::variant<const Zone*, Ended>;
  /// The proven zone that has `target`. `signer`: some signature names it as a zone, so that its keys will be needed.
  Reached reach(const dns::Name& target, bool signer);
  /// Whether `zone`, which must be proven, shows that no name closer to the set's owner exists than the wildcard it was
  /// made from. Nothing if so.
  std::optional<Ended> check_wildcard(const Rrset& set, const Signature& signature, const Zone& zone);

 private:
  /// What a name on the way is, seen from the zone above: no zone's beginning, or a zone, or the end.
  struct NoCut {};
  using Step = std::variant<NoCut, const Zone*, Ended>;
  Reached anchored(const dns::Name& target, bool signer);
  Step step(const dns::Name& name, const Zone& parent, const dns::Name& target, bool signer);
  Step judge(const Lookup& lookup, const dns::Name& name, const Zone& parent, const dns::Name& target, bool signer);
  Step judge_denial(const Lookup& lookup, const dns::Name& name, const Zone& parent);
  struct Trusted {
    dns::Ds ds;
    std::optional<At> at;
  };
  Step enter(const dns::Name& zone, const std::vector<Trusted>& trusted, std::optional<std::size_t> delegation,
             const dns::Name& target, bool signer);
  [[nodiscard]] Need need(const Question& first, const dns::Name& from, const dns::Name& target, bool signer) const;

  std::span<const Lookup> answers_;
  std::span<const Anchor> anchors_;
  Verifier& verifier_;
  std::vector<std::unique_ptr<Zone>> zones_;
  std::vector<std::pair<dns::Name, Step>> steps_;
};

}  // namespace mailglass::dnssec
