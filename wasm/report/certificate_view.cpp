#include "report/certificate_view.h"

#include <array>

#include "assess/certificate_facts.h"
#include "assess/value.h"
#include "bytes/encoding.h"
#include "report/evidence_view.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;

using assess::object;
using assess::put;

struct TextMember {
  const char* key;
  std::string x509::CertificateFacts::*member;
};
constexpr std::array<TextMember, 3> kUrls{{{"ocsp_url", &x509::CertificateFacts::ocsp_url},
                                           {"issuer_url", &x509::CertificateFacts::issuer_url},
                                           {"crl_url", &x509::CertificateFacts::crl_url}}};

ordered_json timestamps_json(const std::vector<x509::SignedTimestamp>& timestamps) {
  return list_json(timestamps, [](const x509::SignedTimestamp& timestamp) {
    return object({{"log", to_hex(timestamp.log_id)}, {"unix_ms", timestamp.unix_ms}});
  });
}

ordered_json sent_json(const x509::SentCertificate& sent, std::int64_t at) {
  ordered_json out;
  put(out, "role", x509::to_string(sent.role));
  put(out, "use", x509::to_string(sent.use));
  put(out, "certifies_previous", sent.certifies_previous);
  put(out, "certificate", nullptr);
  if (!sent.facts) return out;
  const x509::CertificateFacts& facts = *sent.facts;
  put(out, "certificate", assess::certificate_value(facts));
  put(out, "days_left", x509::days_left(facts.not_after, at));
  put(out, "is_ca", facts.is_ca);
  put(out, "weak_key", facts.weak_key());
  put(out, "weak_signature", facts.weak_signature());
  put(out, "validation", facts.validation);
  put(out, "must_staple", facts.must_staple);
  for (const auto& [key, member] : kUrls) put(out, key, facts.*member);
  put(out, "timestamps", timestamps_json(facts.timestamps));
  put(out, "unreadable", facts.unreadable);
  return out;
}

ordered_json step_json(const x509::PathStep& step) {
  ordered_json out;
  put(out, "subject", step.subject);
  put(out, "sha256", step.sha256);
  put(out, "sent", nullptr);
  if (step.sent) put(out, "sent", *step.sent);
  return out;
}

ordered_json trust_json(const x509::ChainVerdict& verdict) {
  return object({{"status", x509::to_string(verdict.status)},
                 {"words", assess::chain_words(verdict, nullptr)},
                 {"name", assess::match_word(verdict)},
                 {"identifier", verdict.matched_name}});
}

ordered_json missing_json(const x509::MissingIssuer& missing) {
  return object({{"name", missing.name}, {"url", missing.url}});
}

ordered_json chain_json(const std::shared_ptr<assess::SentChain>& sent) {
  const assess::SentChain& chain = *sent;
  const x509::ChainDescription& described = chain.description;
  ordered_json out;
  put(out, "headline", chain.headline);
  put(out, "with_server_name", chain.with_server_name);
  put(out, "assurance",
      assess::to_string(chain.verified() ? assess::Assurance::Verified : assess::Assurance::Observed));
  put(out, "key_proven", chain.key_proven);
  put(out, "trust", chain.verdict ? trust_json(*chain.verdict) : ordered_json());
  put(out, "in_order", described.in_order);
  put(out, "sent", list_json(described.sent, [&](const auto& one) { return sent_json(one, chain.judged_at); }));
  put(out, "path", list_json(described.path, step_json));
  put(out, "missing", described.missing ? missing_json(*described.missing) : ordered_json());
  put(out, "stapled", nullptr);
  if (chain.stapled) put(out, "stapled", *chain.stapled);
  put(out, "timestamps", timestamps_json(chain.timestamps));
  put(out, "evidence", list_json(chain.evidence, evidence_json));
  return out;
}

}  // namespace

ordered_json certificates_json(const assess::AddressAssessment& address) {
  return list_json(address.certificates, chain_json);
}

}  // namespace mailglass::report
