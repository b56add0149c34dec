#include <array>

#include "assess/address.h"

namespace mailglass::assess {
namespace {

struct OutcomeRow {
  Outcome outcome;
  std::string_view code;
  Exposure exposure;
};
/// A sender that meets a 4xx or no answer keeps the mail and tries again (RFC 5321 section 4.5.4); nothing is sent
/// readable then. A 5xx may be about where this check asks from: other senders may get through, encrypted or not.
/// Where EHLO is not known, senders say HELO and deliver without encryption (RFC 5321 section 3.2).
constexpr std::array<OutcomeRow, 13> kOutcomes{{
    {Outcome::Encrypted, "encrypted", Exposure::Encrypted},
    {Outcome::NoStarttls, "no-starttls", Exposure::Clear},
    {Outcome::NoEhlo, "no-ehlo", Exposure::Clear},
    {Outcome::StarttlsRefused, "starttls-refused", Exposure::Unclear},
    {Outcome::HandshakeFailed, "handshake-failed", Exposure::Unclear},
    {Outcome::ProofFailed, "proof-failed", Exposure::Unclear},
    {Outcome::TemporarilyRefused, "temporarily-refused", Exposure::TakesNone},
    {Outcome::PermanentlyRefused, "permanently-refused", Exposure::Unclear},
    {Outcome::Unreachable, "unreachable", Exposure::TakesNone},
    {Outcome::NoRoute, "no-route", Exposure::Unseen},
    {Outcome::Silent, "silent", Exposure::TakesNone},
    {Outcome::BrokenSmtp, "broken-smtp", Exposure::TakesNone},
    {Outcome::NotProbed, "not-probed", Exposure::Unclear},
}};

const OutcomeRow& row_of(Outcome outcome) {
  for (const OutcomeRow& row : kOutcomes) {
    if (row.outcome == outcome) return row;
  }
  return kOutcomes.back();
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  return row_of(outcome).code;
}
Exposure exposure_of(Outcome outcome) {
  return row_of(outcome).exposure;
}

}  // namespace mailglass::assess
