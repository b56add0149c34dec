#include "facts_json.h"

#include "bytes/encoding.h"
#include "probe/weaknesses.h"
#include "words/phrase_json.h"

namespace mailglass::truth {
namespace {

using nlohmann::json;
using probe::Known;
using probe::Support;

std::string hex(std::uint16_t number) {
  return to_hex(ByteWriter().u16(number).bytes());
}

json known(const Known& fact) {
  switch (fact.support) {
    case Support::Yes: return true;
    case Support::No: return false;
    case Support::Unknown: break;
  }
  return nullptr;
}

json known(const std::map<std::uint16_t, Known>& facts) {
  json out = json::object();
  for (const auto& [id, fact] : facts) out[hex(id)] = known(fact);
  return out;
}

json version_json(const probe::VersionFacts& facts) {
  json order = json::array();
  for (const std::uint16_t suite : facts.order) order.push_back(hex(suite));
  return {{"support", known(facts.support)},
          {"suites", known(facts.suites)},
          {"groups", known(facts.groups)},
          {"preference", probe::to_string(facts.preference)},
          {"order", order},
          {"order_complete", facts.order_complete}};
}

std::string_view word(probe::SniEffect effect) {
  switch (effect) {
    case probe::SniEffect::None: return "none";
    case probe::SniEffect::OtherCertificate: return "other-certificate";
    case probe::SniEffect::Refused: return "refused";
    case probe::SniEffect::Unknown: break;
  }
  return "unknown";
}

std::string_view word(probe::Verdict verdict) {
  switch (verdict) {
    case probe::Verdict::Present: return "present";
    case probe::Verdict::Absent: return "absent";
    case probe::Verdict::Open: break;
  }
  return "open";
}

}  // namespace

json facts_json(const probe::Explorer& explorer) {
  const probe::Facts& facts = explorer.facts();
  json out;
  for (const auto& [version, entry] : facts.versions) out["versions"][hex(version)] = version_json(entry);
  out["ssl2"] = known(facts.ssl2);
  out["extensions"] = known(facts.extensions);
  out["compression"] = known(facts.compression);
  out["resumption"] = known(facts.resumption);
  out["session_ids"] = known(facts.session_ids);
  out["fallback_scsv"] = known(facts.fallback_scsv);
  out["sentinel_tls12"] = known(facts.sentinel_tls12);
  out["sentinel_tls11"] = known(facts.sentinel_tls11);
  out["sha1_signatures"] = known(facts.sha1_signatures);
  out["grease"] = known(facts.grease);
  out["future_version"] = known(facts.future_version);
  out["client_certificate"] = known(facts.client_certificate_requested);
  out["rsa_certificate"] = known(facts.rsa_certificate);
  out["ecdsa_certificate"] = known(facts.ecdsa_certificate);
  out["sni"] = word(facts.sni);
  for (const probe::SizeFact& size : facts.sizes) out["sizes"][std::to_string(size.size)] = known(size.tolerated);
  out["dh"] = json::array();
  for (const probe::DhFact& dh : facts.dh)
    out["dh"].push_back({{"bits", dh.parameters.prime_bits}, {"known", dh.known_prime}, {"suite", hex(dh.suite)}});
  out["signature_schemes"] = json::array();
  for (const auto& [scheme, evidence] : facts.signature_schemes) out["signature_schemes"].push_back(hex(scheme));
  for (const probe::Weakness& weakness : probe::weaknesses(facts))
    out["weaknesses"][std::string(weakness.code)] = word(weakness.verdict);
  out["not_established"] = json::array();
  for (const probe::NotEstablished& open : explorer.not_established()) {
    out["not_established"].push_back(
        {{"what", open.what}, {"reason", words::to_json(open.reason)}, {"server_words", open.server_words}});
  }
  const probe::Usage usage = explorer.usage();
  out["usage"] = {{"budget", usage.budget}, {"used", usage.used}, {"turned_away", usage.turned_away}};
  out["probes"] = json::array();
  for (const probe::Observation& o : explorer.knowledge().observations()) {
    out["probes"].push_back(std::to_string(o.probe) + ": " + std::to_string(o.offered.suites.size()) + " suites, " +
                            std::to_string(o.offered.groups.size()) + " groups, " + std::to_string(o.offered.size) +
                            " bytes: " + probe::describe(o.answer).id);
  }
  return out;
}

}  // namespace mailglass::truth
