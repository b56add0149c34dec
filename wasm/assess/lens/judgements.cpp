#include "assess/lens/judgements.h"

#include <algorithm>
#include <list>

namespace mailglass::assess::lens {
namespace {

/// Certificates sent to hellos with the server's name; SSL 3.0 has no place for one.
class Certificates {
 public:
  Certificates(const check::ProbeRun& headline, const probe::Facts& facts) {
    for (const probe::CertificateFact& sent : facts.certificates) {
      if (sent.with_server_name || !sent.extensible) add(sent.chain, sent.evidence);
    }
    if (headline.handshake().version == static_cast<std::uint16_t>(tls::Version::Tls13))
      add(headline.handshake().chain, {probe::kHeadline, headline.encrypted().value_or(ByteRange{})});
  }
  [[nodiscard]] std::span<const CertificateSeen> seen() const { return seen_; }

 private:
  void add(const std::vector<Bytes>& chain, const probe::Evidence& evidence) {
    bool leaf = true;
    for (const Bytes& der : chain) {
      Parsed<x509::CertificateFacts> facts = x509::read_certificate(der);
      if (facts && !known(*facts, leaf)) {
        read_.push_back(std::move(*facts));
        seen_.push_back({&read_.back(), leaf, evidence});
      }
      leaf = false;
    }
  }
  [[nodiscard]] bool known(const x509::CertificateFacts& facts, bool leaf) const {
    return std::any_of(seen_.begin(), seen_.end(), [&](const CertificateSeen& one) {
      return one.leaf == leaf && one.facts->sha256_fingerprint == facts.sha256_fingerprint;
    });
  }

  std::list<x509::CertificateFacts> read_;  ///< a list: growing keeps the others in place
  std::vector<CertificateSeen> seen_;
};

}  // namespace

std::size_t Judged::count(Status status) const {
  return static_cast<std::size_t>(
      std::count_if(rules.begin(), rules.end(), [&](const Judgement& rule) { return rule.status == status; }));
}

std::vector<Judged> judge_by_lenses(const check::Check& check, const check::AddressRun& run) {
  if (!run.explorer() || !run.explorer()->finished() || run.probes.empty()) return {};
  const probe::Facts& facts = run.explorer()->facts();
  const Certificates certificates(*check.probe(run.stream(probe::kHeadline)), facts);
  const Subject subject{facts, certificates.seen()};
  std::vector<Judged> out;
  for (const Lens* lens : lenses()) {
    Judged& judged = out.emplace_back(Judged{lens});
    judged.rules.reserve(lens->rules.size());
    for (const Rule& rule : lens->rules) judged.rules.push_back(rule.judge(subject, rule));
  }
  return out;
}

}  // namespace mailglass::assess::lens
