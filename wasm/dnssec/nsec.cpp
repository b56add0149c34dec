// Denials by NSEC: RFC 4035 section 5.4, with RFC 6840 section 4.

#include <algorithm>

#include "dnssec/denial.h"

namespace mailglass::dnssec {
namespace {

const VerifiedNsec* match(const std::vector<VerifiedNsec>& nsecs, const dns::Name& name) {
  const auto found =
      std::find_if(nsecs.begin(), nsecs.end(), [&](const VerifiedNsec& nsec) { return nsec.owner == name; });
  return found == nsecs.end() ? nullptr : &*found;
}

/// Whether `name` falls between owner and next name, and no zone cut lies between.
bool spans(const VerifiedNsec& nsec, const dns::Name& zone, const dns::Name& name) {
  if (!(nsec.owner < name)) return false;
  // RFC 6840 4.1: an NSEC at a delegation or a DNAME denies nothing below it.
  if (name.is_within(nsec.owner) && ends_zone(nsec.data.types)) return false;
  // RFC 4034 4.1.1: the last NSEC leads back to the apex.
  return name < nsec.data.next || nsec.data.next == zone;
}

/// Whether it says that `name` exists with no records at all, for there are names below (RFC 4592 section 2.2.2).
bool is_empty_non_terminal(const VerifiedNsec& nsec, const dns::Name& zone, const dns::Name& name) {
  return spans(nsec, zone, name) && nsec.data.next != zone && nsec.data.next.is_within(name);
}

const VerifiedNsec* cover(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const dns::Name& name) {
  const auto found = std::find_if(nsecs.begin(), nsecs.end(), [&](const VerifiedNsec& nsec) {
    return spans(nsec, zone, name) && !is_empty_non_terminal(nsec, zone, name);
  });
  return found == nsecs.end() ? nullptr : &*found;
}

std::size_t common_labels(const dns::Name& a, const dns::Name& b) {
  dns::Name ancestor = a;
  while (!b.is_within(ancestor)) ancestor = ancestor.parent();
  return ancestor.labels().size();
}

/// The closest name above that exists, by the names that the covering NSEC shows to exist.
dns::Name encloser_by(const VerifiedNsec& nsec, const dns::Name& name) {
  return last_labels(name, std::max(common_labels(name, nsec.owner), common_labels(name, nsec.data.next)));
}

Proof proof_of(std::initializer_list<const VerifiedNsec*> nsecs) {
  Proof proof{true, false, {}};
  for (const VerifiedNsec* nsec : nsecs) {
    if (std::find(proof.records.begin(), proof.records.end(), nsec->at) == proof.records.end())
      proof.records.push_back(nsec->at);
  }
  return proof;
}

}  // namespace

Proof denies_data(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const Question& question) {
  // RFC 4035 5.4: the NSEC at the name does not have the type.
  if (const VerifiedNsec* exact = match(nsecs, question.name)) {
    // RFC 4035 5.4 [4]: NSEC and RRSIG are there, whatever its bits say of these two.
    const bool itself = question.type == static_cast<std::uint16_t>(dns::Type::NSEC) ||
                        question.type == static_cast<std::uint16_t>(dns::Type::RRSIG);
    if (!itself && lacks(exact->data.types, question.type, question.name.is_root())) return proof_of({exact});
    return {};
  }
  for (const VerifiedNsec& nsec : nsecs) {
    if (is_empty_non_terminal(nsec, zone, question.name)) return proof_of({&nsec});
  }
  // RFC 4035 5.4, 3.1.3.4: the name does not exist, and the wildcard that stands for it does not have the type.
  const VerifiedNsec* none = cover(nsecs, zone, question.name);
  if (!none) return {};
  const auto wildcard = wildcard_of(encloser_by(*none, question.name));
  const VerifiedNsec* source = wildcard ? match(nsecs, *wildcard) : nullptr;
  if (!source || !lacks(source->data.types, question.type, false)) return {};
  return proof_of({none, source});
}

Proof denies_name(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const dns::Name& name) {
  // RFC 4035 5.4: one NSEC shows that the name does not exist, …
  const VerifiedNsec* none = cover(nsecs, zone, name);
  if (!none) return {};
  // RFC 4035 5.4: … and one that no wildcard stands for it.
  const auto wildcard = wildcard_of(encloser_by(*none, name));
  const VerifiedNsec* no_source = wildcard ? cover(nsecs, zone, *wildcard) : nullptr;
  if (!no_source) return {};
  return proof_of({none, no_source});
}

Proof denies_closer(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const dns::Name& name,
                    const dns::Name& encloser) {
  // RFC 4035 5.3.4: the name itself does not exist, nor a closer wildcard.
  const VerifiedNsec* none = cover(nsecs, zone, name);
  if (!none || encloser_by(*none, name) != encloser) return {};
  return proof_of({none});
}

CutProof finds_cut(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const dns::Name& name) {
  // RFC 4035 5.2 [2]: no DS, by an NSEC of the parent at the delegation.
  if (const VerifiedNsec* exact = match(nsecs, name)) {
    const Cut cut = cut_of(exact->data.types);
    if (cut == Cut::Contradiction) return {};
    return {cut, proof_of({exact})};
  }
  for (const VerifiedNsec& nsec : nsecs) {
    if (spans(nsec, zone, name)) return {Cut::None, proof_of({&nsec})};
  }
  return {};
}

}  // namespace mailglass::dnssec
