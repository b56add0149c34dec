#pragma once
// Diffie-Hellman primes go by version and by class of suite: libraries choose a weak one where it must be weak, and
// another where no certificate tells how strong it is to be. Java has 512 bits for export suites; OpenSSL has 1,024 for
// anonymous suites of 128 bits, and 3,072 for those of 256.

#include <array>

#include "probe/knowledge.h"

namespace mailglass::probe {

enum class DhClass : std::uint8_t { Signed, Anonymous, Export };
inline constexpr std::array kDhClasses = {DhClass::Signed, DhClass::Anonymous, DhClass::Export};
std::string_view to_string(DhClass dh_class);  ///< "DHE", "anonymous DH", "export DHE"

/// The suites whose prime was not seen in this version and may differ from those seen: not refused, and of a class that
/// tells of each suite by itself, or of which none was chosen.
std::vector<std::uint16_t> dh_to_ask(const Facts& facts, std::uint16_t version, DhClass dh_class);

/// A version between two that are supported: servers have one list of suites for all of them, so it is asked for by
/// itself at full depth only.
bool is_between(const Facts& facts, std::uint16_t version, std::uint16_t up_to);

}  // namespace mailglass::probe
