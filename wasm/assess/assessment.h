#pragma once
// A check's state, assessed: every fact, finding and the verdict. A pure function of the check and the roots.

#include <optional>
#include <string>
#include <vector>

#include "assess/address.h"
#include "assess/address_parts.h"
#include "assess/fact.h"
#include "assess/findings.h"
#include "assess/protection.h"
#include "assess/server.h"
#include "assess/verdict.h"
#include "check/check.h"

namespace mailglass::assess {

/// Something that could not be established, with the reason; never the same as "not supported".
struct NotEstablished {
  std::string_view code;
  Subject subject;
  words::Value what;  ///< a noun phrase, or "whether …"
  words::Value why;   ///< a sentence
  std::optional<words::Value> server_words;
};

struct Assessment {
  FactList facts;
  std::vector<ServerAssessment> servers;
  std::vector<Finding> findings;
  std::vector<NotEstablished> not_established;
  std::vector<std::string> domain_aliases;
  Verdict verdict;
  std::optional<Protection> protection;  ///< where the domain publishes some: elsewhere nothing here asks for it
};

Assessment assess(const check::Check& check, const x509::TrustStore* roots);
/// The same, and again soon: `parts` keeps what each address was found to be.
Assessment assess(const check::Check& check, const x509::TrustStore* roots, AddressParts& parts);

/// What the assessment has of it; or worked out now, for who asks of a domain that publishes none.
std::optional<Protection> take_protection(const check::Check& check, Assessment& assessment,
                                          const x509::TrustStore* roots);

}  // namespace mailglass::assess
