#include "probe/questions.h"

#include <array>

#include "probe/hellos.h"
#include "probe/offers.h"

namespace mailglass::probe {
namespace {

using tls::Version;
// Weaknesses stand before completeness; a topic further down is reached when those above have nothing left to ask or
// wait for an answer.
constexpr std::array kTopics = {
    Topic{"whether TLS 1.2 is supported", Lane::Suites, Depth::Quick, ask_first_contact},
    Topic{"which older versions are supported", Lane::OldVersions, Depth::Quick, ask_old_versions},
    Topic{"which weak suites are accepted", Lane::Suites, Depth::Quick, ask_weak_suites},
    Topic{"whether SSL 2.0 is supported", Lane::Ssl2, Depth::Quick, ask_ssl2},
    Topic{"which classes of suites are accepted", Lane::Suites, Depth::Standard, ask_suite_classes},
    Topic{"suites and kinds of groups in TLS 1.3", Lane::Tls13, Depth::Standard, ask_tls13},
    Topic{"which post-quantum groups", Lane::Tls13, Depth::Standard, ask_post_quantum},
    Topic{"protection against forced fallback", Lane::Fallback, Depth::Standard, ask_fallback},
    Topic{"kinds of certificates in TLS 1.3, and what comes with them", Lane::Certificates, Depth::Standard,
          ask_certificates_tls13},
    Topic{"SHA-1 signatures", Lane::Signature, Depth::Standard, ask_sha1},
    Topic{"unknown values, large ClientHellos and a missing server name", Lane::Oddities, Depth::Standard,
          ask_oddities},
    Topic{"which weak suites the oldest version accepts", Lane::OldSuites, Depth::Standard, ask_old_weak_suites},
    Topic{"whose order of suites decides", Lane::Suites, Depth::Standard, ask_preference},
    Topic{"small curves", Lane::Groups, Depth::Standard, ask_small_curves},
    Topic{"rare suites of TLS 1.3", Lane::Tls13, Depth::Standard, ask_every_tls13_suite},
    Topic{kResumption, Lane::Session, Depth::Standard, ask_resumption},
    Topic{"every suite one by one, and their order", Lane::Suites, Depth::Standard, ask_every_suite},
    Topic{"every group of TLS 1.3 one by one", Lane::Tls13, Depth::Standard, ask_every_tls13_group},
    Topic{"ClientHellos of several sizes", Lane::Oddities, Depth::Standard, ask_sizes},
    Topic{"the order of TLS 1.3's suites", Lane::Tls13, Depth::Full, ask_tls13_order},
    Topic{"every suite of the older versions", Lane::OldSuites, Depth::Full, ask_old_suites},
    Topic{"every group of TLS 1.2", Lane::Groups, Depth::Full, ask_every_tls12_group},
    Topic{"application protocols (ALPN)", Lane::Oddities, Depth::Full, ask_alpn},
    Topic{"an answer to a version of the future", Lane::Oddities, Depth::Full, ask_future_version},
};

}  // namespace

std::span<const Topic> topics() {
  return kTopics;
}

std::vector<Hello> ask_first_contact(const Facts& facts, const Scope& scope) {
  if (!facts.version(Version::Tls12).support.unknown()) return {};
  const std::uint16_t version = number(Version::Tls12);
  const std::vector<std::uint16_t>& suites = suites_for(version, false);
  const bool reads_versions = facts.version(Version::Tls13).support.yes();
  const HelloSpec everything =
      reads_versions ? older_versions_hello(version, scope.host, suites) : ordinary_hello(version, scope.host, suites);
  // Some old load balancers swallow hellos of 256 to 511 bytes (the reason for RFC 7685).
  HelloSpec larger = everything;
  larger.pad_to = 640;
  return {everything, larger};
}

std::vector<Hello> ask_old_versions(const Facts& facts, const Scope& scope) {
  const bool reads_versions = facts.version(Version::Tls13).support.yes();
  std::vector<Hello> at_once, one_by_one;
  for (const Version version : {Version::Tls11, Version::Tls10, Version::Ssl3}) {
    if (!facts.version(version).support.unknown()) continue;
    const std::vector<std::uint16_t>& suites = suites_for(number(version), false);
    if (reads_versions && version != Version::Ssl3 && at_once.empty()) {
      at_once.emplace_back(older_versions_hello(number(version), scope.host, suites));
    }
    one_by_one.emplace_back(ordinary_hello(number(version), scope.host, suites));
  }
  at_once.insert(at_once.end(), one_by_one.begin(), one_by_one.end());
  return at_once;
}

std::vector<Hello> ask_ssl2(const Facts& facts, const Scope&) {
  if (!facts.ssl2.unknown()) return {};
  return {Ssl2HelloSpec{}};
}

std::vector<Hello> ask_resumption(const Facts& facts, const Scope& scope) {
  if (!facts.resumption.unknown() || !scope.session) return {};
  return {SessionHello{}};
}

std::vector<Hello> ask_fallback(const Facts& facts, const Scope& scope) {
  const auto top = facts.highest(number(Version::Tls13));
  if (!facts.fallback_scsv.unknown() || !top || *top == number(Version::Ssl3)) return {};
  const auto below = facts.highest(static_cast<std::uint16_t>(*top - 1));
  if (!below) return {};
  HelloSpec spec = ordinary_hello(*below, scope.host, facts.version(*below).accepted_suites());
  spec.fallback_scsv = true;
  return {spec};
}

}  // namespace mailglass::probe
