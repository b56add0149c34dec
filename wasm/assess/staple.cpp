#include "assess/staple.h"

#include <array>

#include "assess/address.h"
#include "assess/certificate_facts.h"
#include "bytes/json_object.h"
#include "words/phrase_json.h"

namespace mailglass::assess {
namespace {

using nlohmann::ordered_json;
using words::Day;
using words::Phrase;
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

Phrase as_of(const char* id, const char* id_until, const x509::SingleResponse& response) {
  Phrase phrase{response.next_update ? id_until : id, {{"day", Day{response.this_update}}}};
  if (response.next_update) phrase.args.push_back({"until", Day{*response.next_update}});
  return phrase;
}

Phrase revocation_words(const x509::SingleResponse& response) {
  const Day day{response.revoked_at.value_or(response.this_update)};
  const std::string_view reason = response.reason ? x509::reason_name(*response.reason) : std::string_view{};
  if (reason.empty()) return {"staple.revoked", {{"day", day}}};
  return {"staple.revoked-because", {{"day", day}, {"reason", reason}}};
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

words::Value staple_words(const StapleReading& staple) {
  const auto status = [&] { return x509::to_string(staple.status->response.revocation); };
  switch (staple.worth) {
    case StapleWorth::Good: return as_of("staple.good", "staple.good-until", staple.status->response);
    case StapleWorth::Revoked: return revocation_words(staple.status->response);
    case StapleWorth::Unknown: return as_of("staple.unknown", "staple.unknown-until", staple.status->response);
    case StapleWorth::Stale: {
      Phrase stale = as_of("staple.stale", "staple.stale-until", staple.status->response);
      stale.args.push_back({"status", status()});
      return stale;
    }
    case StapleWorth::Unproven: return Phrase{"staple.unproven", {{"status", status()}}};
    case StapleWorth::OtherCertificate: return Phrase{"staple.other-certificate"};
    case StapleWorth::Refused: return Phrase{"staple.refused", {{"word", staple.detail}}};
    case StapleWorth::Unreadable: break;
  }
  return Phrase{"staple.unreadable", {{"rule", staple.detail}}};
}

ordered_json staple_value(const StapleReading& staple) {
  ordered_json out = json_object({{"worth", to_string(staple.worth)}, {"words", words::to_json(staple_words(staple))}});
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
