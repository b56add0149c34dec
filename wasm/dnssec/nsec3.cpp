// Denials by NSEC3: RFC 5155 section 8.

#include <algorithm>

#include "dnssec/denial.h"

namespace mailglass::dnssec {
namespace {

bool is_opt_out(const VerifiedNsec3& nsec3) {
  return (nsec3.data.flags & dns::Nsec3::kOptOut) != 0;
}

Proof proof_of(std::initializer_list<const VerifiedNsec3*> nsec3s) {
  Proof proof{true, false, {}};
  for (const VerifiedNsec3* nsec3 : nsec3s) {
    if (std::find(proof.records.begin(), proof.records.end(), nsec3->at) == proof.records.end())
      proof.records.push_back(nsec3->at);
  }
  return proof;
}

}  // namespace

const Bytes* Hashed::hash(const dns::Name& name) {
  const auto known =
      std::find_if(hashes_.begin(), hashes_.end(), [&](const auto& entry) { return entry.first == name; });
  if (known != hashes_.end()) return &known->second;
  const dns::Nsec3& parameters = nsec3s_.front().data;
  auto made = verifier_.hash(name, parameters.salt, parameters.iterations);
  if (!made) return nullptr;
  hashes_.emplace_back(name, std::move(*made));
  return &hashes_.back().second;
}

const VerifiedNsec3* Hashed::match(const dns::Name& name) {
  const Bytes* wanted = hash(name);
  if (!wanted) return nullptr;
  const auto found =
      std::find_if(nsec3s_.begin(), nsec3s_.end(), [&](const VerifiedNsec3& nsec3) { return nsec3.hash == *wanted; });
  return found == nsec3s_.end() ? nullptr : &*found;
}

const VerifiedNsec3* Hashed::cover(const dns::Name& name) {
  const Bytes* wanted = hash(name);
  if (!wanted) return nullptr;
  const auto found = std::find_if(nsec3s_.begin(), nsec3s_.end(), [&](const VerifiedNsec3& nsec3) {
    const bool after = nsec3.hash < *wanted;
    const bool before = *wanted < nsec3.data.next;
    // RFC 5155 3.1.7: the last one leads back to the first. One alone covers all but itself.
    return nsec3.hash < nsec3.data.next ? after && before : (after || before) && nsec3.hash != *wanted;
  });
  return found == nsec3s_.end() ? nullptr : &*found;
}

std::optional<Hashed::Encloser> Hashed::closest_encloser(const dns::Name& name) {
  // RFC 5155 8.3 [1]: the longest existing ancestor has a record that matches …
  dns::Name closer = name;
  while (closer != zone_) {
    dns::Name candidate = closer.parent();
    const VerifiedNsec3* matched = match(candidate);
    if (verifier_.exhausted()) return std::nullopt;
    if (!matched) {
      closer = std::move(candidate);
      continue;
    }
    // RFC 5155 8.3 [2]: … is neither a DNAME nor the parent's side of a delegation …
    if (ends_zone(matched->data.types)) return std::nullopt;
    // RFC 5155 8.3 [1]: … and the name one label longer is covered.
    const VerifiedNsec3* covered = cover(closer);
    if (!covered) return std::nullopt;
    return Encloser{std::move(candidate), std::move(closer), matched, covered};
  }
  return std::nullopt;
}

Proof Hashed::denies_data(const Question& question) {
  // RFC 5155 8.5 [1], 8.6 [1]: a record that matches the name has neither the type nor CNAME.
  if (const VerifiedNsec3* exact = match(question.name)) {
    if (lacks(exact->data.types, question.type, question.name.is_root())) return proof_of({exact});
    return {};
  }
  const auto encloser = closest_encloser(question.name);
  if (!encloser) return {};
  // RFC 5155 8.7 [1, 2]: the wildcard at the closest encloser has neither the type nor CNAME.
  const auto wildcard = wildcard_of(encloser->name);
  const VerifiedNsec3* source = wildcard ? match(*wildcard) : nullptr;
  if (source) {
    if (!lacks(source->data.types, question.type, false)) return {};
    Proof proof = proof_of({encloser->match, encloser->cover, source});
    proof.opt_out = is_opt_out(*encloser->cover);
    return proof;
  }
  // RFC 5155 8.6 [2]: no DS, for Opt-Out covers the delegation. An empty non-terminal above such delegations alone has
  // no record either (RFC 5155 7.1), so that goes for every type.
  if (!is_opt_out(*encloser->cover)) return {};
  Proof proof = proof_of({encloser->match, encloser->cover});
  proof.opt_out = true;
  return proof;
}

Proof Hashed::denies_name(const dns::Name& name) {
  if (match(name)) return {};
  // RFC 5155 8.4 [1]: the closest encloser, and a record that covers its wildcard.
  const auto encloser = closest_encloser(name);
  if (!encloser) return {};
  const auto wildcard = wildcard_of(encloser->name);
  const VerifiedNsec3* no_source = wildcard ? cover(*wildcard) : nullptr;
  if (!no_source) return {};
  Proof proof = proof_of({encloser->match, encloser->cover, no_source});
  proof.opt_out = is_opt_out(*encloser->cover);
  return proof;
}

Proof Hashed::denies_closer(const dns::Name& name, const dns::Name& encloser) {
  // RFC 5155 8.8 [1]: a record covers the next closer name to the wildcard's parent.
  const VerifiedNsec3* none = cover(last_labels(name, encloser.labels().size() + 1));
  if (!none) return {};
  Proof proof = proof_of({none});
  proof.opt_out = is_opt_out(*none);
  return proof;
}

CutProof Hashed::finds_cut(const dns::Name& name) {
  // RFC 5155 8.9 [1, 2]: no DS, by a record that matches, …
  if (const VerifiedNsec3* exact = match(name)) {
    const Cut cut = cut_of(exact->data.types);
    if (cut == Cut::Contradiction) return {};
    return {cut, proof_of({exact})};
  }
  // RFC 5155 8.9 [3, 4]: … or one with Opt-Out that covers the next closer name.
  const auto encloser = closest_encloser(name);
  if (!encloser) return {};
  Proof proof = proof_of({encloser->match, encloser->cover});
  proof.opt_out = is_opt_out(*encloser->cover);
  return {proof.opt_out ? Cut::Unsigned : Cut::None, std::move(proof)};
}

}  // namespace mailglass::dnssec
