// What handshakes of TLS 1.3 show that were carried to their end: certificates of each kind, what comes with them, and
// the protocol chosen.

#include <algorithm>

#include "probe/derivation.h"
#include "tls/extension.h"

namespace mailglass::probe {
namespace {

using tls::Authentication;

/// With RSA's schemes alone, or those of elliptic curves alone, was it asked; TLS 1.3 has no other kind.
constexpr std::array kKinds = {Authentication::Rsa, Authentication::Ecdsa};

/// IANA "TLS SignatureScheme": RSA's in TLS 1.3 are the RSASSA-PSS ones.
Authentication kind_of(std::uint16_t scheme) {
  const bool pss = (scheme >= 0x0804 && scheme <= 0x0806) || (scheme >= 0x0809 && scheme <= 0x080b);
  return pss ? Authentication::Rsa : Authentication::Ecdsa;
}

/// Whether the certificate comes with it, where the extension was asked for and tells of the certificate.
bool comes_with(const CarriedAnswer& answer, std::uint16_t type) {
  return type == tls::extension::kStatusRequest ? answer.staple.has_value() : answer.timestamps.has_value();
}

void read_certificate(const Observation& o, const CarriedAnswer& answer, Facts& facts) {
  const Evidence evidence = evidence_of(o);
  facts.signature_schemes.emplace(answer.signature_scheme, evidence);
  // Without a name another host answers.
  if (o.carried->server_name)
    settle(facts.client_certificate_requested, answer.certificate_requested ? Support::Yes : Support::No, evidence);
  if (answer.chain.empty()) return;
  const CertificateFact seen{kind_of(answer.signature_scheme), answer.chain, o.carried->server_name, true, evidence};
  remember_certificate(seen, facts);
  if (!seen.with_server_name) return;
  settle(*certificate_of(facts, seen.authentication), Support::Yes, evidence);
  for (const std::uint16_t type : kOfCertificate) {
    if (comes_with(answer, type)) settle(facts.extensions[type], Support::Yes, evidence);
  }
}

void read_protocol(const Observation& o, Facts& facts) {
  const auto* answer = std::get_if<CarriedAnswer>(&o.answer);
  if (o.carried->alpn && answer)
    settle(facts.extensions[tls::extension::kAlpn], answer->protocol.empty() ? Support::No : Support::Yes,
           evidence_of(o));
  read_protocol_refusal(o, facts);
}

/// With the name, and no more kinds of certificates than here, the same was answered: whatever the alert, it is about
/// the name (Go's crypto/tls says internal_error where no configuration is found for a client).
bool only_lacks_name(const Observation& nameless, const std::vector<Observation>& observations) {
  const Authentication kind = nameless.carried->certificate;
  return std::any_of(observations.begin(), observations.end(), [&](const Observation& twin) {
    return twin.carried && twin.carried->server_name && std::holds_alternative<CarriedAnswer>(twin.answer) &&
           (twin.carried->certificate == kind || kind == Authentication::Any);
  });
}

/// `shown` is the kind that the headline's server has for sure.
void read_refusal(const Observation& o, std::optional<Authentication> shown,
                  const std::vector<Observation>& observations, Facts& facts) {
  const CarriedHello& asked = *o.carried;
  const auto* refused = std::get_if<AlertAnswer>(&o.answer);
  const VersionFacts& known = facts.version(tls::Version::Tls13);
  // Where it offers a suite and a group that the server has, only the certificate or the name can be what is missing.
  if (!refused || asked.alpn || !offers_accepted_suite(o.offered, known) || !offers_accepted_group(o.offered, known))
    return;
  const bool nothing_in_common = refusal_of(o.answer) == Refusal::NoCommon;
  if (asked.server_name) {
    if (nothing_in_common && asked.certificate != shown)
      settle(*certificate_of(facts, asked.certificate), Support::No, evidence_of(o));
  } else if (facts.sni == SniEffect::Unknown &&
             (nothing_in_common || is_about_name(o.answer) || only_lacks_name(o, observations))) {
    facts.sni = SniEffect::Refused;
    facts.sni_evidence = evidence_of(o);
  }
}

void read_missing(const std::vector<Observation>& observations, Facts& facts) {
  const auto asked_for = [&](Authentication kind, std::uint16_t /*type: both at once*/) -> std::optional<Evidence> {
    const auto seen = std::find_if(observations.begin(), observations.end(), [&](const Observation& o) {
      const auto* answer = std::get_if<CarriedAnswer>(&o.answer);
      return o.carried && o.carried->server_name && answer && !answer->chain.empty() &&
             kind_of(answer->signature_scheme) == kind;
    });
    return seen == observations.end() ? std::nullopt : std::optional(evidence_of(*seen));
  };
  const auto none = [&](Authentication kind) { return certificate_of(facts, kind)->no(); };
  settle_missing_extensions(kKinds, asked_for, none, facts);
}

}  // namespace

void derive_carried(const std::vector<Observation>& observations, Facts& facts) {
  const auto is_carried = [](const Observation& o) { return o.carried.has_value(); };
  if (std::none_of(observations.begin(), observations.end(), is_carried)) return;
  for (const Observation& o : observations) {
    if (!o.carried) continue;
    if (const auto* answer = std::get_if<CarriedAnswer>(&o.answer)) read_certificate(o, *answer, facts);
    read_protocol(o, facts);
  }
  std::optional<Authentication> shown;
  for (const Observation& o : observations) {
    if (o.signed_with) shown = kind_of(*o.signed_with);
  }
  for (const Observation& o : observations) {
    if (o.carried) read_refusal(o, shown, observations, facts);
  }
  read_missing(observations, facts);
}

}  // namespace mailglass::probe
