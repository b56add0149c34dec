#include "assess/lens/subject.h"

#include <algorithm>

#include "probe/offers.h"

namespace mailglass::assess::lens {
namespace {

using probe::Support;
using tls::Version;

constexpr auto kTls13 = static_cast<std::uint16_t>(Version::Tls13);
constexpr auto kSsl3 = static_cast<std::uint16_t>(Version::Ssl3);

VersionSeen look(std::uint16_t version, const probe::VersionFacts& known) {
  VersionSeen seen{version, known.support, {}, {}};
  for (const std::uint16_t id : probe::suites_for(version, true))
    seen.suites.push_back({tls::find_cipher_suite(id), known.suite(id)});
  if (version > kSsl3) {
    const auto groups = version == kTls13 ? probe::groups_tls13() : probe::groups_tls12();
    seen.groups.assign(groups.begin(), groups.end());
  }
  return seen;
}

}  // namespace

Subject::Subject(const probe::Facts& facts, std::vector<CertificateSeen> certificates)
    : facts_(&facts), certificates_(std::move(certificates)) {
  for (const auto& [version, known] : facts.versions) {
    if (known.support.no()) continue;
    versions_.push_back(look(version, known));
    if (version < kTls13 && older_ != Support::Yes) older_ = known.support.support;
  }
}

void add_certificates(const std::vector<Bytes>& chain, const probe::Evidence& evidence,
                      std::vector<CertificateSeen>& to) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    Parsed<x509::CertificateFacts> facts = x509::read_certificate(chain[i]);
    if (!facts) continue;
    const bool known = std::any_of(to.begin(), to.end(), [&](const CertificateSeen& seen) {
      return seen.facts.sha256_fingerprint == facts->sha256_fingerprint && seen.leaf == (i == 0);
    });
    if (!known) to.push_back({std::move(*facts), i == 0, evidence});
  }
}

}  // namespace mailglass::assess::lens
