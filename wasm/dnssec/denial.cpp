#include "dnssec/denial.h"

#include <algorithm>

namespace mailglass::dnssec {
namespace {

constexpr std::uint8_t kSha1 = 1;  // RFC 5155 section 11, the only hash there is
constexpr std::size_t kSha1Size = 20;
constexpr std::size_t kMaxSets = 32;

bool has_same_parameters(const dns::Nsec3& a, const dns::Nsec3& b) {
  return a.hash_algorithm == b.hash_algorithm && a.iterations == b.iterations && a.salt == b.salt;
}

}  // namespace

bool ends_zone(const dns::TypeSet& types) {
  return types.has(dns::Type::DNAME) || (types.has(dns::Type::NS) && !types.has(dns::Type::SOA));
}

bool lacks(const dns::TypeSet& types, std::uint16_t type, bool at_root) {
  // RFC 6840 4.3: with a CNAME there, another record would have been the answer.
  if (types.has(type) || types.has(dns::Type::CNAME)) return false;
  const bool cut = types.has(dns::Type::NS);
  const bool apex = types.has(dns::Type::SOA);
  // RFC 6840 4.4: the DS is the parent's, so the apex of the child says nothing about it.
  if (type == static_cast<std::uint16_t>(dns::Type::DS)) return !apex || at_root;
  // RFC 6840 4.1: the parent's record at a delegation says nothing about the child's types.
  return !cut || apex;
}

Cut cut_of(const dns::TypeSet& types) {
  // RFC 5155 8.9 [1, 2]: a DS would be there, or this is the child's own record.
  if (types.has(dns::Type::DS) || types.has(dns::Type::SOA)) return Cut::Contradiction;
  // RFC 5155 8.9 [1], RFC 6840 4.4: without the NS bit no zone begins here, and there is nothing to be unsigned.
  return types.has(dns::Type::NS) ? Cut::Unsigned : Cut::None;
}

Denials::Denials(Verifier& verifier, const Lookup& lookup, const Zone& zone) : verifier_(verifier), zone_(zone) {
  std::vector<Question> seen;
  for (const dns::Record& record : lookup.message->authorities) {
    const auto type = static_cast<dns::Type>(record.type);
    if (type != dns::Type::NSEC && type != dns::Type::NSEC3) continue;
    Question question{record.owner, record.type};
    const bool known = type != dns::Type::NSEC && std::find(seen.begin(), seen.end(), question) != seen.end();
    if (known || !record.owner.is_within(zone.name)) continue;
    if (seen.size() >= kMaxSets) break;
    Rrset set = rrset_of(lookup, lookup.message->authorities, record.owner, type);
    seen.push_back(std::move(question));
    // RFC 4035 5.3.2 [2, 3]: a zone has one NSEC at a name, so that each is a set by itself: where there are two at a
    // cut, they are of both sides.
    if (type == dns::Type::NSEC) std::erase_if(set.records, [&](const dns::Record* other) { return other != &record; });
    // RFC 4035 5.4 [1]: what is to prove something is authenticated first.
    const auto verified = verifier.verify(set, zone);
    if (const auto* failed = std::get_if<Failure>(&verified)) {
      if (!failure_) failure_ = *failed;
      if (verifier.exhausted()) return;
      continue;
    }
    const Signature signature = verifier.chain.signatures[std::get<std::size_t>(verified)];
    if (signature.wildcard) {
      // CVE-2017-15105: an NSEC made from a wildcard would deny what it likes.
      failure_ = Failure{WhyBogus::SignatureMalformed, set.of, signature.signature};
    } else if (type == dns::Type::NSEC) {
      add_nsec(set, signature);
    } else {
      add_nsec3(set, signature);
    }
  }
}

void Denials::add_nsec(const Rrset& set, const Signature& signature) {
  for (std::size_t i = 0; i < set.records.size(); ++i) {
    Parsed<dns::Nsec> data = dns::read_nsec(*set.records[i], set.lookup->bytes);
    // The next name of the last one is the apex, and none leaves the zone (RFC 4034 section 4.1.1).
    if (data && data->next.is_within(zone_.name))
      nsecs_.push_back({set.of.name, std::move(*data), signature.records[i]});
  }
}

void Denials::add_nsec3(const Rrset& set, const Signature& signature) {
  for (std::size_t i = 0; i < set.records.size(); ++i) {
    Parsed<dns::Nsec3> data = dns::read_nsec3(*set.records[i], set.lookup->bytes);
    std::optional<Bytes> hash = dns::hash_of_owner(set.of.name);
    // RFC 5155 3: the owner is a hash directly below the zone.
    if (!data || !hash || set.of.name.parent() != zone_.name || hash->size() != kSha1Size ||
        data->next.size() != kSha1Size)
      continue;
    // RFC 5155 8.1 [1], 8.2 [1]: records with an unknown hash are ignored, and with flags that are unknown.
    if (data->hash_algorithm != kSha1 || (data->flags & ~dns::Nsec3::kOptOut) != 0) continue;
    // RFC 9276 3.2: the signature was verified before, so that nobody else made the number so high.
    if (data->iterations > verifier_.settings().max_nsec3_iterations) {
      many_iterations_ = true;
      continue;
    }
    // RFC 5155 8.2: all have the same parameters.
    if (!nsec3s_.empty() && !has_same_parameters(nsec3s_.front().data, *data)) continue;
    nsec3s_.push_back({std::move(*hash), std::move(*data), signature.records[i]});
  }
}

Proof Denials::noted(Proof proof, Denies what, const Question& question) {
  if (proof) {
    const auto used = [&](const auto& record) { return record.at == proof.records.front(); };
    const bool hashed = std::any_of(nsec3s_.begin(), nsec3s_.end(), used);
    verifier_.chain.denials.push_back({question, what, hashed, proof.opt_out, proof.records});
  }
  return proof;
}

Proof Denials::data(const Question& question) {
  Proof proof = denies_data(nsecs_, zone_.name, question);
  if (!proof && !nsec3s_.empty()) proof = hashed().denies_data(question);
  return noted(std::move(proof), Denies::Data, question);
}

Proof Denials::name(const Question& question) {
  Proof proof = denies_name(nsecs_, zone_.name, question.name);
  if (!proof && !nsec3s_.empty()) proof = hashed().denies_name(question.name);
  return noted(std::move(proof), Denies::Name, question);
}

Proof Denials::closer(const Question& question, const dns::Name& encloser) {
  Proof proof = denies_closer(nsecs_, zone_.name, question.name, encloser);
  if (!proof && !nsec3s_.empty()) proof = hashed().denies_closer(question.name, encloser);
  return noted(std::move(proof), Denies::CloserMatch, question);
}

CutProof Denials::cut(const dns::Name& name) {
  CutProof found = finds_cut(nsecs_, zone_.name, name);
  if (!found.proof && !nsec3s_.empty()) found = hashed().finds_cut(name);
  found.proof = noted(std::move(found.proof), found.cut == Cut::Unsigned ? Denies::Delegation : Denies::ZoneCut,
                      {name, static_cast<std::uint16_t>(dns::Type::DS)});
  return found;
}

}  // namespace mailglass::dnssec
