// Questions that leave something out or put something in: groups, signature algorithms, oddities. They all offer suites
// known to be accepted.

#include <algorithm>

#include "probe/applicability.h"
#include "probe/hellos.h"
#include "probe/offers.h"
#include "probe/questions.h"
#include "tls/extension.h"

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
    const tls::Authentication authentication = certificate_kind(s);
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

bool needs_ecdsa(std::uint16_t suite) {
  return tls::find_cipher_suite(suite)->authentication == tls::Authentication::Ecdsa;
}

template <class Wanted>
std::vector<Hello> curves_question(const Facts& facts, const Scope& scope, std::uint16_t version, Wanted&& wanted) {
  if (version <= number(Version::Ssl3)) return {};
  const VersionFacts& known = facts.version(version);
  std::vector<std::uint16_t> suites = known.accepted_suites();
  std::erase_if(suites, [](std::uint16_t s) { return !uses_curve(s); });
  std::vector<std::uint16_t> groups;
  for (const std::uint16_t group : groups_tls12()) {
    if (known.group(group).unknown() && wanted(group_class_of(group))) groups.push_back(group);
  }
  const bool only_ecdsa = std::all_of(suites.begin(), suites.end(), needs_ecdsa);
  if (suites.empty() || groups.empty() || (only_ecdsa && scope.edition == Edition::First)) return {};
  if (!only_ecdsa) std::erase_if(suites, needs_ecdsa);
  HelloSpec spec = ordinary_hello(version, scope.host, std::move(suites));
  spec.groups = groups;
  if (!only_ecdsa) return {spec};
  // The certificate's own curve has to be there (RFC 8422 section 5.1): one of those accepted, or still among the
  // others.
  HelloSpec with_curve = spec;
  for (const std::uint16_t group : known.accepted_groups()) {
    if (group_class_of(group) == GroupClass::NistPrime) with_curve.groups.push_back(group);
  }
  return {with_curve, spec};
}

/// Every suite that brings a certificate, those known to be accepted first, the strongest first.
std::vector<std::uint16_t> every_certified_suite(const Facts& facts, std::uint16_t version) {
  std::vector<std::uint16_t> suites = certified_suites(facts, version);
  const std::vector<std::uint16_t>& all = suites_for(version, false);
  // NOLINTNEXTLINE(modernize-loop-convert): Emscripten 3.1.6's library has no std::ranges::reverse_view
  for (auto suite = all.rbegin(); suite != all.rend(); ++suite) {
    const tls::CipherSuite* known = tls::find_cipher_suite(*suite);
    if (known->authentication == tls::Authentication::Anonymous || known->cipher == tls::BulkCipher::Null ||
        std::find(suites.begin(), suites.end(), *suite) != suites.end())
      continue;
    suites.push_back(*suite);
  }
  suites.resize(std::min(suites.size(), facts.version(version).most_suites));
  return suites;
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
  return curves_question(facts, scope, facts.highest(number(Version::Tls12)).value_or(0),
                         [](GroupClass kind) { return kind == GroupClass::Small; });
}

std::vector<Hello> ask_every_tls12_group(const Facts& facts, const Scope& scope) {
  return curves_question(facts, scope, facts.highest(number(Version::Tls12)).value_or(0),
                         [](GroupClass) { return true; });
}

std::vector<Hello> ask_old_groups(const Facts& facts, const Scope& scope) {
  std::vector<Hello> hellos;
  for (const Version version : {Version::Tls11, Version::Tls10}) {
    if (!facts.version(version).support.yes() || facts.highest(number(Version::Tls12)) == number(version)) continue;
    for (Hello& hello : curves_question(facts, scope, number(version), [](GroupClass) { return true; }))
      hellos.emplace_back(std::move(hello));
  }
  return hellos;
}

std::vector<Hello> ask_missing_name(const Facts& facts, const Scope& scope) {
  const auto version = facts.highest(number(Version::Tls12));
  if (facts.sni != SniEffect::Unknown || !version || *version == number(Version::Ssl3) || facts.certificates.empty())
    return {};
  HelloSpec spec = ordinary_hello(*version, scope.host, every_certified_suite(facts, *version));
  spec.compression = false;
  HelloSpec nameless = spec;
  nameless.server_name.reset();
  // Where that is not enough to compare with, the same hello with the name is.
  if (facts.nameless_older && !facts.nameless_of_another_kind) return {};
  return {nameless, spec};
}

std::vector<Hello> ask_missing_name_tls13(const Facts& facts, const Scope& scope) {
  const VersionFacts& tls13 = facts.version(Version::Tls13);
  if (!scope.carries || facts.sni != SniEffect::Unknown || !tls13.support.yes() || !first_named(facts) ||
      asked_under_encryption(facts, scope) || (facts.nameless_tls13 && !facts.nameless_of_another_kind))
    return {};
  return {CarriedHello{tls::Authentication::Any, false}, CarriedHello{tls::Authentication::Any, true}};
}

std::vector<Hello> ask_session_id(const Facts& facts, const Scope& scope) {
  const auto sure = sure_hello(facts, scope);
  if (!facts.session_ids.unknown() || !sure || !facts.highest(number(Version::Tls12))) return {};
  HelloSpec spec = *sure;
  spec.session_ticket = false;
  return {spec};
}

std::vector<Hello> ask_signature_schemes(const Facts& facts, const Scope& scope) {
  if (!facts.version(Version::Tls12).support.yes()) return {};
  std::vector<std::uint16_t> suites = facts.version(Version::Tls12).accepted_suites();
  std::erase_if(suites, [](std::uint16_t suite) { return !is_signed(suite); });
  HelloSpec spec = ordinary_hello(number(Version::Tls12), scope.host, std::move(suites));
  std::erase_if(spec.signature_algorithms, [&](std::uint16_t scheme) { return facts.signs_with.contains(scheme); });
  if (spec.suites.empty() || spec.signature_algorithms.empty()) return {};
  return {spec};
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
  const bool name_open =
      scope.edition == Edition::First && visible && facts.sni == SniEffect::Unknown && !facts.certificates.empty();
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
  if (!facts.extension(tls::extension::kAlpn).unknown()) return {};
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
