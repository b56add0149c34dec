#pragma once
// Whether an address is looked at again for the headline, and with which hello: a first answer that says "no" may be
// chance, or about what the first hello had and senders' do not.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "check/check.h"
#include "check/evidence.h"
#include "check/probe_run.h"

namespace mailglass::check {

inline constexpr std::size_t kMaxLooks = 3;
/// What most senders say: without post-quantum groups, and without a name.
inline constexpr Proof kSendersHello{handshake::Offer::Classic, true};

/// Groups that every sender offers: x25519, x448, and NIST's.
inline constexpr std::array<std::uint16_t, 5> kSendersGroups{0x001d, 0x001e, 0x0017, 0x0018, 0x0019};

/// How a look that has ended came out.
enum class Look : std::uint8_t {
  Encrypts,
  NoWords,     ///< the relay would not or could not, or no conversation came about
  Chance,      ///< the relay refused the hello for what its random bytes spell
  NoTls,       ///< it got no go-ahead for TLS, in replies that could be read
  TurnedAway,  ///< the server refused at the door, or hung up before TLS
  Unheard,     ///< the server fell silent or hung up on the ClientHello
  Failed,      ///< the handshake failed
};
Look look_of(const ProbeRun& ended);

/// The next look after the last of `looks`, if there is one.
std::optional<Proof> next_look(const ProbeRun& last, std::size_t looks, const Setup& setup);

/// Whether a finished exploration leaves it open that senders get through, or saw hellos without a name refused, as
/// theirs are: then their own is said behind it.
bool senders_look_is_due(const Check& check, const AddressRun& address);

}  // namespace mailglass::check
