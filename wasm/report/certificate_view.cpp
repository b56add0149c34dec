#include "report/certificate_view.h"

#include <array>

#include "assess/certificate_facts.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "report/evidence_view.h"
#include "words/phrase_json.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;

struct NamedText {
  const char* key;
  x509::TextMember member;
};
constexpr std::array<NamedText, 3> kUrls{{{"ocsp_url", &x509::CertificateFacts::ocsp_url},
                                          {"issuer_url", &x509::CertificateFacts::issuer_url},
                                          {"crl_url", &x509::CertificateFacts::crl_url}}};

ordered_json timestamps_json(const std::vector<x509::SignedTimestamp>& timestamps) {
  return list_json(timestamps, [](const x509::SignedTimestamp& timestamp) {
    return json_object({{"log", to_hex(timestamp.log_id)}, {"unix_ms", timestamp.unix_ms}});
  });
}

ordered_json sent_json(const x509::SentCertificate& sent, std::int64_t at) {
  ordered_json out;
  set_member(out, "role", x509::to_string(sent.role));
  set_member(out, "use", x509::to_string(sent.use));
  set_member(out, "certifies_previous", sent.certifies_previous);
  set_member(out, "certificate", nullptr);
  if (!sent.facts) return out;
  const x509::CertificateFacts& facts = *sent.facts;
  set_member(out, "certificate", assess::certificate_value(facts));
  set_member(out, "days_left", x509::days_left(facts.not_after, at));
  set_member(out, "is_ca", facts.is_ca);
  set_member(out, "weak_key", facts.weak_key());
  set_member(out, "weak_signature", facts.weak_signature());
  set_member(out, "validation", facts.validation);
  set_member(out, "must_staple", facts.must_staple);
  for (const auto& [key, member] : kUrls) set_member(out, key, facts.*member);
  set_member(out, "timestamps", timestamps_json(facts.timestamps));
  set_member(out, "unreadable", facts.unreadable);
  return out;
}

ordered_json step_json(const x509::PathStep& step) {
  ordered_json out;
  set_member(out, "subject", step.subject);
  set_member(out, "sha256", step.sha256);
  set_member(out, "sent", nullptr);
  if (step.sent) set_member(out, "sent", *step.sent);
  return out;
}

std::string_view assurance(const assess::SentChain& chain, assess::About about) {
  return assess::to_string(chain.assured(about).assurance);
}

ordered_json trust_json(const assess::SentChain& chain) {
  const x509::ChainVerdict& verdict = *chain.verdict;
  return json_object({{"status", x509::to_string(verdict.status)},
                      {"words", words::to_json(assess::chain_words(verdict, nullptr))},
                      {"name", assess::match_word(verdict)},
                      {"identifier", verdict.matched_name},
                      {"assurance", assurance(chain, assess::About::Day)}});
}

ordered_json missing_json(const x509::MissingIssuer& missing) {
  return json_object({{"name", missing.name}, {"url", missing.url}});
}

}  // namespace

ordered_json sent_chain_json(const assess::SentChain& chain) {
  const x509::ChainDescription& described = chain.description;
  ordered_json out;
  set_member(out, "headline", chain.headline);
  set_member(out, "with_server_name", chain.with_server_name);
  set_member(out, "assurance", assurance(chain, assess::About::Sent));
  set_member(out, "key_proven", chain.proofs.key());
  set_member(out, "key_assurance", assurance(chain, assess::About::Key));
  set_member(out, "trust", chain.verdict ? trust_json(chain) : ordered_json());
  set_member(out, "in_order", described.in_order);
  set_member(out, "sent", list_json(described.sent, [&](const auto& one) { return sent_json(one, chain.judged_at); }));
  set_member(out, "path", list_json(described.path, step_json));
  set_member(out, "missing", described.missing ? missing_json(*described.missing) : ordered_json());
  set_member(out, "stapled", nullptr);
  if (chain.status_requested) set_member(out, "stapled", chain.staple.has_value());
  set_member(out, "staple", chain.staple ? assess::staple_value(*chain.staple) : ordered_json());
  set_member(out, "timestamps", timestamps_json(chain.timestamps));
  set_member(out, "along_assurance", assess::to_string(chain.along_assured().assurance));
  set_member(out, "evidence", list_json(chain.evidence, evidence_json));
  return out;
}

ordered_json certificates_json(const assess::AddressAssessment& address) {
  return list_json(address.certificates, [](const auto& chain) { return sent_chain_json(*chain); });
}

}  // namespace mailglass::report
