#include "senders/demand.h"

#include <algorithm>
#include <optional>

namespace mailglass::senders {
namespace {

constexpr Demand kTlsaDemand{Demand::Of::Tlsa, Proof::Dane};

Plan plan_by_policy(const Profile& profile, const Server& server) {
  if (profile.sts.by_certificate_alone) return Demand{Demand::Of::PolicyName, Proof::Policy};
  // RFC 8461 4 [1], 5 [1]: the policy MUST list the host, and its certificate MUST be valid for it.
  switch (server.in_policy) {
    case Known::Yes: return Demand{Demand::Of::Host, Proof::Policy};
    case Known::No: return Pass{profile.sts.not_listed, Why::NotInPolicy};
    case Known::Unknown: return Unclear{Why::NotSeen};
  }
  return Unclear{Why::NotSeen};
}

/// Of DANE; nothing where it has no say.
std::optional<Plan> plan_by_dane(const Profile& profile, const Server& server) {
  const bool only = profile.dane.use == Dane::Use::Only;
  if (profile.dane.use == Dane::Use::None) return std::nullopt;
  // RFC 7672 2.2.1 [3]: who wants DANE and finds the MX record unsigned MUST keep the mail; what each does is its
  // row's.
  if (only && server.name_from == NameFrom::UnsignedDns) return Pass{profile.dane.missing, Why::MxUnsigned};
  const Tlsa tlsa = tlsa_for(profile, server);
  const bool matters = only || has_records(tlsa) || tlsa == Tlsa::LookupFailed;
  if (matters && server.name_from == NameFrom::Unknown && !profile.dane.through_unsigned_mx)
    return Unclear{Why::NotSeen};
  switch (tlsa) {
    case Tlsa::Unknown: return Unclear{Why::NotSeen};
    case Tlsa::Matches:
    // RFC 7672 2.2 [2], 2.2.3 [2]: no mail without TLS and a certificate that the records fit.
    case Tlsa::Mismatches: return kTlsaDemand;
    // RFC 7672 2.1.2 [4], 2.2 [6]: the server is skipped.
    case Tlsa::LookupFailed: return Pass{Then::Next, Why::TlsaLookupFailed};
    case Tlsa::Insecure:
    case Tlsa::None: break;
    case Tlsa::Unusable:
      switch (profile.dane.unusable) {
        case Dane::Unusable::Encrypts: return Demand{Demand::Of::Encryption, Proof::None, Why::TlsaUnusable};
        case Dane::Unusable::Stops: return Demand{Demand::Of::Usable};
        case Dane::Unusable::Passes: return Pass{Then::Next, Why::TlsaUnusable};
        case Dane::Unusable::Ignores: break;
      }
      break;
  }
  if (only) return Pass{profile.dane.missing, Why::TlsaMissing};
  return std::nullopt;
}

Plan plan_by_setting(Asks asks) {
  switch (asks) {
    case Asks::Nothing: return Demand{};
    case Asks::Encryption: return Demand{Demand::Of::Encryption};
    case Asks::Chain: return Demand{Demand::Of::Chain, Proof::Configured};
    case Asks::Host: return Demand{Demand::Of::Host, Proof::Configured};
    case Asks::Domain: return Demand{Demand::Of::DomainName, Proof::Configured};
  }
  return Unclear{Why::NotSeen};
}

}  // namespace

bool has_records(Tlsa tlsa) {
  return tlsa == Tlsa::Matches || tlsa == Tlsa::Mismatches || tlsa == Tlsa::Unusable;
}

Tlsa tlsa_for(const Profile& profile, const Server& server) {
  const bool forgeable = server.name_from == NameFrom::UnsignedDns && !profile.dane.through_unsigned_mx;
  return profile.dane.use == Dane::Use::None || forgeable ? Tlsa::Insecure : server.tlsa;
}

Plan plan_for(const Profile& profile, const Server& server, std::span<const Tlsa> of_domain, bool policy) {
  if (policy) {
    switch (profile.sts.beside_dane) {
      case MtaSts::BesideDane::Unknown:
      case MtaSts::BesideDane::Instead: return plan_by_policy(profile, server);
      case MtaSts::BesideDane::DaneForDomain: {
        const auto any = [&](Tlsa wanted) {
          return std::find(of_domain.begin(), of_domain.end(), wanted) != of_domain.end();
        };
        if (any(Tlsa::LookupFailed)) return Pass{Then::Next, Why::TlsaLookupFailed};
        if (any(Tlsa::Unknown)) return Unclear{Why::NotSeen};
        if (std::none_of(of_domain.begin(), of_domain.end(), has_records)) return plan_by_policy(profile, server);
        break;
      }
      case MtaSts::BesideDane::Both: {
        Plan by_policy = plan_by_policy(profile, server);
        if (!std::holds_alternative<Demand>(by_policy)) return by_policy;
        return plan_by_dane(profile, server).value_or(by_policy);
      }
    }
  }
  return plan_by_dane(profile, server).value_or(plan_by_setting(profile.asks));
}

}  // namespace mailglass::senders
