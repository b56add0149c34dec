// Requirements on certificates.

#include <string>

#include "assess/lens/requirements.h"
#include "assess/lens/tally.h"

namespace mailglass::assess::lens {
namespace {

using words::Phrase;
using x509::CertificateFacts;

constexpr std::int64_t kDay = 86400;

bool is_rsa(const CertificateFacts& certificate) {
  return certificate.key_type.starts_with("RSA");
}
/// What a suite with ECDSA authenticates with: an EC or an Edwards key (RFC 8422 section 5.10).
bool is_not_rsa(const CertificateFacts& certificate) {
  return !is_rsa(certificate);
}
bool is_elliptic(const CertificateFacts& certificate) {
  return certificate.key_type == "EC";
}
bool any(const CertificateFacts&) {
  return true;
}
/// A signature by somebody else: one's own proves nothing, whatever its algorithm.
bool is_issued(const CertificateFacts& certificate) {
  return !certificate.self_issued;
}

/// Whether `word` is one of the words in `names`.
bool listed(std::string_view names, std::string_view word) {
  return (" " + std::string(names) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

Phrase key_text(const CertificateFacts& c) {
  if (c.key_curve.empty()) return {"seen.key-bits", {{"type", c.key_type}, {"bits", c.key_bits}}};
  return {"seen.key-curve", {{"type", c.key_type}, {"curve", c.key_curve}}};
}
Phrase signature_text(const CertificateFacts& c) {
  return {"seen.signed-with", {{"algorithm", c.signature_algorithm}}};
}
Phrase lifetime_text(const CertificateFacts& c) {
  return {"seen.valid-days", {{"days", (c.not_after - c.not_before + kDay - 1) / kDay}}};
}

struct Question {
  bool (*concerned)(const CertificateFacts& certificate) = nullptr;
  bool (*good)(const CertificateFacts& certificate, const Rule& rule) = nullptr;
  Phrase (*text)(const CertificateFacts& certificate) = nullptr;
  bool rsa = true, elliptic = true;                                   ///< the kinds of server certificate it is about
  bool (*unreadable)(const CertificateFacts& certificate) = nullptr;  ///< what it asks cannot be told of this one
};

/// Whether the server's certificate of a kind was seen, or is known not to be there.
bool settled(const Subject& subject, const probe::Known& exists, bool (*kind)(const CertificateFacts&)) {
  if (exists.no()) return true;
  for (const CertificateSeen& seen : subject.certificates) {
    if (seen.leaf && kind(*seen.facts)) return true;
  }
  return false;
}

Phrase its(words::Value certificates) {
  return {"seen.certificate", {{"what", std::move(certificates)}}};
}

Judgement ask(const Subject& subject, const Rule& rule, const Question& question) {
  Tally tally;
  Names texts;
  for (const CertificateSeen& seen : subject.certificates) {
    const bool looked_at = seen.leaf || (rule.whole_chain && !seen.facts->self_issued);
    if (!looked_at || !question.concerned(*seen.facts)) continue;
    const Phrase text = question.text(*seen.facts);
    texts.add(text);
    if (question.unreadable && question.unreadable(*seen.facts)) {
      tally.open({"seen.certificate-open", {{"what", Phrase{"seen.hash-unread", {{"what", text}}}}}});
    } else if (question.good(*seen.facts, rule)) {
      tally.support(seen.evidence);
    } else {
      tally.against(its(seen.leaf ? text : Phrase{"seen.of-issuer", {{"what", text}}}), seen.evidence);
    }
  }
  if (question.rsa && !settled(subject, subject.facts.rsa_certificate, is_rsa)) tally.open({"seen.rsa-open"});
  if (question.elliptic && !settled(subject, subject.facts.ecdsa_certificate, is_not_rsa))
    tally.open({"seen.ecdsa-open"});
  Judgement judgement = std::move(tally).judgement(its(texts.text()));
  if (texts.empty() && judgement.status == Status::Met) return not_applicable(Phrase{"seen.no-such-certificate"});
  return judgement;
}

bool has_bits(const CertificateFacts& certificate, const Rule& rule) {
  return certificate.key_bits >= static_cast<int>(rule.get<unsigned>());
}

}  // namespace

Judgement rsa_bits(const Subject& subject, const Rule& rule) {
  return ask(subject, rule, {is_rsa, has_bits, key_text, true, false});
}
Judgement curve_bits(const Subject& subject, const Rule& rule) {
  return ask(subject, rule, {is_elliptic, has_bits, key_text, false, true});
}
Judgement curve_names(const Subject& subject, const Rule& rule) {
  const auto on_listed_curve = [](const CertificateFacts& c, const Rule& by) {
    return listed(by.get<Text>(), c.key_curve);
  };
  return ask(subject, rule, {is_elliptic, on_listed_curve, key_text, false, true});
}
Judgement no_rsa_certificate(const Subject& subject, const Rule& rule) {
  const auto other = [](const CertificateFacts& c, const Rule&) { return !is_rsa(c); };
  return ask(subject, rule, {any, other, key_text});
}
Judgement signature_names(const Subject& subject, const Rule& rule) {
  const auto by_listed = [](const CertificateFacts& c, const Rule& by) {
    return listed(by.get<Text>(), c.signature_algorithm);
  };
  return ask(subject, rule, {is_issued, by_listed, signature_text});
}
Judgement signature_not_sha1(const Subject& subject, const Rule& rule) {
  const auto strong = [](const CertificateFacts& c, const Rule&) {
    // OpenSSL's long names: "sha1WithRSAEncryption", "ecdsa-with-SHA1", "md5WithRSAEncryption".
    const std::string& name = c.signature_algorithm;
    return name.find("ha1") == std::string::npos && name.find("SHA1") == std::string::npos && !name.starts_with("md");
  };
  // Its hash is a parameter of the algorithm (RFC 4055 section 3.1).
  const auto pss = [](const CertificateFacts& c) { return c.signature_algorithm == "rsassaPss"; };
  return ask(subject, rule, {is_issued, strong, signature_text, true, true, pss});
}
Judgement lifetime(const Subject& subject, const Rule& rule) {
  const auto short_enough = [](const CertificateFacts& c, const Rule& by) {
    return c.not_after - c.not_before <= static_cast<std::int64_t>(by.get<unsigned>()) * kDay;
  };
  return ask(subject, rule, {any, short_enough, lifetime_text});
}

}  // namespace mailglass::assess::lens
