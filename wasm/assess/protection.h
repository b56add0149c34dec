#pragma once
// What somebody who interferes can do, as the simulation of senders says it (senders/interference.h): its input is made
// here of what the check found in DNS, at the mail servers and at the host of the domain's policy.

#include <optional>
#include <vector>

#include "assess/server.h"
#include "check/check.h"
#include "dane/judgement.h"
#include "policy/mta_sts_policy.h"
#include "senders/interference.h"
#include "x509/trust.h"

namespace mailglass::assess {

/// The domain's MTA-STS policy, as far as it was fetched and proven.
struct PolicySeen {
  senders::Policy state = senders::Policy::Unknown;
  std::optional<policy::Policy> policy = {};  ///< by the standard; there where its host proved its name
  /// Why there is none, though it is announced.
  enum class Missing : std::uint8_t {
    NotAtAll,
    NoAddress,    ///< its host has none
    NotProven,    ///< no connection, no TLS, or a certificate that does not prove the host's name
    NotAnswered,  ///< nothing that is HTTP's, or not in time
    Invalid,      ///< by `flaw`
  };
  Missing missing = Missing::NotAtAll;
  std::optional<policy::PolicyFlaw> flaw = {};
};
PolicySeen policy_seen(const check::Check& check, const x509::TrustStore* roots);

/// What DANE comes to at a server.
dane::Judgement dane_at(const check::Check& check, const ServerAssessment& server);

struct DaneSeen {
  dane::Judgement judgement = {};
  bool known = false;                           ///< all lookups that count were answered
  std::vector<std::vector<Bytes>> chains = {};  ///< what the server presented, each once
  dns::Name base_domain = {};                   ///< behind "_25._tcp.", of the records that count
};

struct Protection {
  PolicySeen policy;
  std::vector<DaneSeen> dane;  ///< at each server, in their order
  senders::Domain domain;      ///< what the simulation was given
  senders::Interference interference;
  /// Something that counts could not be established: it is no weaker than the word says, and may be stronger.
  bool open = false;
};
/// Nothing for a check whose plan takes the relay's word on DNSSEC, for a file that rests on trust anchors of its
/// author's, and without roots.
std::optional<Protection> protection_of(const check::Check& check, const std::vector<ServerAssessment>& servers,
                                        const x509::TrustStore* roots);

}  // namespace mailglass::assess
