#include "assess/staple.h"

#include <array>

#include "assess/address.h"
#include "assess/certificate_facts.h"
#include "bytes/json_object.h"

namespace mailglass::assess {
namespace {

using nlohmann::ordered_json;
using x509::OcspSigner;
using x509::Revocation;

/// The certificate that issued the leaf, as far as it is at hand; empty if it is not.
ByteView issuer_of(const SentChain& chain) {
  if (chain.verdict && chain.verdict->path.size() > 1) return chain.verdict->path[1].der;
  const x509::CertificateFacts* leaf = chain.description.leaf();
  if (leaf && leaf->self_issued) return chain.bytes->front();
  const auto& sent = chain.description.sent;
  if (sent.size() > 1 && sent[1].certifies_previous) return (*chain.bytes)[1];
  return {};
}

constexpr std::uint8_t kCertificateHold = 6;

StapleWorth worth_of(const x509::CertificateStatus& status, std::int64_t at) {
  if (status.signer == OcspSigner::Nobody) return StapleWorth::Unproven;
  // Revoked is not taken back, so that an old word still tells; but for a hold (RFC 5280 section 5.3.1).
  const x509::SingleResponse& response = status.response;
  const bool for_good = response.reason != kCertificateHold && response.this_update <= at;
  if (response.revocation == Revocation::Revoked && (status.current || for_good)) return StapleWorth::Revoked;
  if (!status.current) return StapleWorth::Stale;
  return status.response.revocation == Revocation::Good ? StapleWorth::Good : StapleWorth::Unknown;
}

std::string_view said(Revocation revocation) {
  switch (revocation) {
    case Revocation::Good: return "not revoked";
    case Revocation::Revoked: return "revoked";
    case Revocation::Unknown: break;
  }
  return "unknown to the issuer";
}

std::string period(const x509::SingleResponse& response) {
  std::string words = "as of " + date_text(response.this_update);
  if (response.next_update) words += " (good until " + date_text(*response.next_update) + ")";
  return words;
}

std::string revocation_words(const x509::SingleResponse& response) {
  std::string words = "revoked on " + date_text(response.revoked_at.value_or(response.this_update));
  const std::string_view reason = response.reason ? x509::reason_name(*response.reason) : std::string_view{};
  if (!reason.empty()) words += " (" + std::string(reason) + ")";
  return words;
}

ordered_json or_null(const std::optional<std::int64_t>& time) {
  return time ? ordered_json(*time) : ordered_json(nullptr);
}

}  // namespace

std::string_view to_string(StapleWorth worth) {
  constexpr std::array<std::string_view, 8> kWorths = {"good",     "revoked",           "unknown", "stale",
                                                       "unproven", "other-certificate", "refused", "unreadable"};
  return kWorths[static_cast<std::size_t>(worth)];
}

StapleReading read_staple(const Bytes& ocsp, const SentChain& chain) {
  const Parsed<x509::OcspResponse> response = x509::parse_ocsp(ocsp);
  if (!response) return {StapleWorth::Unreadable, {}, response.error().rule};
  if (const auto* refusal = std::get_if<x509::OcspRefusal>(&*response))
    return {StapleWorth::Refused, {}, refusal->word};
  std::optional<x509::CertificateStatus> status =
      x509::status_of(std::get<x509::OcspAnswer>(*response), chain.bytes->front(), issuer_of(chain), chain.judged_at);
  if (!status) return {StapleWorth::OtherCertificate, {}, {}};
  const StapleWorth worth = worth_of(*status, chain.judged_at);
  return {worth, std::move(status), {}};
}

int StapleReading::rank() const {
  if (worth == StapleWorth::Revoked) return 2;
  return useless() ? 0 : 1;
}

std::string staple_words(const StapleReading& staple) {
  const std::string detail(staple.detail);
  switch (staple.worth) {
    case StapleWorth::Good: return "not revoked " + period(staple.status->response) + ", says its issuer";
    case StapleWorth::Revoked: return revocation_words(staple.status->response) + ", says its issuer";
    case StapleWorth::Unknown: return "unknown to its issuer " + period(staple.status->response);
    case StapleWorth::Stale:
      return "not of today: " + std::string(said(staple.status->response.revocation)) + " " +
             period(staple.status->response);
    case StapleWorth::Unproven:
      return "it says '" + std::string(said(staple.status->response.revocation)) +
             "', but its signature does not prove that the issuer said so";
    case StapleWorth::OtherCertificate: return "it is about another certificate";
    case StapleWorth::Refused: return "none: the issuer's responder said " + detail;
    case StapleWorth::Unreadable: break;
  }
  return "it cannot be read (" + detail + ")";
}

ordered_json staple_value(const StapleReading& staple) {
  ordered_json out = json_object({{"worth", to_string(staple.worth)}, {"words", staple_words(staple)}});
  if (!staple.status) return out;
  const auto& [response, signer, current] = *staple.status;
  set_member(out, "status", x509::to_string(response.revocation));
  set_member(out, "this_update", response.this_update);
  set_member(out, "next_update", or_null(response.next_update));
  set_member(out, "revoked_at", or_null(response.revoked_at));
  set_member(out, "reason", response.reason ? x509::reason_name(*response.reason) : std::string_view{});
  set_member(out, "signer", x509::to_string(signer));
  set_member(out, "current", current);
  return out;
}

}  // namespace mailglass::assess
