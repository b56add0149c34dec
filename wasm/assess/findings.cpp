#include "assess/findings.h"

#include <array>

#include "assess/collector.h"
#include "assess/name_source.h"
#include "bytes/address.h"
#include "tls/record.h"

namespace mailglass::assess {
namespace {

constexpr std::string_view kProvesName = "certificate-verified";

struct WeaknessRow {
  std::string_view weakness, finding;
};
/// Of no concern to mail, and so without a row: anonymous suites (RFC 7672 section 8.2: opportunistic senders check no
/// certificate), CBC, SHA-1 signatures, extended master secret, fallback protection (mail senders do not fall back).
constexpr std::array<WeaknessRow, 15> kWeaknesses{{
    {"tls.ssl2", "ssl2-accepted"},
    {"tls.drown", "ssl2-accepted"},
    {"tls.suites.export", "export-grade-accepted"},
    {"tls.freak", "export-grade-accepted"},
    {"tls.logjam.export", "export-grade-accepted"},
    {"tls.suites.null", "null-encryption-accepted"},
    {"tls.suites.rc4", "broken-ciphers-accepted"},
    {"tls.suites.des", "broken-ciphers-accepted"},
    {"tls.poodle", "ssl3-accepted"},
    {"tls.dh.small", "small-dh"},
    {"tls.dh.common", "small-dh"},
    {"tls.renegotiation", "insecure-renegotiation"},
    {"tls.old-versions", kOldChoices},
    {"tls.suites.sweet32", kOldChoices},
    {"tls.suites.static-rsa", kOldChoices},
}};

/// `chain` has a verdict. Empty: nothing is wrong with the name, and nothing is proven of it either.
std::string_view trust_finding(const SentChain& sent) {
  const x509::ChainVerdict& chain = *sent.verdict;
  const bool of_issuer = chain.depth > 0;
  switch (chain.status) {
    case x509::ChainStatus::Trusted:
      if (!chain.name_matches) return "certificate-host-mismatch";
      // What was withdrawn proves nothing, and has a finding of its own.
      return sent.proves_name() && !sent.withdrawn() ? kProvesName : std::string_view{};
    case x509::ChainStatus::Expired: return of_issuer ? "certificate-issuer-expired" : "certificate-expired";
    case x509::ChainStatus::NotYetValid:
      return of_issuer ? "certificate-issuer-not-yet-valid" : "certificate-not-yet-valid";
    default: return "certificate-not-trusted";
  }
}

void find_tls(const AddressAssessment& address, const TlsSummary& tls, Collector& collector) {
  const Subject* subject = &address.subject;
  const std::string_view trust = tls.chain && tls.chain->verdict ? trust_finding(*tls.chain) : std::string_view{};
  if (!trust.empty()) collector.add(trust, {address.fact.leaf, address.fact.chain}, subject);
  if (tls.version == static_cast<std::uint16_t>(tls::Version::Tls13))
    collector.add("tls-1.3", {address.fact.version}, subject);
  if (tls.version < static_cast<std::uint16_t>(tls::Version::Tls12))
    collector.add("tls-old-version", {address.fact.version}, subject);
  if (tls.static_rsa) collector.add("no-forward-secrecy", {address.fact.suite, address.fact.group}, subject);
  if (tls.post_quantum) collector.add("post-quantum", {address.fact.group}, subject);
  if (tls.client_certificate_requested)
    collector.add(address.exposure == Exposure::Clear ? "client-certificate-required" : "client-certificate-requested",
                  {address.fact.client_certificate, address.fact.failure}, subject);
  if (address.needed_no_name) collector.add("server-name-intolerant", {address.fact.version}, subject);
  if (address.needed_small_hello) collector.add("large-hello-intolerant", {address.fact.version}, subject);
  if (address.refused_first_hello) collector.add("first-hello-refused", {address.fact.version}, subject);
}

void find_failed(const AddressAssessment& address, Collector& collector) {
  const Subject* subject = &address.subject;
  switch (*address.outcome) {
    case Outcome::NoStarttls:
      collector.add(address.stripped ? "starttls-stripped" : "starttls-not-supported",
                    {address.fact.starttls, address.fact.ehlo}, subject);
      break;
    case Outcome::NoEhlo: collector.add("starttls-not-supported", {address.fact.ehlo}, subject); break;
    case Outcome::StarttlsRefused:
      collector.add("starttls-refused", {address.fact.starttls, address.fact.starttls_reply}, subject);
      break;
    case Outcome::HandshakeFailed:
      collector.add(address.clear_text_after_starttls ? "plaintext-after-starttls" : "validation-failure",
                    {address.fact.starttls_reply, address.fact.failure}, subject);
      break;
    case Outcome::ProofFailed:
      collector.add("proof-failed", {address.fact.starttls_reply, address.fact.failure}, subject);
      break;
    default: break;
  }
}

/// What each sender makes of the server's words.
void find_in_words(const AddressAssessment& address, Collector& collector) {
  const Subject* subject = &address.subject;
  const std::uint32_t words = address.fact.starttls_reply != 0 ? address.fact.starttls_reply : address.fact.ehlo;
  const auto does = [&](Delivery wanted) { return any_does(address.deliveries, wanted); };
  const bool differ = does(Delivery::Encrypts) + does(Delivery::Readable) + does(Delivery::Defers) > 1;
  if (address.fact.sometimes != 0) collector.add("starttls-sometimes", {address.fact.sometimes}, subject);
  if (differ) collector.add("senders-differ", {words, address.fact.breaks}, subject);
  if (address.fact.breaks != 0) collector.add("smtp-not-standard", {address.fact.breaks}, subject);
  if (address.outcome == Outcome::NotPublic) collector.add("mx-not-public", {}, subject);
  if (IpAddress::parse(address.subject.host)) collector.add("mx-is-address", {}, subject);
}

/// A common prime within reach is a small one, too: what is told twice is one.
bool is_told_already(const probe::Weakness& weakness, const std::vector<probe::Weakness>& all) {
  return weakness.code == "tls.dh.common" && std::any_of(all.begin(), all.end(), [&](const probe::Weakness& other) {
           return other.code == "tls.dh.small" && other.verdict == weakness.verdict;
         });
}

}  // namespace

std::string_view finding_of_weakness(std::string_view code) {
  for (const WeaknessRow& row : kWeaknesses) {
    if (row.weakness == code) return row.finding;
  }
  return {};
}

std::optional<Severity> severity_of_weakness(std::string_view code) {
  const std::string_view finding = finding_of_weakness(code);
  return finding.empty() ? std::nullopt : std::optional(finding_text(finding).severity);
}

WeaknessCount count_weaknesses(const std::vector<probe::Weakness>& weaknesses) {
  WeaknessCount count;
  for (const probe::Weakness& weakness : weaknesses) {
    if (is_told_already(weakness, weaknesses)) continue;
    const std::optional<Severity> severity = severity_of_weakness(weakness.code);
    const bool minded = severity && *severity >= Severity::Warning;
    if (weakness.verdict == probe::Verdict::Open) ++count.open;
    if (weakness.verdict == probe::Verdict::Present) ++(minded ? count.grave : count.minor);
  }
  return count;
}

std::vector<Finding> find(const AssessedAddresses& addresses, const DomainSignals& domain, const FactList& facts,
                          Collector& collector) {
  constexpr std::uint64_t kSlowGreeting = 3'000'000;
  bool any_encrypted = false;
  for (const AddressAssessment& address : addresses) {
    if (!address.outcome) continue;
    any_encrypted = any_encrypted || address.tls.has_value();
    find_failed(address, collector);
    find_in_words(address, collector);
    if (address.tls) find_tls(address, *address.tls, collector);
    for (const AddressAssessment::Minded& weakness : address.minded)
      collector.add(weakness.finding, {weakness.fact}, &address.subject);
    if (address.greeting_us > kSlowGreeting) collector.add("slow-greeting", {address.fact.greeting}, &address.subject);
  }
  using Published = DomainSignals::Published;
  if (domain.tlsa == Published::Yes) collector.add("downgrade-protection-published", domain.tlsa_facts);
  if (domain.mta_sts == Published::Yes) collector.add("downgrade-protection-published", domain.mta_sts_facts);
  if (any_encrypted && domain.tlsa == Published::No && domain.mta_sts == Published::No) {
    std::vector<std::uint32_t> both = domain.tlsa_facts;
    both.insert(both.end(), domain.mta_sts_facts.begin(), domain.mta_sts_facts.end());
    collector.add("no-downgrade-protection", both);
  }
  if (domain.mta_sts_useless) collector.add("sts-record-invalid", domain.mta_sts_facts);
  find_certificates(addresses, collector);
  if (domain.null_mx) collector.add("null-mx", domain.mx_facts);
  if (domain.null_mx_beside) collector.add("null-mx-beside-others", domain.mx_facts);
  if (domain.implicit_mx) collector.add("implicit-mx", domain.mx_facts);
  if (domain.mx_is_alias) collector.add("mx-is-alias", domain.alias_facts);
  if (domain.mx_signed) collector.add("mx-signed", domain.mx_facts);
  if (domain.tls_rpt != DomainSignals::Reports::Unwanted)
    collector.add(domain.tls_rpt == DomainSignals::Reports::Wanted ? "tls-reports-wanted" : "tls-reports-invalid",
                  domain.tls_rpt_facts);
  const auto each_at_its_subject = [&](const char* code, const std::vector<std::uint32_t>& ids) {
    for (const std::uint32_t id : ids) collector.add(code, {id}, &facts.all()[id - 1]->subject);
  };
  each_at_its_subject("dane-ignored", domain.ignored_tlsa_facts);
  if (!domain.caa_facts.empty()) collector.add("issuers-named", domain.caa_facts);
  each_at_its_subject("reverse-name-missing", domain.reverse_facts);
  std::vector<Finding> findings = collector.take();
  for (Finding& finding : findings) {
    if (finding.code == kProvesName) finding.text = words::sentences({finding.text, name_words(domain.name_source)});
  }
  return findings;
}

}  // namespace mailglass::assess
