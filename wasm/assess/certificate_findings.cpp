#include <algorithm>
#include <array>

#include "assess/collector.h"

namespace mailglass::assess {
namespace {

using x509::CertificateFacts;
using x509::Use;

constexpr std::int64_t kDay = 86400;

struct Lifetime {
  std::int64_t from;  ///< Unix seconds, of notBefore
  std::int64_t days;
};
/// CA/Browser Forum Baseline Requirements section 6.3.2: the longest validity, by the day of issue; newest first.
constexpr std::array<Lifetime, 6> kLifetimes{{
    {1'868'227'200, 47},   // 2029-03-15
    {1'805'068'800, 100},  // 2027-03-15
    {1'773'532'800, 200},  // 2026-03-15
    {1'598'918'400, 398},  // 2020-09-01
    {1'519'862'400, 825},  // 2018-03-01
    {0, 1187},             // 39 months
}};

bool too_long(const CertificateFacts& leaf) {
  for (const Lifetime& row : kLifetimes) {
    // A day more, since authorities count days in more ways than one.
    if (leaf.not_before >= row.from) return leaf.not_after - leaf.not_before > (row.days + 1) * kDay;
  }
  return false;
}

/// Renewal is usually due when a third of the time is left: a short-lived certificate is not late just for its few
/// days.
bool most_is_over(const CertificateFacts& leaf, std::int64_t at) {
  return (leaf.not_after - at) * 3 < leaf.not_after - leaf.not_before;
}

void find_in_chain(const SentChain& chain, const Subject& subject, Collector& collector) {
  constexpr std::int64_t kSoon = 14;
  constexpr std::int64_t kDue = 30;
  const auto found = [&](std::string_view code, std::size_t place) {
    collector.add(code, {chain.fact_at(chain.place.leaf), chain.fact_at(place)}, &subject);
  };
  const CertificateFacts* leaf = chain.description.leaf();
  if (!leaf) return;
  if (chain.weak) found("certificate-weak", chain.place.weak);
  if (leaf->must_staple && chain.stapled() == false) found("certificate-must-staple", chain.place.must_staple);
  if (!chain.description.in_order) found("certificate-chain-order", chain.place.sent);
  if (chain.description.count(Use::Extra) + chain.description.count(Use::Duplicate) > 0)
    found("certificate-chain-extra", chain.place.sent);
  if (!chain.trusted()) return;
  if (chain.withdrawn()) found("certificate-revoked", chain.place.staple);
  if (chain.staple && chain.staple->useless())
    found(leaf->must_staple ? "certificate-must-staple" : "certificate-staple-useless", chain.place.staple);
  if (chain.description.count(Use::Root) > 0) found("certificate-root-sent", chain.place.sent);
  if (too_long(*leaf)) found("certificate-long-validity", 0);
  const std::int64_t left = x509::days_left(leaf->not_after, chain.judged_at);
  if (most_is_over(*leaf, chain.judged_at) && left <= kDue)
    found(left <= kSoon ? "certificate-expires-soon" : "certificate-renewal-due", chain.place.validity);
}

std::uint32_t leaf_fact(const SentChain& chain) {
  return chain.fact_at(chain.place.leaf);
}

/// The first pair of chains, one of each address, for which `holds`.
using Holds = bool (*)(const SentChain&, const SentChain&);
std::optional<std::array<const SentChain*, 2>> pair_of(const AddressAssessment& a, const AddressAssessment& b,
                                                       Holds holds) {
  for (const auto& one : a.certificates) {
    for (const auto& other : b.certificates) {
      const bool comparable = one->place.leaf && other->place.leaf && one->with_server_name && other->with_server_name;
      if (comparable && holds(*one, *other)) return {{one.get(), other.get()}};
    }
  }
  return std::nullopt;
}

bool same_key(const SentChain& one, const SentChain& other) {
  return one.description.leaf()->spki_sha256 == other.description.leaf()->spki_sha256;
}
bool same_certificate(const SentChain& one, const SentChain& other) {
  return one.description.leaf()->sha256_fingerprint == other.description.leaf()->sha256_fingerprint;
}

bool holds_key_for_name(const SentChain& chain) {
  return chain.names_host() && chain.proofs.key();
}

void find_kinds(const AddressAssessment& address, Collector& collector) {
  const auto kinds = pair_of(address, address, [](const SentChain& one, const SentChain& other) {
    return holds_key_for_name(one) && holds_key_for_name(other) && one.description.leaf()->key_type == "RSA" &&
           other.description.leaf()->key_type == "EC";
  });
  if (kinds)
    collector.add("certificates-rsa-and-ecdsa", {leaf_fact(*(*kinds)[0]), leaf_fact(*(*kinds)[1])}, &address.subject);
}

bool stands_at(const AssessedAddresses& addresses, const std::string& host, const std::string& address) {
  return std::any_of(addresses.begin(), addresses.end(), [&](const AddressAssessment& one) {
    return one.subject.address == address && one.subject.host == host;
  });
}

/// Whether the names may be two names of one server: the one's address is the other's as well.
bool may_be_one_server(const AssessedAddresses& all, const Subject& a, const Subject& b) {
  return stands_at(all, a.host, b.address) || stands_at(all, b.host, a.address);
}

/// What two servers, or two addresses of one, show beside each other.
void compare(const AddressAssessment& a, const AddressAssessment& b, const AssessedAddresses& all,
             Collector& collector) {
  const auto add = [&](std::string_view code, const std::array<const SentChain*, 2>& chains) {
    collector.add(code, {leaf_fact(*chains[0])}, &a.subject);
    collector.add(code, {leaf_fact(*chains[1])}, &b.subject);
  };
  if (a.subject.host != b.subject.host) {
    const auto pair = pair_of(a, b, same_key);
    if (pair && !may_be_one_server(all, a.subject, b.subject)) add("same-key", *pair);
    return;
  }
  // A server with both kinds may show one here and the other there: only what is nowhere the same differs.
  if (pair_of(a, b, same_certificate)) return;
  const auto pair =
      pair_of(a, b, [](const SentChain& one, const SentChain& other) { return one.headline && other.headline; });
  if (!pair) return;
  const auto& [one, other] = *pair;
  const bool judged = one->verdict && other->verdict;
  add(judged && one->names_host() != other->names_host() ? "certificates-differ-untrusted" : "certificates-differ",
      *pair);
}

}  // namespace

void find_certificates(const AssessedAddresses& addresses, Collector& collector) {
  for (auto address = addresses.begin(); address != addresses.end(); ++address) {
    const AddressAssessment& shown = *address;
    for (const auto& chain : shown.certificates) {
      if (chain->with_server_name) find_in_chain(*chain, shown.subject, collector);
    }
    find_kinds(shown, collector);
    for (auto other = address + 1; other != addresses.end(); ++other) compare(shown, *other, addresses, collector);
  }
}

}  // namespace mailglass::assess
