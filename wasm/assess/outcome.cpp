#include <array>

#include "assess/address.h"

namespace mailglass::assess {
namespace {

struct OutcomeRow {
  Outcome outcome;
  std::string_view code;
};
constexpr std::array<OutcomeRow, 15> kOutcomes{{
    {Outcome::Encrypted, "encrypted"},
    {Outcome::Depends, "depends"},
    {Outcome::NoStarttls, "no-starttls"},
    {Outcome::NoEhlo, "no-ehlo"},
    {Outcome::StarttlsRefused, "starttls-refused"},
    {Outcome::HandshakeFailed, "handshake-failed"},
    {Outcome::ProofFailed, "proof-failed"},
    {Outcome::TemporarilyRefused, "temporarily-refused"},
    {Outcome::PermanentlyRefused, "permanently-refused"},
    {Outcome::Unreachable, "unreachable"},
    {Outcome::NoRoute, "no-route"},
    {Outcome::NotPublic, "not-public"},
    {Outcome::Silent, "silent"},
    {Outcome::BrokenSmtp, "broken-smtp"},
    {Outcome::NotProbed, "not-probed"},
}};

}  // namespace

std::string_view to_string(Outcome outcome) {
  for (const OutcomeRow& row : kOutcomes) {
    if (row.outcome == outcome) return row.code;
  }
  return kOutcomes.back().code;
}

}  // namespace mailglass::assess
