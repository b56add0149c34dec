#include "assess/finding_texts.h"

#include <array>

namespace mailglass::assess {
namespace {

/// One row a finding; the order is the order shown within a severity. Result types of RFC 8460 section 4.3:
/// starttls-not-supported, certificate-host-mismatch, certificate-expired, certificate-not-trusted, validation-failure.
constexpr std::array<FindingText, 75> kFindingTexts{{
    {"starttls-not-supported", Severity::Bad, true},
    {"starttls-stripped", Severity::Bad, true},
    {"starttls-sometimes", Severity::Bad, true},
    {"client-certificate-required", Severity::Bad, true},
    {"proof-failed", Severity::Bad, true},
    {"plaintext-after-starttls", Severity::Bad, true},
    {"dane-mismatch", Severity::Bad, true},
    {"dane-partly", Severity::Bad, true},
    {"sts-mx-left-out", Severity::Bad, true},
    {"sts-certificate", Severity::Bad, true},
    {"senders-differ", Severity::Warning, true},
    {"mx-not-public", Severity::Warning, true},
    {"mx-is-address", Severity::Warning, true},
    {"null-mx-beside-others", Severity::Warning, true},
    {"starttls-refused", Severity::Warning, true},
    {"validation-failure", Severity::Warning, true},
    {"certificate-host-mismatch", Severity::Warning, true},
    {"certificate-expired", Severity::Warning, true},
    {"certificate-not-yet-valid", Severity::Warning, true},
    {"certificate-issuer-expired", Severity::Warning, true},
    {"certificate-issuer-not-yet-valid", Severity::Warning, true},
    {"certificate-not-trusted", Severity::Warning, true},
    {"certificate-weak", Severity::Warning, true},
    {"certificate-expires-soon", Severity::Warning, true},
    {"certificate-revoked", Severity::Warning, true},
    {"certificate-must-staple", Severity::Warning, true},
    {"certificate-chain-order", Severity::Warning, true},
    {"certificates-differ-untrusted", Severity::Warning, true},
    {"ssl2-accepted", Severity::Bad, true},
    {"tls-old-version", Severity::Warning, true},
    {"no-forward-secrecy", Severity::Warning, true},
    {"export-grade-accepted", Severity::Warning, true},
    {"null-encryption-accepted", Severity::Warning, true},
    {"broken-ciphers-accepted", Severity::Warning, true},
    {"ssl3-accepted", Severity::Warning, true},
    {"small-dh", Severity::Warning, true},
    {"insecure-renegotiation", Severity::Warning, true},
    {"no-downgrade-protection", Severity::Warning, true},
    {"tlsa-invalid", Severity::Warning, true},
    {"dane-ignored", Severity::Warning, true},
    {"sts-record-invalid", Severity::Warning, true},
    {"sts-policy-fetch-error", Severity::Warning, true},
    {"sts-policy-invalid", Severity::Warning, true},
    {"sts-testing-fails", Severity::Warning, true},
    {"tls-reports-invalid", Severity::Warning, true},
    {"dane-renewal", Severity::Info, true},
    {"sts-testing", Severity::Info, true},
    {"downgrade-protection-published", Severity::Info, false},
    {"certificate-staple-useless", Severity::Info, true},
    {"old-choices-accepted", Severity::Info, true},
    {"smtp-not-standard", Severity::Info, true},
    {"server-name-intolerant", Severity::Info, true},
    {"large-hello-intolerant", Severity::Info, true},
    {"first-hello-refused", Severity::Info, true},
    {"null-mx", Severity::Info, false},
    {"implicit-mx", Severity::Info, true},
    {"mx-is-alias", Severity::Info, true},
    {"certificate-renewal-due", Severity::Info, true},
    {"certificate-long-validity", Severity::Info, true},
    {"certificate-chain-extra", Severity::Info, true},
    {"certificate-root-sent", Severity::Info, true},
    {"same-key", Severity::Info, true},
    {"certificates-differ", Severity::Info, false},
    {"client-certificate-requested", Severity::Info, false},
    {"slow-greeting", Severity::Info, false},
    {"reverse-name-missing", Severity::Info, true},
    {"post-quantum", Severity::Good, false},
    {"tls-1.3", Severity::Good, false},
    {"certificate-verified", Severity::Good, false},
    {"certificates-rsa-and-ecdsa", Severity::Good, false},
    {"mx-signed", Severity::Good, false},
    {"dane-holds", Severity::Good, false},
    {"sts-holds", Severity::Good, false},
    {"tls-reports-wanted", Severity::Good, false},
    {"issuers-named", Severity::Good, false},
}};

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Good: return "good";
    case Severity::Info: return "info";
    case Severity::Warning: return "warning";
    case Severity::Bad: return "bad";
  }
  return "";
}

std::span<const FindingText> finding_texts() {
  return kFindingTexts;
}

const FindingText& finding_text(std::string_view code) {
  for (const FindingText& row : kFindingTexts) {
    if (row.code == code) return row;
  }
  return kFindingTexts.front();
}

}  // namespace mailglass::assess
