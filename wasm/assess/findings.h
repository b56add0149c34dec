#pragma once
// Findings: what the facts mean for people, each with a stable code of the table (finding_texts.h).

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/address.h"
#include "assess/fact.h"
#include "assess/finding_texts.h"

namespace mailglass::assess {

struct Finding {
  std::string_view code;  ///< RFC 8460 section 4.3 result type where one fits
  Severity severity;
  Assured assured;    ///< as its weakest fact, and no more than assurance.h lets it be
  bool advised;       ///< there is something to do about it
  words::Value text;  ///< what it means
  std::vector<Subject> subjects;
  std::vector<std::uint32_t> facts;
  std::vector<std::string> lines = {};  ///< to copy, behind the text
};

/// What the domain's DNS says, for the findings that concern the whole domain.
struct DomainSignals {
  enum class Published : std::uint8_t { Unknown, No, Yes };
  Published tlsa = Published::Unknown;     ///< TLSA records for any server that DNSSEC signs, as DANE needs
  Published mta_sts = Published::Unknown;  ///< the one _mta-sts TXT record
  bool mta_sts_useless = false;            ///< there are such records, and by them there is no policy
  bool alias_tlsa_unasked = false;         ///< the evidence is of a check that did not look at the end of an alias
  std::string_view name_source;            ///< code: where the servers' names came from (name_source.h)
  [[nodiscard]] bool publishes_protection() const { return tlsa == Published::Yes || mta_sts == Published::Yes; }
  bool null_mx = false, null_mx_beside = false, implicit_mx = false, mx_is_alias = false, mx_signed = false;
  /// Reports about TLS (RFC 8460): not asked for; by a record that senders take; by one that they do not.
  enum class Reports : std::uint8_t { Unwanted, Wanted, Invalid };
  Reports tls_rpt = Reports::Unwanted;
  std::vector<std::uint32_t> mx_facts, tlsa_facts, mta_sts_facts, alias_facts;
  std::vector<std::uint32_t> tls_rpt_facts, caa_facts;
  std::vector<std::uint32_t> ignored_tlsa_facts;  ///< proven not to be signed
  std::vector<std::uint32_t> reverse_facts;       ///< addresses without a name, or with one that does not lead back
};

/// The finding that a weakness (probe/weaknesses.h) leads to in Mailglass's own judgement for mail; empty where it is
/// of no concern there: a mail server that takes what old senders offer does better than one that gets their mail
/// readable.
std::string_view finding_of_weakness(std::string_view code);
/// Of these, the one that tells of old kinds beside modern ones.
inline constexpr std::string_view kOldChoices = "old-choices-accepted";
/// How grave that finding is; none where there is none.
std::optional<Severity> severity_of_weakness(std::string_view code);
/// Of the weaknesses that are there, those that mail has to mind, and the rest; and those that stayed open.
struct WeaknessCount {
  std::size_t grave = 0, minor = 0, open = 0;
};
WeaknessCount count_weaknesses(const std::vector<probe::Weakness>& weaknesses);

using AssessedAddresses = std::vector<std::reference_wrapper<const AddressAssessment>>;
/// Behind what others have found.
std::vector<Finding> find(const AssessedAddresses& addresses, const DomainSignals& domain, const FactList& facts,
                          class Collector& collector);

}  // namespace mailglass::assess
