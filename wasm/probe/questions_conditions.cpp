// Questions that leave something out or put something in: groups, signature algorithms, oddities. They all offer suites
// known to be accepted.

#include <algorithm>

#include "probe/applicability.h"
#include "probe/hellos.h"
#include "probe/offers.h"
#include "probe/questions.h"

namespace mailglass::probe {
namespace {

using tls::Version;
constexpr std::size_t kLargest = kSizes.back();

/// Accepted suites that bring a certificate and, where there is a choice, the kind of certificate seen first.
std::vector<std::uint16_t> certified_suites(const Facts& facts, std::uint16_t version) {
  std::vector<std::uint16_t> suites = facts.version(version).accepted_suites();
  const auto wanted =
      facts.certificates.empty() ? std::nullopt : std::optional(facts.certificates.front().authentication);
  std::erase_if(suites, [&](std::uint16_t s) {
    const tls::Authentication authentication = tls::find_cipher_suite(s)->authentication;
    return authentication == tls::Authentication::Anonymous || authentication == tls::Authentication::Null ||
           (wanted && authentication != *wanted);
  });
  return suites;
}

/// A hello that is answered for sure, with a visible certificate where the server has TLS 1.2 or older.
std::optional<HelloSpec> sure_hello(const Facts& facts, const Scope& scope) {
  const auto version = facts.highest(number(Version::Tls12));
  if (version && *version > number(Version::Ssl3)) {
    std::vector<std::uint16_t> suites = certified_suites(facts, *version);
    if (suites.empty()) return std::nullopt;
    HelloSpec spec = ordinary_hello(*version, scope.host, std::move(suites));
    spec.compression = false;
    return spec;
  }
  const VersionFacts& tls13 = facts.version(Version::Tls13);
  if (!tls13.support.yes() || tls13.accepted_groups().empty()) return std::nullopt;
  return tls13_hello(scope.host, tls13.accepted_suites(), tls13.accepted_groups());
}

/// What newer versions answer under encryption is asked for there only where no older one tells.
bool asked_under_encryption(const Facts& facts, const Scope& scope) {
  return scope.carries && !only_tls13(facts).empty();
}

/// The first certificate seen by a hello with the host's name.
const CertificateFact* first_named(const Facts& facts) {
  const auto found = std::find_if(facts.certificates.begin(), facts.certificates.end(),
                                  [](const CertificateFact& seen) { return seen.with_server_name; });
  return found == facts.certificates.end() ? nullptr : &*found;
}

template <class Wanted>
std::vector<Hello> curves_question(const Facts& facts, const Scope& scope, Wanted&& wanted) {
  const auto version = facts.highest(number(Version::Tls12));
  if (!version || *version == number(Version::Ssl3)) return {};
  const VersionFacts& known = facts.version(*version);
  std::vector<std::uint16_t> suites = known.accepted_suites();
  std::erase_if(suites, [](std::uint16_t s) {
    return !uses_curve(s) || tls::find_cipher_suite(s)->authentication == tls::Authentication::Ecdsa;
  });
  std::vector<std::uint16_t> groups;
  for (const std::uint16_t group : groups_tls12()) {
    if (known.group(group).unknown() && wanted(group_class_of(group))) groups.push_back(group);
  }
  if (suites.empty() || groups.empty()) return {};
  HelloSpec spec = ordinary_hello(*version, scope.host, std::move(suites));
  spec.groups = std::move(groups);
  return {spec};
}

}  // namespace

std::vector<Hello> ask_certificates_tls13(const Facts& facts, const Scope& scope) {
  if (!asked_under_encryption(facts, scope)) return {};
  std::vector<Hello> hellos;
  if (facts.ecdsa_certificate.unknown()) hellos.emplace_back(CarriedHello{tls::Authentication::Ecdsa});
  if (facts.rsa_certificate.unknown()) hellos.emplace_back(CarriedHello{tls::Authentication::Rsa});
  // Whatever kind is shown without a name.
  if (first_named(facts) && facts.sni == SniEffect::Unknown)
    hellos.emplace_back(CarriedHello{tls::Authentication::Any, false});
  return hellos;
}

std::vector<Hello> ask_small_curves(const Facts& facts, const Scope& scope) {
  return curves_question(facts, scope, [](GroupClass kind) { return kind == GroupClass::Small; });
}

std::vector<Hello> ask_every_tls12_group(const Facts& facts, const Scope& scope) {
  return curves_question(facts, scope, [](GroupClass) { return true; });
}

std::vector<Hello> ask_sha1(const Facts& facts, const Scope& scope) {
  if (!facts.sha1_signatures.unknown() || !facts.version(Version::Tls12).support.yes()) return {};
  std::vector<std::uint16_t> suites = facts.version(Version::Tls12).accepted_suites();
  std::erase_if(suites, [](std::uint16_t s) {
    return !is_signed(s) || tls::find_cipher_suite(s)->cipher == tls::BulkCipher::Null;
  });
  if (suites.empty()) return {};
  HelloSpec spec = ordinary_hello(number(Version::Tls12), scope.host, std::move(suites));
  const auto schemes = sha1_signature_algorithms();
  spec.signature_algorithms.assign(schemes.begin(), schemes.end());
  return {spec};
}

std::vector<Hello> ask_oddities(const Facts& facts, const Scope& scope) {
  const bool visible = facts.highest(number(Version::Tls12)).has_value();
  const bool name_open = visible && facts.sni == SniEffect::Unknown && !facts.certificates.empty();
  const bool grease_open = facts.grease.unknown(), size_open = facts.sizes.back().tolerated.unknown();
  const auto sure = sure_hello(facts, scope);
  if (!sure || !(name_open || grease_open || size_open)) return {};
  const auto odd = [&](bool grease, bool nameless, bool large) {
    HelloSpec spec = *sure;
    spec.grease = grease;
    if (nameless) spec.server_name.reset();
    if (large) spec.pad_to = kLargest;
    return spec;
  };
  // All at once; one by one only where that was not answered.
  std::vector<Hello> hellos = {odd(grease_open, name_open, size_open)};
  if (name_open) hellos.emplace_back(odd(false, true, false));
  if (grease_open) hellos.emplace_back(odd(true, false, false));
  if (size_open) hellos.emplace_back(odd(false, false, true));
  return hellos;
}

std::vector<Hello> ask_sizes(const Facts& facts, const Scope& scope) {
  const auto sure = sure_hello(facts, scope);
  if (!sure) return {};
  std::vector<Hello> hellos;
  for (const SizeFact& fact : facts.sizes) {
    if (!fact.tolerated.unknown() || fact.size == kLargest) continue;
    HelloSpec spec = *sure;
    spec.pad_to = fact.size;
    hellos.emplace_back(std::move(spec));
  }
  return hellos;
}

std::vector<Hello> ask_alpn(const Facts& facts, const Scope& scope) {
  if (!facts.extension(extension::kAlpn).unknown()) return {};
  if (asked_under_encryption(facts, scope)) return {CarriedHello{tls::Authentication::Any, true, true}};
  const auto sure = sure_hello(facts, scope);
  // In TLS 1.3 the answer is encrypted.
  if (!sure || !facts.highest(number(Version::Tls12))) return {};
  HelloSpec spec = *sure;
  spec.alpn.assign(kMailProtocols.begin(), kMailProtocols.end());
  return {spec};
}

std::vector<Hello> ask_future_version(const Facts& facts, const Scope& scope) {
  const auto version = facts.highest(number(Version::Tls12));
  const auto sure = sure_hello(facts, scope);
  if (!facts.future_version.unknown() || !version || !sure) return {};
  HelloSpec spec = *sure;
  spec.legacy_version = number(Version::Tls13);  // which TLS 1.3 itself never puts there
  spec.supported_versions.clear();
  if (spec.signature_algorithms.empty()) return {};
  return {spec};
}

}  // namespace mailglass::probe
