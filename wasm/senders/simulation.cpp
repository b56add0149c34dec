#include "senders/simulation.h"

#include <algorithm>
#include <array>
#include <vector>

#include "senders/demand.h"

namespace mailglass::senders {
namespace {

/// A server as the sender sees it under the attack.
struct Seen {
  Server server;
  std::optional<std::size_t> index;  ///< into the domain's; none for the attacker's own host
  OnTheLine line = OnTheLine::Nothing;
};

bool shows_own_certificate(OnTheLine line) {
  return line == OnTheLine::SelfSigned || line == OnTheLine::OtherName;
}

/// The attacker's own host: what it says of itself holds, and is not what was asked for.
Seen attackers_host() {
  Seen host;
  host.server.name_from = NameFrom::UnsignedDns;
  host.server.tlsa = Tlsa::Matches;
  host.server.in_policy = Known::No;
  host.server.certificate = {.chain = Known::Yes, .host = Known::Yes, .domain = Known::No, .policy = Known::No};
  host.server.addresses.emplace_back();
  host.server.addresses.front().meets.fill(Meets::Encryption);
  return host;
}

/// The attacker answers in the server's place.
Seen under(OnTheLine line, Seen seen) {
  seen.line = line;
  if (!shows_own_certificate(line)) return seen;
  seen.server.certificate = {.chain = line == OnTheLine::OtherName ? Known::Yes : Known::No,
                             .host = Known::No,
                             .domain = Known::No,
                             .policy = Known::No};
  if (seen.server.tlsa == Tlsa::Matches) seen.server.tlsa = Tlsa::Mismatches;
  return seen;
}

/// The servers in the order in which they are tried; nothing where forged DNS leaves it open.
std::optional<std::vector<Seen>> servers_under(const Domain& domain, const Attack& attack) {
  std::vector<Seen> all;
  for (std::size_t i = 0; i < domain.servers.size(); ++i) {
    const Server& server = domain.servers[i];
    Seen seen{server, i};
    if (attack.forges_dns) {
      if (server.name_from == NameFrom::Unknown) return std::nullopt;
      if (server.name_from == NameFrom::UnsignedDns) return std::vector{attackers_host()};
      if (server.tlsa == Tlsa::Unknown) return std::nullopt;
      if (server.tlsa == Tlsa::Insecure) seen = under(OnTheLine::OtherName, std::move(seen));
    } else if (attack.line != OnTheLine::Nothing) {
      seen = under(attack.line, std::move(seen));
    }
    all.push_back(std::move(seen));
  }
  // RFC 7672 2.2.1 [1, 2]: by preference, whoever has TLSA records.
  std::stable_sort(all.begin(), all.end(),
                   [](const Seen& a, const Seen& b) { return a.server.preference < b.server.preference; });
  return all;
}

enum class InForce : std::uint8_t { No, Yes, Unknown };

/// RFC 8461 3.3 [3, 4]: a policy that was kept from an earlier visit holds; without one, and where none can be fetched,
/// there is none.
InForce policy_in_force(const Profile& profile, const Domain& domain, const Attack& attack) {
  if (!profile.sts.enforced || attack.first_contact) return InForce::No;
  if (domain.policy == Policy::Unknown) return InForce::Unknown;
  return domain.policy == Policy::Enforce ? InForce::Yes : InForce::No;
}

/// Those of whom it is known agree; Unknown where they do not.
Meets agreed(const Address& address, bool old_tls) {
  std::optional<Meets> all;
  for (const Sender& sender : kSenders) {
    if (old_tls && !sender.old_versions) continue;
    const Meets one = address.meets[static_cast<std::size_t>(sender.name)];
    if (all && *all != one) return Meets::Unknown;
    all = one;
  }
  return all.value_or(Meets::Unknown);
}

Meets met_by(const Profile& profile, const Address& address, OnTheLine line) {
  switch (line) {
    case OnTheLine::Nothing: break;
    case OnTheLine::StripsStarttls: return Meets::NoOffer;
    case OnTheLine::RefusesStarttls: return Meets::Refused;
    case OnTheLine::BreaksHandshakes: return Meets::FailedHandshake;
    case OnTheLine::SelfSigned:
    case OnTheLine::OtherName: return Meets::Encryption;
  }
  if (profile.reads_as) return address.meets[static_cast<std::size_t>(*profile.reads_as)];
  if (!address.old_tls_only) return agreed(address, false);
  switch (profile.old_tls) {
    case OldTls::Unknown: return Meets::Unknown;
    case OldTls::Speaks: return agreed(address, true);
    case OldTls::Refuses: return Meets::FailedHandshake;
  }
  return Meets::Unknown;
}

/// What comes of one address: the mail is handed over, or what the sender does next.
struct Step {
  Then then;
  Outcome outcome;  ///< what it is if the sender hands it over here, keeps it or gives it back
};

class Delivery {
 public:
  Delivery(const Profile& profile, std::vector<Seen> servers, bool policy)
      : profile_(profile), servers_(std::move(servers)), policy_(policy) {
    for (const Seen& seen : servers_) tlsa_.push_back(tlsa_for(profile_, seen.server));
  }

  Outcome run() {
    if (servers_.empty()) return {};
    for (std::size_t begin = 0, end = 0; begin < servers_.size(); begin = end) {
      const unsigned preference = servers_[begin].server.preference;
      std::vector<Step> steps;
      for (end = begin; end < servers_.size() && servers_[end].server.preference == preference; ++end)
        try_server(servers_[end], steps);
      const std::optional<Outcome> outcome = ended_by(steps);
      if (returned_) {
        note_failures(steps);
      } else if (outcome) {
        return *outcome;
      } else {
        left_.insert(left_.end(), steps.begin(), steps.end());
        note_failures(steps);
      }
      for (std::size_t i = begin; i < end; ++i) firm_ = firm_ || (profile_.dane.firm_behind && has_records(tlsa_[i]));
    }
    return returned_ ? *returned_ : at_last();
  }

 private:
  /// Where the mail is to be given back, whoever would take it is not asked; whoever fails makes it a mail to keep.
  void note_failures(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (step.then == Then::Returns || (returned_ && step.then == Then::Next)) returned_ = step.outcome;
    }
  }

  void try_server(const Seen& seen, std::vector<Step>& steps) const {
    const Plan plan = plan_for(profile_, seen.server, tlsa_, policy_);
    if (const auto* pass = std::get_if<Pass>(&plan)) {
      steps.push_back(decided(pass->then, failed(seen, pass->why)));
    } else if (const auto* unclear = std::get_if<Unclear>(&plan)) {
      steps.push_back({Then::Unknown, failed(seen, unclear->why)});
    } else {
      for (const Address& address : seen.server.addresses)
        steps.push_back(try_address(seen, std::get<Demand>(plan), met_by(profile_, address, seen.line)));
    }
  }

  [[nodiscard]] Step try_address(const Seen& seen, const Demand& demand, Meets meets) const {
    const Manner& manner = demand.of == Demand::Of::Nothing ? profile_.plain : profile_.demanding;
    const bool begins = meets == Meets::Encryption || meets == Meets::FailedHandshake;
    if (begins && demand.of == Demand::Of::Usable) return {Then::Keeps, failed(seen, Why::TlsaUnusable)};
    switch (meets) {
      case Meets::Unknown: return {Then::Unknown, failed(seen, Why::NotSeen)};
      case Meets::Nothing: return {Then::Next, failed(seen, Why::TakesNothing)};
      case Meets::NoOffer: return decided(manner.no_offer, failed(seen, Why::NoOffer));
      case Meets::RefusedForNow:
        return decided(firm_ ? Then::Next : manner.refused_for_now, failed(seen, Why::Refused));
      case Meets::Refused: return decided(manner.refused, failed(seen, Why::Refused));
      case Meets::FailedHandshake:
        return decided(firm_ ? Then::Next : manner.failed_handshake, failed(seen, Why::FailedHandshake));
      case Meets::Encryption: return check_certificate(seen, demand, manner);
    }
    return {Then::Unknown, failed(seen, Why::NotSeen)};
  }

  [[nodiscard]] Step check_certificate(const Seen& seen, const Demand& demand, const Manner& manner) const {
    const Certificate& certificate = seen.server.certificate;
    const Step unchecked{Then::Delivers, handed_over(seen, Proof::None, demand.encrypted)};
    const auto proven = [&](Known known) -> Step {
      switch (known) {
        case Known::Yes: return {Then::Delivers, handed_over(seen, demand.by, Why::Proven)};
        case Known::No: return decided(manner.unproven, failed(seen, Why::CertificateUnproven));
        case Known::Unknown: break;
      }
      return {Then::Unknown, failed(seen, Why::NotSeen)};
    };
    switch (demand.of) {
      case Demand::Of::Encryption: return unchecked;
      case Demand::Of::Chain: return proven(certificate.chain);
      case Demand::Of::Host: return proven(certificate.host);
      case Demand::Of::DomainName: return proven(certificate.domain);
      case Demand::Of::PolicyName:
        // What it proves is the server's own name; but that is none of the policy's.
        if (certificate.policy == Known::No && certificate.host == Known::Yes)
          return decided(manner.unproven, failed(seen, Why::NotInPolicy));
        return proven(certificate.policy);
      case Demand::Of::Tlsa:
        if (seen.server.tlsa == Tlsa::Matches) return proven(Known::Yes);
        return decided(manner.mismatch, failed(seen, Why::TlsaMismatch));
      case Demand::Of::Usable:
      case Demand::Of::Nothing: break;
    }
    // Some look at it all the same, and take it or not.
    if (manner.unproven == Then::Delivers || certificate.host == Known::Yes) return unchecked;
    if (certificate.host == Known::Unknown) return {Then::Unknown, failed(seen, Why::NotSeen)};
    Step step = decided(manner.unproven, failed(seen, Why::CertificateUnproven));
    if (step.then == Then::DeliversLater) step.outcome = unchecked.outcome;
    return step;
  }

  /// What the profile does there, as an outcome.
  [[nodiscard]] static Step decided(Then then, Outcome outcome) {
    if (then == Then::Readable || then == Then::ReadableLater) outcome.result = Result::Readable;
    if (then == Then::Bounces || then == Then::Returns) outcome.result = Result::Bounced;
    if (then == Then::Unknown) outcome = {Result::Unknown, Proof::None, Why::NotDocumented, outcome.server, false};
    return {then, outcome};
  }
  [[nodiscard]] static Outcome failed(const Seen& seen, Why why) {
    return {Result::Deferred, Proof::None, why, seen.index, false};
  }
  [[nodiscard]] static Outcome handed_over(const Seen& seen, Proof proof, Why why) {
    const bool attacker = !seen.index || shows_own_certificate(seen.line);
    return {proof == Proof::None ? Result::Encrypted : Result::Authenticated, proof, why, seen.index, attacker};
  }

  /// The least protected of what ends the delivery here; nothing where the sender goes on to the next servers.
  [[nodiscard]] static std::optional<Outcome> ended_by(const std::vector<Step>& steps) {
    const auto rank = [](const Step& step) {
      switch (step.then) {
        case Then::Readable: return 0;
        case Then::Unknown: return 1;
        case Then::Delivers: return step.outcome.to_attacker ? 2 : step.outcome.proof == Proof::None ? 3 : 4;
        case Then::Keeps: return 5;
        case Then::Bounces: return 6;
        default: return 7;
      }
    };
    constexpr int kGoesOn = 7;
    const auto least =
        std::min_element(steps.begin(), steps.end(), [&](const Step& a, const Step& b) { return rank(a) < rank(b); });
    if (least == steps.end() || rank(*least) == kGoesOn) return std::nullopt;
    Outcome outcome = least->outcome;
    if (least->then == Then::Unknown) outcome.result = Result::Unknown;
    return outcome;
  }

  /// No server took it on the first round.
  [[nodiscard]] Outcome at_last() const {
    const auto first = [&](Then then) {
      return std::find_if(left_.begin(), left_.end(), [&](const Step& step) { return step.then == then; });
    };
    for (const Then later : {Then::ReadableLater, Then::DeliversLater}) {
      if (const auto step = first(later); step != left_.end()) return step->outcome;
    }
    if (left_.empty()) return {};
    Outcome outcome = left_.front().outcome;
    const bool bounces =
        std::all_of(left_.begin(), left_.end(), [](const Step& step) { return step.then == Then::NextOrBounce; });
    outcome.result = bounces ? Result::Bounced : Result::Deferred;
    return outcome;
  }

  const Profile& profile_;
  std::vector<Seen> servers_;
  std::vector<Tlsa> tlsa_;  ///< of the same, as the profile sees them
  bool policy_;
  bool firm_ = false;  ///< see Dane::firm_behind
  std::vector<Step> left_;
  std::optional<Outcome> returned_;  ///< what comes of a mail that is given back, once it is; see Then::Returns
};

Outcome with_policy(const Profile& profile, const std::vector<Seen>& servers, bool policy) {
  const bool order_matters =
      policy && profile.sts.beside_dane == MtaSts::BesideDane::Unknown && profile.dane.use != Dane::Use::None;
  if (!order_matters) return Delivery(profile, servers, policy).run();
  // It is not known which of the two such a sender goes by: what all ways lead to is known all the same.
  std::optional<Outcome> common;
  for (const auto beside : {MtaSts::BesideDane::Both, MtaSts::BesideDane::DaneForDomain, MtaSts::BesideDane::Instead}) {
    Profile one = profile;
    one.sts.beside_dane = beside;
    const Outcome outcome = Delivery(one, servers, policy).run();
    if (common && (common->result != outcome.result || common->to_attacker != outcome.to_attacker))
      return {Result::Unknown, Proof::None, Why::NotDocumented, outcome.server, false};
    if (!common) common = outcome;
  }
  return *common;
}

}  // namespace

Outcome simulate(const Profile& profile, const Domain& domain, const Attack& attack) {
  const std::optional<std::vector<Seen>> servers = servers_under(domain, attack);
  if (!servers) return {};
  const InForce policy = policy_in_force(profile, domain, attack);
  if (policy != InForce::Unknown) return with_policy(profile, *servers, policy == InForce::Yes);
  const Outcome with = with_policy(profile, *servers, true), without = with_policy(profile, *servers, false);
  return with == without ? with : Outcome{};
}

namespace {

template <class Enum>
struct Word {
  Enum value;
  std::string_view word;
};
constexpr std::array<Word<Result>, 6> kResults{{{Result::Unknown, "unknown"},
                                                {Result::Readable, "readable"},
                                                {Result::Encrypted, "encrypted"},
                                                {Result::Authenticated, "authenticated"},
                                                {Result::Deferred, "deferred"},
                                                {Result::Bounced, "bounced"}}};
constexpr std::array<Word<Proof>, 4> kProofs{
    {{Proof::None, "none"}, {Proof::Dane, "dane"}, {Proof::Policy, "policy"}, {Proof::Configured, "configured"}}};
constexpr std::array<Word<Why>, 15> kReasons{{{Why::NotSeen, "not-seen"},
                                              {Why::NotDocumented, "not-documented"},
                                              {Why::Proven, "proven"},
                                              {Why::Unchecked, "unchecked"},
                                              {Why::TlsaUnusable, "tlsa-unusable"},
                                              {Why::NoOffer, "no-offer"},
                                              {Why::Refused, "refused"},
                                              {Why::FailedHandshake, "failed-handshake"},
                                              {Why::CertificateUnproven, "certificate-unproven"},
                                              {Why::TlsaMismatch, "tlsa-mismatch"},
                                              {Why::TlsaLookupFailed, "tlsa-lookup-failed"},
                                              {Why::TlsaMissing, "tlsa-missing"},
                                              {Why::MxUnsigned, "mx-unsigned"},
                                              {Why::NotInPolicy, "not-in-policy"},
                                              {Why::TakesNothing, "takes-nothing"}}};

}  // namespace

std::string_view to_string(Result result) {
  return kResults[static_cast<std::size_t>(result)].word;
}
std::string_view to_string(Proof proof) {
  return kProofs[static_cast<std::size_t>(proof)].word;
}
std::string_view to_string(Why why) {
  return kReasons[static_cast<std::size_t>(why)].word;
}

}  // namespace mailglass::senders
