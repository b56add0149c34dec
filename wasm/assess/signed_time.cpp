#include "assess/signed_time.h"

namespace mailglass::assess {
namespace {

void take(const SentChain& chain, std::optional<SignedTime>& latest) {
  const auto see = [&](std::int64_t at, std::string_view by) {
    if (!latest || at > latest->unix_seconds) latest = SignedTime{at, by};
  };
  const x509::CertificateFacts* leaf = chain.description.leaf();
  if (!leaf || chain.assured(About::Sent).assurance != Assurance::Verified) return;
  for (const x509::SignedTimestamp& timestamp : leaf->timestamps)
    see(static_cast<std::int64_t>(timestamp.unix_ms / 1000), "timestamp");
  if (chain.staple && chain.staple->proven() && chain.staple_proofs.has(Shown::Conversation))
    see(chain.staple->status->response.this_update, "ocsp");
}

}  // namespace

std::optional<SignedTime> not_before(const std::vector<ServerAssessment>& servers) {
  std::optional<SignedTime> latest;
  for (const ServerAssessment& server : servers) {
    for (const AddressAssessment& address : server.addresses) {
      for (const auto& chain : address.certificates) take(*chain, latest);
    }
  }
  return latest;
}

}  // namespace mailglass::assess
