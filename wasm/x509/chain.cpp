#include "x509/chain.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>

#include "x509/openssl_owner.h"

namespace mailglass::x509 {
namespace {

constexpr std::size_t kMaxDescribed = 32;

/// Whether `issuer` is by name, and by key identifier where there is one, who issued `subject`. Whether it may issue,
/// and whether the signature holds, is the verdict's affair.
bool certifies(X509* issuer, X509* subject) {
  if (!issuer || !subject) return false;
  switch (X509_check_issued(issuer, subject)) {
    case X509_V_ERR_SUBJECT_ISSUER_MISMATCH:
    case X509_V_ERR_AKID_SKID_MISMATCH:
    case X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH: return false;
    default: return true;
  }
}

std::unique_ptr<const CertificateFacts> facts_of(ByteView der) {
  Parsed<CertificateFacts> facts = read_certificate(der);
  return facts ? std::make_unique<const CertificateFacts>(std::move(*facts)) : nullptr;
}

void read_sent(const std::vector<Bytes>& chain, ChainDescription& out) {
  Certificate before;
  for (std::size_t i = 0; i < std::min(chain.size(), kMaxDescribed); ++i) {
    SentCertificate sent;
    Certificate certificate = read_der(chain[i]);
    sent.facts = facts_of(chain[i]);
    sent.role = i == 0 ? Role::Leaf : sent.facts && sent.facts->self_issued ? Role::Root : Role::Intermediate;
    sent.certifies_previous = i == 0 || certifies(certificate.get(), before.get());
    before = std::move(certificate);
    out.sent.push_back(std::move(sent));
  }
  ERR_clear_error();
}

bool same_name_and_key(const CertificateFacts& a, const CertificateFacts& b) {
  return a.subject == b.subject && a.spki_sha256 == b.spki_sha256;
}

Use use_of_rest(const std::vector<Bytes>& chain, std::size_t at, const ChainDescription& all,
                const std::vector<const CertificateFacts*>& path) {
  const auto end = chain.begin() + static_cast<std::ptrdiff_t>(at);
  if (std::find(chain.begin(), end, chain[at]) != end) return Use::Duplicate;
  // Of a path that broke off, nobody can tell what else it would have taken.
  if (path.empty() || !path.back()->self_issued) return Use::Unknown;
  const auto& facts = all.sent[at].facts;
  const bool crossed = facts && std::any_of(path.begin(), path.end(), [&](const CertificateFacts* member) {
                         return same_name_and_key(*member, *facts);
                       });
  return crossed ? Use::CrossSigned : Use::Extra;
}

void compare(const std::vector<Bytes>& chain, const ChainVerdict& verdict, ChainDescription& out) {
  std::vector<const CertificateFacts*> path;
  std::vector<std::unique_ptr<const CertificateFacts>> from_roots;
  std::size_t reached = 0;
  for (const PathMember& member : verdict.path) {
    SentCertificate* const sent = member.sent && *member.sent < out.sent.size() ? &out.sent[*member.sent] : nullptr;
    if (!sent) from_roots.push_back(facts_of(member.der));
    const CertificateFacts* const facts = sent ? sent->facts.get() : from_roots.back().get();
    if (!facts) continue;
    path.push_back(facts);
    out.path.push_back({facts->subject, facts->sha256_fingerprint, member.sent});
    if (!sent) continue;
    const bool ends = &member == &verdict.path.back() && facts->self_issued && verdict.path.size() > 1;
    sent->use = ends ? Use::Root : Use::Path;
    out.in_order = out.in_order && *member.sent >= reached;
    reached = *member.sent;
  }
  for (std::size_t i = 0; i < out.sent.size(); ++i) {
    if (out.sent[i].use == Use::Unknown) out.sent[i].use = use_of_rest(chain, i, out, path);
  }
  const bool broken_off =
      verdict.status == ChainStatus::MissingIntermediate || verdict.status == ChainStatus::UntrustedRoot;
  if (broken_off && !path.empty() && !path.back()->self_issued)
    out.missing = MissingIssuer{path.back()->issuer, path.back()->issuer_url};
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::Leaf: return "leaf";
    case Role::Intermediate: return "intermediate";
    case Role::Root: return "root";
  }
  return "";
}

std::string_view to_string(Use use) {
  switch (use) {
    case Use::Unknown: return "unknown";
    case Use::Path: return "path";
    case Use::Root: return "root";
    case Use::CrossSigned: return "cross-signed";
    case Use::Duplicate: return "duplicate";
    case Use::Extra: return "extra";
  }
  return "";
}

std::size_t ChainDescription::count(Use use) const {
  return static_cast<std::size_t>(
      std::count_if(sent.begin(), sent.end(), [&](const SentCertificate& one) { return one.use == use; }));
}

ChainDescription describe_chain(const std::vector<Bytes>& chain, const ChainVerdict* verdict) {
  ChainDescription out;
  read_sent(chain, out);
  if (verdict) compare(chain, *verdict, out);
  return out;
}

std::int64_t days_left(std::int64_t not_after, std::int64_t now) {
  constexpr std::int64_t kDay = 86400;
  const std::int64_t seconds = not_after - now;
  return seconds >= 0 ? seconds / kDay : -((-seconds + kDay - 1) / kDay);
}

}  // namespace mailglass::x509
