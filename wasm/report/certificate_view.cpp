#include "report/certificate_view.h"

#include "assess/certificate_facts.h"
#include "bytes/encoding.h"
#include "report/evidence_view.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;

ordered_json timestamps_json(const std::vector<x509::SignedTimestamp>& timestamps) {
  return list_json(timestamps, [](const x509::SignedTimestamp& timestamp) {
    return ordered_json{{"log", to_hex(timestamp.log_id)}, {"unix_ms", timestamp.unix_ms}};
  });
}

ordered_json sent_json(const x509::SentCertificate& sent, std::int64_t at) {
  ordered_json out{{"role", x509::to_string(sent.role)},
                   {"use", x509::to_string(sent.use)},
                   {"certifies_previous", sent.certifies_previous},
                   {"certificate", nullptr}};
  if (!sent.facts) return out;
  const x509::CertificateFacts& facts = *sent.facts;
  out["certificate"] = assess::certificate_value(facts);
  out["days_left"] = x509::days_left(facts.not_after, at);
  out["is_ca"] = facts.is_ca;
  out["weak_key"] = facts.weak_key();
  out["weak_signature"] = facts.weak_signature();
  out["validation"] = facts.validation;
  out["must_staple"] = facts.must_staple;
  out["ocsp_url"] = facts.ocsp_url;
  out["issuer_url"] = facts.issuer_url;
  out["crl_url"] = facts.crl_url;
  out["timestamps"] = timestamps_json(facts.timestamps);
  out["unreadable"] = facts.unreadable;
  return out;
}

ordered_json step_json(const x509::PathStep& step) {
  return {{"subject", step.subject},
          {"sha256", step.sha256},
          {"sent", step.sent ? ordered_json(*step.sent) : ordered_json(nullptr)}};
}

ordered_json trust_json(const x509::ChainVerdict& verdict) {
  return {{"status", x509::to_string(verdict.status)},
          {"words", assess::chain_words(verdict, std::nullopt)},
          {"name", assess::match_word(verdict)},
          {"identifier", verdict.matched_name}};
}

ordered_json chain_json(const assess::SentChain& chain) {
  const x509::ChainDescription& described = chain.description;
  ordered_json missing = nullptr;
  if (described.missing) missing = {{"name", described.missing->name}, {"url", described.missing->url}};
  return {
      {"headline", chain.headline},
      {"with_server_name", chain.with_server_name},
      {"assurance", assess::to_string(chain.verified() ? assess::Assurance::Verified : assess::Assurance::Observed)},
      {"key_proven", chain.key_proven},
      {"trust", chain.verdict ? trust_json(*chain.verdict) : ordered_json(nullptr)},
      {"in_order", described.in_order},
      {"sent", list_json(described.sent, [&](const auto& sent) { return sent_json(sent, chain.judged_at); })},
      {"path", list_json(described.path, step_json)},
      {"missing", missing},
      {"stapled", chain.stapled ? ordered_json(*chain.stapled) : ordered_json(nullptr)},
      {"timestamps", timestamps_json(chain.timestamps)},
      {"evidence", list_json(chain.evidence, evidence_json)}};
}

}  // namespace

ordered_json certificates_json(const assess::AddressAssessment& address) {
  return list_json(address.certificates, chain_json);
}

}  // namespace mailglass::report
