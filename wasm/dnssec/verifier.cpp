#include "dnssec/verifier.h"

#include <algorithm>

#include "dns/canonical.h"

namespace mailglass::dnssec {
namespace {

constexpr std::uint16_t kInternet = 1;       // class IN, RFC 1035 section 3.2.4
constexpr std::uint8_t kDnssecProtocol = 3;  // RFC 4034 section 2.1.2

/// RFC 4034 section 3.1.3: neither the root nor a leading "*" is counted.
std::size_t counted_labels(const dns::Name& name) {
  const auto& labels = name.labels();
  return labels.size() - (!labels.empty() && labels.front() == "*" ? 1 : 0);
}

/// RFC 4034 section 3.1.8.1: RRSIG_RDATA without the signature, then the records in canonical form and order.
Bytes signed_data(const Rrset& set, const dns::Rrsig& rrsig, const dns::Name& owner) {
  ByteWriter out;
  out.u16(rrsig.covered).u8(rrsig.algorithm).u8(rrsig.labels).u32(rrsig.original_ttl);
  out.u32(rrsig.expiration).u32(rrsig.inception).u16(rrsig.key_tag);
  dns::append_canonical(out, rrsig.signer);
  std::vector<Bytes> data;
  data.reserve(set.records.size());
  for (const dns::Record* record : set.records) data.push_back(dns::canonical_rdata(*record, set.lookup->bytes));
  // RFC 4034 6.3: by their data as left-justified octets; duplicates are left out.
  std::sort(data.begin(), data.end());
  data.erase(std::unique(data.begin(), data.end()), data.end());
  for (const Bytes& rdata : data) {
    dns::append_canonical(out, owner);
    out.u16(set.of.type).u16(kInternet).u32(rrsig.original_ttl);
    out.prefixed(2, [&](ByteWriter& inner) { inner.append(rdata); });
  }
  return std::move(out).bytes();
}

/// The owner as it stands in the zone: RFC 4035 section 5.3.2.
std::optional<dns::Name> signed_owner(const dns::Name& owner, std::uint8_t labels) {
  if (labels >= counted_labels(owner)) return owner;
  return wildcard_of(last_labels(owner, labels));
}

/// Of several failures the one is told that came furthest.
int reached_by(WhyBogus why) {
  switch (why) {
    case WhyBogus::TooMuchWork: return 7;
    case WhyBogus::SignatureInvalid: return 6;
    case WhyBogus::SignatureExpired:
    case WhyBogus::SignatureNotYetValid: return 5;
    case WhyBogus::KeyMissing: return 4;
    case WhyBogus::SignatureUnsupported: return 3;
    case WhyBogus::SignatureMalformed: return 2;
    case WhyBogus::SignerNotZone: return 1;
    default: return 0;
  }
}

}  // namespace

Rrset rrset_of(const Lookup& lookup, const std::vector<dns::Record>& section, const dns::Name& owner, dns::Type type) {
  Rrset set{{owner, static_cast<std::uint16_t>(type)}, &lookup, {}, {}};
  for (const dns::Record& record : section) {
    if (record.klass != kInternet || record.owner != owner) continue;
    if (record.type == set.of.type) {
      set.records.push_back(&record);
    } else if (const auto* rrsig = std::get_if<dns::Rrsig>(&record.rdata); rrsig && rrsig->covered == set.of.type) {
      // RFC 4035 5.3.1 [1, 3]: RRSIG and set have the same owner and class, and the type covered is the set's.
      set.signatures.push_back(&record);
    }
  }
  return set;
}

std::vector<dns::Name> signers_of(const Rrset& set) {
  std::vector<dns::Name> names;
  names.reserve(set.signatures.size());
  for (const dns::Record* record : set.signatures) names.push_back(std::get<dns::Rrsig>(record->rdata).signer);
  return names;
}

At place_of(const Lookup& lookup, const dns::Record& record) {
  return {lookup.id, record.range};
}

dns::Name last_labels(const dns::Name& name, std::size_t count) {
  dns::Name out = name;
  while (out.labels().size() > count) out = out.parent();
  return out;
}

std::optional<dns::Name> wildcard_of(const dns::Name& encloser) {
  Parsed<dns::Name> name = encloser.child("*");
  if (!name) return std::nullopt;
  return std::move(*name);
}

std::int64_t Verifier::near_now(std::uint32_t seconds) const {
  // RFC 4034 3.1.5: serial number arithmetic (RFC 1982), so that 2106 is no end.
  return time_ + static_cast<std::int32_t>(seconds - static_cast<std::uint32_t>(time_));
}

std::optional<Failure> Verifier::unusable(const Rrset& set, const dns::Record& record, const Zone& zone) const {
  const auto& rrsig = std::get<dns::Rrsig>(record.rdata);
  const auto failed = [&](WhyBogus why) { return Failure{why, set.of, place_of(*set.lookup, record)}; };
  // RFC 4035 5.3.1 [2]: the signer's name is that of the zone that has the records.
  if (rrsig.signer != zone.name) return failed(WhyBogus::SignerNotZone);
  // RFC 4035 5.3.1 [4], 5.3.2 [1]: the owner has at least as many labels as the RRSIG says.
  if (rrsig.labels > counted_labels(set.of.name) || rrsig.labels < zone.name.labels().size())
    return failed(WhyBogus::SignatureMalformed);
  // RFC 4035 5.3.1 [5, 6]: neither before its inception nor after its expiration.
  if (near_now(rrsig.expiration) < time_) return failed(WhyBogus::SignatureExpired);
  if (near_now(rrsig.inception) > time_) return failed(WhyBogus::SignatureNotYetValid);
  if (!is_supported(rrsig.algorithm, settings_.accepted)) return failed(WhyBogus::SignatureUnsupported);
  return std::nullopt;
}

std::optional<Failure> Verifier::try_keys(const Rrset& set, const dns::Record& record, const Zone& zone) {
  const auto& rrsig = std::get<dns::Rrsig>(record.rdata);
  const auto owner = signed_owner(set.of.name, rrsig.labels);
  Failure failure{WhyBogus::KeyMissing, set.of, place_of(*set.lookup, record)};
  if (!owner) return failure;
  const Bytes data = signed_data(set, rrsig, *owner);
  unsigned tried = 0;
  for (const ZoneKey& key : zone.keys) {
    // RFC 4035 5.3.1 [7, 8]: signer, algorithm and tag are the key's, and the key is a zone key. RFC 4034 2.1.2: for
    // protocol 3. RFC 5011 2.1: a revoked key vouches for nothing.
    if (key.data.tag != rrsig.key_tag || key.data.algorithm != rrsig.algorithm ||
        key.data.protocol != kDnssecProtocol || (key.data.flags & dns::Dnskey::kZoneKey) == 0 ||
        (key.data.flags & dns::Dnskey::kRevoked) != 0)
      continue;
    // RFC 4035 5.3.1 [9]: several keys may have the tag, and then each is tried; a few, for CVE-2023-50387.
    if (tried++ >= settings_.max_keys_per_tag) break;
    if (work_.checks >= settings_.max_checks || work_.failures >= settings_.max_failures) {
      exhausted_ = true;
      failure.why = WhyBogus::TooMuchWork;
      return failure;
    }
    if (!check(rrsig.algorithm, key.data.key, data, rrsig.signature)) {
      failure.why = WhyBogus::SignatureInvalid;
      continue;
    }
    Signature signature{
        set.of,
        rrsig.signer,
        {key.data.tag, key.data.flags, key.data.algorithm, modulus_bits(key.data.algorithm, key.data.key), key.at},
        near_now(rrsig.inception),
        near_now(rrsig.expiration),
        *owner == set.of.name ? std::nullopt : owner,
        place_of(*set.lookup, record),
        {}};
    for (const dns::Record* part : set.records) signature.records.push_back(place_of(*set.lookup, *part));
    chain.signatures.push_back(std::move(signature));
    return std::nullopt;
  }
  return failure;
}

std::variant<std::size_t, Failure> Verifier::verify(const Rrset& set, const Zone& zone) {
  for (std::size_t i = 0; i < chain.signatures.size(); ++i) {
    const Signature& known = chain.signatures[i];
    if (known.set == set.of && known.signer == zone.name && !set.records.empty() && !known.records.empty() &&
        known.records.front() == place_of(*set.lookup, *set.records.front()))
      return i;
  }
  Failure failure{WhyBogus::SignatureMissing, set.of};
  unsigned tried = 0;
  for (const dns::Record* record : set.signatures) {
    auto failed = unusable(set, *record, zone);
    if (!failed) {
      if (tried++ >= settings_.max_signatures) break;
      // RFC 6840 5.4: of several signatures any one is enough.
      failed = try_keys(set, *record, zone);
    }
    if (!failed) return chain.signatures.size() - 1;
    if (reached_by(failed->why) > reached_by(failure.why)) failure = std::move(*failed);
    if (exhausted_) break;
  }
  return failure;
}

bool Verifier::check(std::uint8_t algorithm, ByteView key, ByteView data, ByteView signature) {
  ++work_.checks;
  bool holds = false;
  if (memo_) {
    ByteWriter all;
    all.u8(algorithm).u32(static_cast<std::uint32_t>(key.size())).append(key);
    all.u32(static_cast<std::uint32_t>(data.size())).append(data).append(signature);
    Bytes what = digest(2, all.bytes());
    const auto known = std::find_if(memo_->checks.begin(), memo_->checks.end(),
                                    [&](const Memo::Check& one) { return one.what == what; });
    if (known != memo_->checks.end()) {
      holds = known->holds;
    } else {
      holds = is_signed_by(algorithm, key, data, signature);
      memo_->checks.push_back({std::move(what), holds});
    }
  } else {
    holds = is_signed_by(algorithm, key, data, signature);
  }
  if (!holds) ++work_.failures;
  return holds;
}

std::optional<Bytes> Verifier::hash(const dns::Name& name, ByteView salt, unsigned iterations) {
  if (work_.hashes >= settings_.max_hashes) {
    exhausted_ = true;
    return std::nullopt;
  }
  ++work_.hashes;
  ByteWriter wire;
  dns::append_canonical(wire, name);
  return nsec3_hash(wire.bytes(), salt, iterations);
}

}  // namespace mailglass::dnssec
