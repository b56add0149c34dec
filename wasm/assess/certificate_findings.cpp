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

void find_in_chain(const SentChain& chain, const Subject& subject, const FactList& facts, Collector& collector) {
  constexpr std::int64_t kSoon = 14;
  constexpr std::int64_t kDue = 30;
  const auto found = [&](std::string_view code) { collector.add(code, chain.facts, &subject); };
  const auto has = [&](std::string_view code) {
    return std::any_of(chain.facts.begin(), chain.facts.end(),
                       [&](std::uint32_t id) { return facts.all()[id - 1].code == code; });
  };
  const CertificateFacts* leaf = chain.description.leaf();
  if (!leaf) return;
  if (has("x509.weak")) found("certificate-weak");
  if (leaf->must_staple && chain.stapled == false) found("certificate-must-staple");
  if (!chain.description.in_order) found("certificate-chain-order");
  if (chain.description.count(Use::Extra) + chain.description.count(Use::Duplicate) > 0)
    found("certificate-chain-extra");
  if (!chain.trusted()) return;
  if (chain.description.count(Use::Root) > 0) found("certificate-root-sent");
  if (too_long(*leaf)) found("certificate-long-validity");
  const std::int64_t left = x509::days_left(leaf->not_after, chain.judged_at);
  if (most_is_over(*leaf, chain.judged_at) && left <= kDue)
    found(left <= kSoon ? "certificate-expires-soon" : "certificate-renewal-due");
}

/// Its own certificate's fact comes first.
std::uint32_t leaf_fact(const SentChain& chain) {
  return chain.facts.empty() || !chain.description.leaf() ? 0 : chain.facts.front();
}

/// The first pair of chains, one of each address, for which `holds`.
template <class Holds>
std::optional<std::array<const SentChain*, 2>> pair_of(const AddressAssessment& a, const AddressAssessment& b,
                                                       Holds&& holds) {
  for (const SentChain& one : a.certificates) {
    for (const SentChain& other : b.certificates) {
      if (leaf_fact(one) && leaf_fact(other) && one.with_server_name && other.with_server_name && holds(one, other))
        return {{&one, &other}};
    }
  }
  return std::nullopt;
}

void find_kinds(const AddressAssessment& address, Collector& collector) {
  const auto kinds = pair_of(address, address, [](const SentChain& one, const SentChain& other) {
    return one.verified() && other.verified() && one.description.leaf()->key_type == "RSA" &&
           other.description.leaf()->key_type == "EC";
  });
  if (kinds)
    collector.add("certificates-rsa-and-ecdsa", {leaf_fact(*(*kinds)[0]), leaf_fact(*(*kinds)[1])}, &address.subject);
}

/// What two servers, or two addresses of one, show beside each other.
void compare(const AddressAssessment& a, const AddressAssessment& b, Collector& collector) {
  const auto add = [&](std::string_view code, const std::array<const SentChain*, 2>& chains) {
    collector.add(code, {leaf_fact(*chains[0])}, &a.subject);
    collector.add(code, {leaf_fact(*chains[1])}, &b.subject);
  };
  const auto same = [](auto member) {
    return [member](const SentChain& one, const SentChain& other) {
      return one.description.leaf()->*member == other.description.leaf()->*member;
    };
  };
  if (a.subject.host != b.subject.host) {
    if (const auto pair = pair_of(a, b, same(&CertificateFacts::spki_sha256))) add("same-key", *pair);
    return;
  }
  // A server with both kinds may show one here and the other there: only what is nowhere the same differs.
  if (pair_of(a, b, same(&CertificateFacts::sha256_fingerprint))) return;
  const auto pair =
      pair_of(a, b, [](const SentChain& one, const SentChain& other) { return one.headline && other.headline; });
  if (!pair) return;
  const auto& [one, other] = *pair;
  const bool judged = one->verdict && other->verdict;
  add(judged && one->verified() != other->verified() ? "certificates-differ-untrusted" : "certificates-differ", *pair);
}

}  // namespace

void find_certificates(const std::vector<AddressAssessment>& addresses, const FactList& facts, Collector& collector) {
  for (auto address = addresses.begin(); address != addresses.end(); ++address) {
    for (const SentChain& chain : address->certificates) {
      if (chain.with_server_name) find_in_chain(chain, address->subject, facts, collector);
    }
    find_kinds(*address, collector);
    for (auto other = address + 1; other != addresses.end(); ++other) compare(*address, *other, collector);
  }
}

}  // namespace mailglass::assess
