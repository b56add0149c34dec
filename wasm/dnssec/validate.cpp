#include "dnssec/validate.h"

#include <algorithm>

#include "dns/canonical.h"
#include "dnssec/delegation.h"

namespace mailglass::dnssec {
namespace {

constexpr auto kCname = static_cast<std::uint16_t>(dns::Type::CNAME);
constexpr std::size_t kMaxSigners = 3;  // Of honest answers one zone signs a set.

/// RFC 6672 section 2.2: `name` with `owner` at its end replaced by `target`; nothing if that gets too long.
std::optional<dns::Name> substituted(const dns::Name& name, const dns::Name& owner, const dns::Name& target) {
  std::vector<std::string> labels(name.labels().begin(),
                                  name.labels().end() - static_cast<std::ptrdiff_t>(owner.labels().size()));
  labels.insert(labels.end(), target.labels().begin(), target.labels().end());
  Parsed<dns::Name> made = dns::Name::from_labels(std::move(labels));
  if (!made) return std::nullopt;
  return std::move(*made);
}

/// Where the CNAME of a name leads; nothing if there are several.
std::optional<dns::Name> target_of(const Rrset& alias) {
  const dns::Name& target = std::get<dns::Cname>(alias.records.front()->rdata).target;
  for (const dns::Record* record : alias.records) {
    if (std::get<dns::Cname>(record->rdata).target != target) return std::nullopt;
  }
  return target;
}

/// One answer, as its aliases lead.
class Validator {
 public:
  Validator(std::span<const Lookup> answers, const Question& question, std::span<const Anchor> anchors,
            Verifier& verifier)
      : question_(question),
        lookup_(find_lookup(answers, question)),
        verifier_(verifier),
        delegations_(answers, anchors, verifier) {}

  std::variant<Need, Secure, Insecure, Bogus> run();

 private:
  /// A set of records, or that there is none: secure unless something ended the way.
  using Judged = std::optional<Ended>;
  Judged judge_set(const Rrset& set);
  Judged judge_alias(const Rrset& alias);
  Judged judge_dname(const Rrset& alias);
  Judged judge_denial(const Question& question, Answer& answer);
  Judged try_denial(const Question& question, const Zone& zone, Answer& answer);
  Judged without_proof(const Question& question, const Failure& failure);
  [[nodiscard]] std::vector<dns::Name> possible_signers(std::vector<dns::Name> named, const Question& of) const;
  [[nodiscard]] bool says_no_name() const {
    return lookup_->message->rcode == static_cast<std::uint16_t>(dns::Rcode::NXDomain);
  }
  std::variant<Need, Secure, Insecure, Bogus> end(Ended ended);

  const Question& question_;
  const Lookup* lookup_;
  Verifier& verifier_;
  Delegations delegations_;
};

std::vector<dns::Name> Validator::possible_signers(std::vector<dns::Name> named, const Question& of) const {
  std::vector<dns::Name> out;
  for (dns::Name& name : named) {
    // RFC 4035 5.2 [2]: a DS, or that there is none, is signed by the zone above. The root has none above it.
    const bool above = of.type != kDs || of.name.is_root() || name != of.name;
    if (of.name.is_within(name) && above) out.push_back(std::move(name));
  }
  // All are ancestors of one name, so that as many labels are the same name.
  std::sort(out.begin(), out.end(),
            [](const dns::Name& a, const dns::Name& b) { return a.labels().size() > b.labels().size(); });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > kMaxSigners) out.resize(kMaxSigners);
  return out;
}

/// RFC 4035 5 [2]: what no signature vouches for is insecure if it is proven to be in an unsigned zone, and bogus
/// otherwise.
Validator::Judged Validator::without_proof(const Question& question, const Failure& failure) {
  if (verifier_.exhausted()) return Failure{WhyBogus::TooMuchWork, failure.where, failure.at};
  const bool above = question.type == kDs && !question.name.is_root();
  auto reached = delegations_.reach(above ? question.name.parent() : question.name, false);
  if (auto* ended = std::get_if<Ended>(&reached)) return std::move(*ended);
  return failure;
}

Validator::Judged Validator::judge_set(const Rrset& set) {
  Failure failure{WhyBogus::SignatureMissing, set.of};
  if (!set.signatures.empty()) failure = {WhyBogus::SignerNotZone, set.of, place_of(*lookup_, *set.signatures.front())};
  for (const dns::Name& signer : possible_signers(signers_of(set), set.of)) {
    auto reached = delegations_.reach(signer, true);
    if (auto* ended = std::get_if<Ended>(&reached)) {
      if (std::holds_alternative<Need>(*ended)) return std::move(*ended);
      // An insecure zone above is told by the way down to the name itself, which may begin at an anchor of its own.
      if (auto* bogus = std::get_if<Failure>(ended)) failure = std::move(*bogus);
      continue;
    }
    const Zone& zone = *std::get<const Zone*>(reached);
    // RFC 4035 5.3.1: the signer is the zone, seen from above, and not only says so (CVE-2022-3346).
    if (zone.name != signer) continue;
    const auto verified = verifier_.verify(set, zone);
    if (const auto* failed = std::get_if<Failure>(&verified)) {
      failure = *failed;
      continue;
    }
    const Signature signature = verifier_.chain.signatures[std::get<std::size_t>(verified)];
    return delegations_.check_wildcard(set, signature, zone);
  }
  return without_proof(set.of, failure);
}

Validator::Judged Validator::judge_alias(const Rrset& alias) {
  if (alias.signatures.empty()) {
    for (dns::Name above = alias.of.name; !above.is_root();) {
      above = above.parent();
      const Rrset dname = rrset_of(*lookup_, lookup_->message->answers, above, dns::Type::DNAME);
      if (!dname.records.empty()) return judge_dname(alias);
    }
  }
  return judge_set(alias);
}

Validator::Judged Validator::judge_dname(const Rrset& alias) {
  const auto& answers = lookup_->message->answers;
  for (const dns::Record& record : answers) {
    if (record.type != static_cast<std::uint16_t>(dns::Type::DNAME) || record.owner == alias.of.name ||
        !alias.of.name.is_within(record.owner))
      continue;
    const Rrset dname = rrset_of(*lookup_, answers, record.owner, dns::Type::DNAME);
    if (auto ended = judge_set(dname)) return ended;
    ByteReader reader(lookup_->bytes.subspan(record.data.offset, record.data.length), record.data.offset);
    const Parsed<dns::Name> target = dns::Name::from_wire(reader, lookup_->bytes);
    const auto made = target ? substituted(alias.of.name, record.owner, *target) : std::nullopt;
    // RFC 6672 5.3.1: the CNAME made from it needs no signature, if it is what the DNAME gives.
    if (made && target_of(alias) == made) return std::nullopt;
    break;
  }
  return Failure{WhyBogus::AliasForged, alias.of, place_of(*lookup_, *alias.records.front())};
}

Validator::Judged Validator::try_denial(const Question& question, const Zone& zone, Answer& answer) {
  Denials denials(verifier_, *lookup_, zone);
  Proof proof;
  if (says_no_name()) {
    proof = denials.name(question);
    answer = Answer::NoName;
  }
  // The rcode is not signed: what is proven counts. But that Opt-Out covers a name does not make it one that exists.
  if (!proof) {
    proof = denials.data(question);
    if (proof.opt_out && says_no_name()) proof = {};
    answer = Answer::NoData;
  }
  // RFC 5155 9.2: with Opt-Out there may be an unsigned delegation.
  if (proof.opt_out) return Unsecured{WhyInsecure::OptOut, zone.name};
  if (proof) return std::nullopt;
  if (verifier_.exhausted()) return Failure{WhyBogus::TooMuchWork, question};
  if (denials.many_iterations()) return Unsecured{WhyInsecure::ManyIterations, zone.name};
  if (denials.failure()) return *denials.failure();
  return Failure{denials.none() ? WhyBogus::DenialMissing : WhyBogus::DenialInsufficient, question};
}

Validator::Judged Validator::judge_denial(const Question& question, Answer& answer) {
  std::vector<dns::Name> named;
  for (const dns::Record& record : lookup_->message->authorities) {
    const auto* rrsig = std::get_if<dns::Rrsig>(&record.rdata);
    if (rrsig && (rrsig->covered == static_cast<std::uint16_t>(dns::Type::NSEC) ||
                  rrsig->covered == static_cast<std::uint16_t>(dns::Type::NSEC3)))
      named.push_back(rrsig->signer);
  }
  Failure failure{WhyBogus::DenialMissing, question};
  for (const dns::Name& signer : possible_signers(std::move(named), question)) {
    auto reached = delegations_.reach(signer, true);
    if (auto* ended = std::get_if<Ended>(&reached)) {
      if (std::holds_alternative<Need>(*ended)) return std::move(*ended);
      // An insecure zone above is told by the way down to the name itself, which may begin at an anchor of its own.
      if (auto* bogus = std::get_if<Failure>(ended)) failure = std::move(*bogus);
      continue;
    }
    const Zone& zone = *std::get<const Zone*>(reached);
    if (zone.name != signer) {
      failure.why = WhyBogus::SignerNotZone;
      continue;
    }
    Judged judged = try_denial(question, zone, answer);
    auto* failed = judged ? std::get_if<Failure>(&*judged) : nullptr;
    if (!failed) return judged;
    failure = std::move(*failed);
  }
  return without_proof(question, failure);
}

std::variant<Need, Secure, Insecure, Bogus> Validator::end(Ended ended) {
  if (auto* need = std::get_if<Need>(&ended)) return std::move(*need);
  if (auto* unsecured = std::get_if<Unsecured>(&ended))
    return Insecure{unsecured->why, std::move(unsecured->zone), std::move(verifier_.chain)};
  auto& failure = std::get<Failure>(ended);
  return Bogus{failure.why, std::move(failure.where), failure.at, std::move(verifier_.chain)};
}

std::variant<Need, Secure, Insecure, Bogus> Validator::run() {
  if (!lookup_) return Need{{question_}};
  if (!is_answered(*lookup_)) return end(Failure{WhyBogus::Unanswered, question_});
  std::optional<Unsecured> unsecured;
  Answer answer = Answer::Data;
  Question at = question_;
  for (unsigned aliases = 0;; ++aliases) {
    const auto& answers = lookup_->message->answers;
    const Rrset set = rrset_of(*lookup_, answers, at.name, static_cast<dns::Type>(at.type));
    const Rrset alias = rrset_of(*lookup_, answers, at.name, dns::Type::CNAME);
    const bool follows = set.records.empty() && !alias.records.empty() && at.type != kCname;
    if (follows && aliases >= verifier_.settings().max_aliases) return end(Failure{WhyBogus::AliasEndless, at});
    Judged judged;
    if (follows || (at.type == kCname && !set.records.empty())) {
      judged = judge_alias(alias);
    } else {
      judged = set.records.empty() ? judge_denial(at, answer) : judge_set(set);
    }
    if (judged) {
      // Of several parts each must hold: the worst decides. Going on after an insecure one, as resolvers do.
      // RFC 7672 2.1.3 [1, 2]: so an error at any alias is one of the whole, and behind an insecure one all is
      // insecure.
      auto* insecure = std::get_if<Unsecured>(&*judged);
      if (!insecure) return end(std::move(*judged));
      if (!unsecured) unsecured = std::move(*insecure);
    }
    if (!follows) {
      if (!set.records.empty() && says_no_name() && !unsecured) return end(Failure{WhyBogus::Contradiction, at});
      break;
    }
    // RFC 2181 10.1: one CNAME at a name, which may stand there twice.
    const auto target = target_of(alias);
    if (!target) return end(Failure{WhyBogus::AliasForged, alias.of});
    at.name = *target;
  }
  if (unsecured) return end(std::move(*unsecured));
  return Secure{answer, std::move(verifier_.chain)};
}

}  // namespace

Validation validate(std::span<const Lookup> answers, const Question& question, std::int64_t time,
                    std::span<const Anchor> anchors, const Settings& settings, Memo* memo) {
  Verifier verifier(time, settings, memo);
  auto result = Validator(answers, question, anchors, verifier).run();
  return {std::move(result), verifier.work()};
}

}  // namespace mailglass::dnssec
