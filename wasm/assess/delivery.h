#pragma once
// What each sender does with mail for one address, and what that means for somebody who listens.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check/check.h"
#include "senders/senders.h"
#include "words/phrase.h"

namespace mailglass::assess {

struct AddressAssessment;

enum class Delivery : std::uint8_t {
  Unknown,   ///< could not be established
  Encrypts,  ///< hands it over encrypted
  Readable,  ///< hands it over readable
  Defers,    ///< hands nothing over
};
std::string_view to_string(Delivery delivery);  ///< "unknown" "encrypts" "readable" "defers"
/// In the order of senders::kSenders.
using Deliveries = std::array<Delivery, senders::kSenders.size()>;

/// What an address means for a passive listener.
enum class Exposure : std::uint8_t {
  Encrypted,  ///< mail travels encrypted, with every sender that hands it over
  Mixed,      ///< it depends on the sender, or on chance
  Clear,      ///< mail travels readable, with every sender that hands it over
  Unclear,    ///< whether it encrypts could not be established
  TakesNone,  ///< no mail can be handed over there now, so none travels readable
  Unseen,     ///< others may hand over mail there; from here nothing can be seen of it
  Nobody,     ///< nobody on the internet can reach it
};

/// Connections of one check that showed what comes of EHLO, the exploration's too.
struct OfferSeen {
  std::size_t with = 0, without = 0;
  [[nodiscard]] bool sometimes() const { return with > 0 && without > 0; }
};
OfferSeen offers_seen(const check::Check& check, const check::AddressRun& address);

/// What came in place of a reply was meant for one, and no sender takes it for one: they wait for another, or give up.
bool unreadable(const senders::Dialogue& dialogue);

/// Tells `out`, which has its outcome, what each sender does (`deliveries`) and who begins TLS. `decisive`: the probe
/// that tells most about the address.
void judge_deliveries(const check::Check& check, const check::AddressRun& address, const check::ProbeRun& decisive,
                      AddressAssessment& out);
bool any_does(const Deliveries& deliveries, Delivery wanted);
Exposure exposure_of(const AddressAssessment& address);

/// "Postfix", "Exim (with OpenSSL)"; both builds of Exim together are "Exim".
words::List sender_names(const std::array<bool, senders::kSenders.size()>& which);
words::List sender_names(const Deliveries& deliveries, Delivery wanted);

}  // namespace mailglass::assess
