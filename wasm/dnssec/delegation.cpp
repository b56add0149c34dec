#include "dnssec/delegation.h"

#include <algorithm>

#include "dns/canonical.h"

namespace mailglass::dnssec {
namespace {

constexpr std::size_t kMaxDs = 16;
constexpr std::uint16_t kResponse = 0x8000;   // QR, RFC 1035 section 4.1.1
constexpr std::uint16_t kTruncated = 0x0200;  // TC

constexpr auto kDnskey = static_cast<std::uint16_t>(dns::Type::DNSKEY);

/// RFC 4034 section 5.1.4: over the owner's canonical name and the DNSKEY's data.
Bytes ds_digest(std::uint8_t digest_type, const dns::Name& owner, ByteView rdata) {
  ByteWriter out;
  dns::append_canonical(out, owner);
  out.append(rdata);
  return digest(digest_type, out.bytes());
}

}  // namespace

const Lookup* find_lookup(std::span<const Lookup> answers, const Question& question) {
  const auto found =
      std::find_if(answers.begin(), answers.end(), [&](const Lookup& lookup) { return lookup.question == question; });
  return found == answers.end() ? nullptr : &*found;
}

bool is_answered(const Lookup& lookup) {
  if (!lookup.message) return false;
  const dns::Message& message = *lookup.message;
  const bool ours = message.questions.size() == 1 && message.questions.front().name == lookup.question.name &&
                    message.questions.front().type == lookup.question.type;
  return ours && (message.flags & kResponse) != 0 && (message.flags & kTruncated) == 0 &&
         (message.rcode == static_cast<std::uint16_t>(dns::Rcode::NoError) ||
          message.rcode == static_cast<std::uint16_t>(dns::Rcode::NXDomain));
}

Need Delegations::need(const Question& first, const dns::Name& from, const dns::Name& target, bool signer) const {
  Need out{{first}};
  const auto add = [&](Question question) {
    const auto& known = out.questions;
    if (!find_lookup(answers_, question) && std::find(known.begin(), known.end(), question) == known.end())
      out.questions.push_back(std::move(question));
  };
  // Without a signer to go to, the way ends where a zone is not signed, which most often is below a top level domain.
  constexpr std::size_t kLikely = 2;
  const std::size_t last = signer ? target.labels().size() : std::min(target.labels().size(), kLikely);
  for (std::size_t count = from.labels().size() + 1; count <= last; ++count) {
    dns::Name name = last_labels(target, count);
    add({name, kDs});
    // Top level domains are zones, and so is the signer.
    if (count == 1 || (signer && count == last)) add({std::move(name), kDnskey});
  }
  return out;
}

Delegations::Reached Delegations::anchored(const dns::Name& target, bool signer) {
  const dns::Name* top = nullptr;
  for (const Anchor& anchor : anchors_) {
    if (target.is_within(anchor.zone) && (!top || anchor.zone.is_within(*top))) top = &anchor.zone;
  }
  if (!top) return Ended(Unsecured{WhyInsecure::NoAnchor, target});
  for (const auto& zone : zones_) {
    if (zone->name == *top) return zone.get();
  }
  std::vector<Trusted> trusted;
  for (const Anchor& anchor : anchors_) {
    if (anchor.zone == *top) trusted.push_back({anchor.ds, std::nullopt});
  }
  Step entered = enter(*top, trusted, std::nullopt, target, signer);
  if (auto* ended = std::get_if<Ended>(&entered)) return std::move(*ended);
  return std::get<const Zone*>(entered);
}

Delegations::Reached Delegations::reach(const dns::Name& target, bool signer) {
  Reached start = anchored(target, signer);
  if (std::holds_alternative<Ended>(start)) return start;
  const Zone* zone = std::get<const Zone*>(start);
  for (std::size_t count = zone->name.labels().size() + 1; count <= target.labels().size(); ++count) {
    const dns::Name name = last_labels(target, count);
    Step found = step(name, *zone, target, signer);
    if (auto* ended = std::get_if<Ended>(&found)) return std::move(*ended);
    if (const auto* below = std::get_if<const Zone*>(&found)) zone = *below;
  }
  return zone;
}

Delegations::Step Delegations::step(const dns::Name& name, const Zone& parent, const dns::Name& target, bool signer) {
  for (const auto& [known, result] : steps_) {
    if (known == name) return result;
  }
  const Question question{name, kDs};
  if (steps_.size() >= verifier_.settings().max_zones) return Ended(Failure{WhyBogus::TooMuchWork, question});
  const Lookup* lookup = find_lookup(answers_, question);
  // RFC 4035 5.2 [1]: what no answer says of the DS is asked for; of the zone above, which is its own.
  if (!lookup) return Ended(need(question, name, target, signer));
  Step result = is_answered(*lookup) ? judge(*lookup, name, parent, target, signer)
                                     : Step(Ended(Failure{WhyBogus::Unanswered, question}));
  steps_.emplace_back(name, result);
  return result;
}

Delegations::Step Delegations::judge(const Lookup& lookup, const dns::Name& name, const Zone& parent,
                                     const dns::Name& target, bool signer) {
  const auto& answers = lookup.message->answers;
  const Rrset ds = rrset_of(lookup, answers, name, dns::Type::DS);
  if (ds.records.empty()) {
    const Rrset alias = rrset_of(lookup, answers, name, dns::Type::CNAME);
    if (alias.records.empty()) return judge_denial(lookup, name, parent);
    // A CNAME stands alone at its name (RFC 2181 section 10.1), so no zone begins there.
    const auto verified = verifier_.verify(alias, parent);
    if (const auto* failure = std::get_if<Failure>(&verified)) return Ended(*failure);
    const Signature signature = verifier_.chain.signatures[std::get<std::size_t>(verified)];
    if (auto ended = check_wildcard(alias, signature, parent)) return std::move(*ended);
    return NoCut{};
  }
  // RFC 4035 5.2: the DS set is the parent's, signed by it; and no wildcard makes a delegation (RFC 4592 section 4.6).
  const auto verified = verifier_.verify(ds, parent);
  if (const auto* failure = std::get_if<Failure>(&verified)) return Ended(*failure);
  const std::size_t delegation = std::get<std::size_t>(verified);
  const Signature& signature = verifier_.chain.signatures[delegation];
  if (signature.wildcard) return Ended(Failure{WhyBogus::SignatureMalformed, ds.of, signature.signature});
  std::vector<Trusted> trusted;
  for (const dns::Record* record : ds.records) {
    if (auto data = dns::read_ds(*record, lookup.bytes); data && trusted.size() < kMaxDs)
      trusted.push_back({std::move(*data), place_of(lookup, *record)});
  }
  return enter(name, trusted, delegation, target, signer);
}

Delegations::Step Delegations::judge_denial(const Lookup& lookup, const dns::Name& name, const Zone& parent) {
  // RFC 4035 5.2 [2]: where there is no DS, the parent proves it.
  Denials denials(verifier_, lookup, parent);
  const CutProof found = denials.cut(name);
  if (found.proof) {
    if (found.cut == Cut::None) return NoCut{};
    return Ended(Unsecured{found.proof.opt_out ? WhyInsecure::OptOut : WhyInsecure::UnsignedDelegation, name});
  }
  const Question question{name, kDs};
  if (verifier_.exhausted()) return Ended(Failure{WhyBogus::TooMuchWork, question});
  if (denials.many_iterations()) return Ended(Unsecured{WhyInsecure::ManyIterations, parent.name});
  if (denials.failure()) return Ended(*denials.failure());
  return Ended(Failure{denials.none() ? WhyBogus::DenialMissing : WhyBogus::DenialInsufficient, question});
}

Delegations::Step Delegations::enter(const dns::Name& name, const std::vector<Trusted>& trusted,
                                     std::optional<std::size_t> delegation, const dns::Name& target, bool signer) {
  const Accepted& accepted = verifier_.settings().accepted;
  const auto known_algorithm = [&](const Trusted& one) { return is_supported(one.ds.algorithm, accepted); };
  const auto usable = [&](const Trusted& one) {
    return known_algorithm(one) && is_supported_digest(one.ds.digest_type, accepted);
  };
  // RFC 4035 5.2: with no algorithm that is supported there is no way to the child, as if it were not signed. RFC 6840
  // 5.2: likewise with no digest.
  if (std::none_of(trusted.begin(), trusted.end(), usable)) {
    const bool digests = std::any_of(trusted.begin(), trusted.end(), known_algorithm);
    return Ended(Unsecured{digests ? WhyInsecure::UnsupportedDigest : WhyInsecure::UnsupportedAlgorithm, name});
  }
  // RFC 4509 3: SHA-1 digests do not count beside SHA-2's.
  const bool strong = std::any_of(trusted.begin(), trusted.end(),
                                  [&](const Trusted& one) { return usable(one) && one.ds.digest_type != 1; });
  const Question question{name, kDnskey};
  const Lookup* lookup = find_lookup(answers_, question);
  if (!lookup) return Ended(need(question, name, target, signer));
  if (!is_answered(*lookup)) return Ended(Failure{WhyBogus::Unanswered, question});
  const Rrset set = rrset_of(*lookup, lookup->message->answers, name, dns::Type::DNSKEY);
  if (set.records.empty()) return Ended(Failure{WhyBogus::KeysMissing, question});
  auto zone = std::make_unique<Zone>(Zone{name, {}});
  std::vector<ByteView> rdata;
  for (const dns::Record* record : set.records) {
    if (auto data = dns::read_dnskey(*record, lookup->bytes)) {
      zone->keys.push_back({std::move(*data), place_of(*lookup, *record)});
      rdata.push_back(lookup->bytes.subspan(record->data.offset, record->data.length));
    }
  }
  Failure failure{WhyBogus::NoEntry, question};
  for (const Trusted& one : trusted) {
    if (!usable(one) || (strong && one.ds.digest_type == 1)) continue;
    unsigned tried = 0;
    for (std::size_t i = 0; i < zone->keys.size(); ++i) {
      const ZoneKey& key = zone->keys[i];
      // RFC 4035 5.2: tag, algorithm and digest of a DS are those of a key …
      if (key.data.tag != one.ds.key_tag || key.data.algorithm != one.ds.algorithm) continue;
      if (tried++ >= verifier_.settings().max_keys_per_tag) break;
      if (ds_digest(one.ds.digest_type, name, rdata[i]) != one.ds.digest) continue;
      // RFC 4035 5 [1]: … or an anchor's, that is a zone key and signs the zone's keys.
      const auto verified = verifier_.verify(set, Zone{name, {key}});
      if (const auto* failed = std::get_if<Failure>(&verified)) {
        failure = *failed;
        if (verifier_.exhausted()) return Ended(failure);
        continue;
      }
      const std::size_t keys = std::get<std::size_t>(verified);
      // A DNSKEY at a zone's apex comes from no wildcard.
      if (verifier_.chain.signatures[keys].wildcard) continue;
      verifier_.chain.links.push_back(
          {name, one.ds.digest_type, verifier_.chain.signatures[keys].key, one.at, keys, delegation});
      zones_.push_back(std::move(zone));
      return static_cast<const Zone*>(zones_.back().get());
    }
  }
  return Ended(failure);
}

std::optional<Ended> Delegations::check_wildcard(const Rrset& set, const Signature& signature, const Zone& zone) {
  if (!signature.wildcard) return std::nullopt;
  // RFC 4035 5.3.3 [1]: what was made from a wildcard needs the proof that no closer name exists.
  Denials denials(verifier_, *set.lookup, zone);
  const Proof proof = denials.closer(set.of, signature.wildcard->parent());
  // RFC 5155 9.2: where Opt-Out covers the next closer name, an unsigned delegation may be there.
  if (proof.opt_out) return Unsecured{WhyInsecure::OptOut, zone.name};
  if (proof) return std::nullopt;
  if (verifier_.exhausted()) return Failure{WhyBogus::TooMuchWork, set.of};
  if (denials.many_iterations()) return Unsecured{WhyInsecure::ManyIterations, zone.name};
  return Failure{WhyBogus::WildcardUnproven, set.of, signature.signature};
}

}  // namespace mailglass::dnssec
