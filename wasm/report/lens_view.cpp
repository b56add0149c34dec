#include "report/lens_view.h"

#include <algorithm>
#include <array>
#include <list>

#include "assess/lens/lens.h"

namespace mailglass::report {
namespace {

using assess::lens::CertificateSeen;
using assess::lens::Judgement;
using assess::lens::Lens;
using assess::lens::Rule;
using nlohmann::ordered_json;

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

/// An object of texts.
ordered_json texts(std::initializer_list<std::pair<const char*, std::string_view>> members) {
  ordered_json out = ordered_json::object();
  for (const auto& [name, text] : members) out[name] = text;
  return out;
}

ordered_json judgement_json(const check::AddressRun& run, const Rule& rule, const Judgement& judgement) {
  ordered_json out = texts({{"code", rule.code}, {"status", to_string(judgement.status)}, {"why", judgement.why}});
  ordered_json& evidence = out["evidence"] = ordered_json::array();
  for (const probe::Evidence& at : judgement.evidence) {
    ordered_json place = texts({{"direction", "from-server"}});
    place["stream"] = run.stream(at.probe);
    place["offset"] = at.range.offset;
    place["length"] = at.range.length;
    evidence.push_back(std::move(place));
  }
  return out;
}

ordered_json lens_judgements_json(const check::AddressRun& run, const Lens& lens,
                                  const assess::lens::Subject& subject) {
  static constexpr std::array kCounts = {"met", "violated", "not_established", "not_applicable"};
  std::array<std::size_t, kCounts.size()> counts{};
  ordered_json rules = ordered_json::array();
  for (const Rule& rule : lens.rules) {
    const Judgement judgement = rule.judge(subject, rule);
    ++counts.at(static_cast<std::size_t>(judgement.status));
    rules.push_back(judgement_json(run, rule, judgement));
  }
  ordered_json out = texts({{"lens", lens.code}});
  for (std::size_t i = 0; i < counts.size(); ++i) out[kCounts.at(i)] = counts.at(i);
  out["rules"] = std::move(rules);
  return out;
}

bool can_be_judged(const check::AddressRun& run) {
  return run.explorer() && run.explorer()->finished() && !run.probes.empty();
}

ordered_json lens_json(const Lens& lens, bool with_rules) {
  ordered_json out = texts({{"code", lens.code},
                            {"title", lens.title},
                            {"document", lens.document},
                            {"edition", lens.edition},
                            {"link", lens.link}});
  ordered_json& rules = out["rules"] = ordered_json::array();
  for (const Rule& rule : with_rules ? lens.rules : std::span<const Rule>{}) {
    rules.push_back(
        texts({{"code", rule.code}, {"section", rule.section}, {"level", to_string(rule.level)}, {"text", rule.text}}));
  }
  return out;
}

}  // namespace

ordered_json lenses_json(const check::Check& check) {
  const auto& servers = check.servers();
  const bool judged = std::any_of(servers.begin(), servers.end(), [](const check::ServerRun& server) {
    return std::any_of(server.addresses.begin(), server.addresses.end(), can_be_judged);
  });
  return lenses_json(judged);
}

ordered_json lenses_json(bool with_rules) {
  ordered_json out = ordered_json::array();
  for (const Lens* lens : assess::lens::lenses()) out.push_back(lens_json(*lens, with_rules));
  return out;
}

ordered_json judgements_json(const check::Check& check, const check::AddressRun& run) {
  ordered_json out = ordered_json::array();
  if (!can_be_judged(run)) return out;
  const probe::Facts& facts = run.explorer()->facts();
  const Certificates certificates(*check.probe(run.probes.back()), facts);
  const assess::lens::Subject subject{facts, certificates.seen()};
  for (const Lens* lens : assess::lens::lenses()) out.push_back(lens_judgements_json(run, *lens, subject));
  return out;
}

}  // namespace mailglass::report
