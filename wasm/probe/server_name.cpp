// What leaving out the server name changes.

#include <algorithm>

#include "probe/derivation.h"
#include "probe/offers.h"

namespace mailglass::probe {
namespace {

using tls::Version;

bool is_nameless(const CertificateFact& seen) {
  return !seen.with_server_name && seen.extensible;
}

/// What is offered differs in the name alone.
bool is_twin(const Observation& with, const Observation& without) {
  if (without.carried)
    return with.carried && with.carried->server_name && with.carried->certificate == without.carried->certificate;
  const Offered &a = with.offered, &b = without.offered;
  return !with.carried && a.server_name && a.suites == b.suites && a.versions == b.versions && a.groups == b.groups &&
         a.signature_algorithms == b.signature_algorithms;
}

const std::vector<Bytes>* chain_of(const ServerAnswer& answer) {
  if (const auto* carried = std::get_if<CarriedAnswer>(&answer)) return &carried->chain;
  const HelloAnswer* hello = standing_hello(answer);
  return hello && hello->certificate ? &hello->certificate->chain : nullptr;
}

/// The same hello with the name was answered with another chain.
bool differs_from_twin(const CertificateFact& nameless, const Observation& asked,
                       const std::vector<Observation>& observations) {
  return std::any_of(observations.begin(), observations.end(), [&](const Observation& twin) {
    const std::vector<Bytes>* chain = is_twin(twin, asked) ? chain_of(twin.answer) : nullptr;
    return chain && *chain != nameless.chain;
  });
}

}  // namespace

bool offers_every_certificate(const Offered& offered, std::uint16_t version) {
  const auto& all = suites_for(version, false);
  return std::all_of(all.begin(), all.end(), [&](std::uint16_t suite) {
    const tls::CipherSuite* known = tls::find_cipher_suite(suite);
    return known->authentication == tls::Authentication::Anonymous || known->cipher == tls::BulkCipher::Null ||
           std::find(offered.suites.begin(), offered.suites.end(), suite) != offered.suites.end();
  });
}

void compare_server_name(const std::vector<Observation>& observations, Asking asking, Facts& facts) {
  std::optional<Evidence> same;
  const auto& all = facts.certificates;
  for (const CertificateFact& without : all) {
    if (!is_nameless(without)) continue;
    const auto of_kind = [&](const CertificateFact& with) {
      return with.with_server_name && with.authentication == without.authentication;
    };
    const bool equal = std::any_of(all.begin(), all.end(),
                                   [&](const auto& with) { return of_kind(with) && with.chain == without.chain; });
    if (equal) {
      same = without.evidence;
      continue;
    }
    const auto asked = std::find_if(observations.begin(), observations.end(),
                                    [&](const Observation& o) { return o.probe == without.evidence.probe; });
    if (asked == observations.end()) continue;
    // Without a name a certificate of a kind came that the host itself has none of (which its suites tell up to
    // TLS 1.2), or does not show to the same hello.
    const Known* kind = certificate_of(facts, without.authentication);
    const bool foreign = std::any_of(all.begin(), all.end(), of_kind) ||
                         (kind && kind->no() && (!asked->carried || !facts.highest(number(Version::Tls12)))) ||
                         differs_from_twin(without, *asked, observations);
    if (!foreign) facts.nameless_of_another_kind = true;
    if (!foreign || facts.sni != SniEffect::Unknown) continue;
    facts.sni = SniEffect::OtherCertificate;
    facts.sni_evidence = without.evidence;
  }
  // Some servers choose by name in one version only.
  for (const Observation& o : observations) {
    const HelloAnswer* hello = standing_hello(o.answer);
    if (o.offered.server_name || !o.offered.extensible) continue;
    facts.nameless_tls13 = facts.nameless_tls13 || std::holds_alternative<CarriedAnswer>(o.answer);
    facts.nameless_older = facts.nameless_older || (hello && hello->certificate);
  }
  const bool first = asking.edition == Edition::First;
  const bool tls13_done =
      first || !asking.carries || facts.version(Version::Tls13).support.no() || facts.nameless_tls13;
  const bool older_done = first || !facts.highest(number(Version::Tls12)) || facts.nameless_older;
  if (!same || facts.nameless_of_another_kind || facts.sni != SniEffect::Unknown || !tls13_done || !older_done) return;
  facts.sni = SniEffect::None;
  facts.sni_evidence = same;
}

}  // namespace mailglass::probe
