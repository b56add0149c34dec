#pragma once
// A mail server of a check's domain, its addresses, and what each of them was asked.

#include <cstdint>
#include <optional>
#include <vector>

#include "bytes/address.h"
#include "check/exploration.h"
#include "check/lookup_run.h"
#include "dns/name.h"

namespace mailglass::check {

/// One address of a server and the probes it got, in order.
struct AddressRun {
  IpAddress address;
  std::vector<std::uint32_t> probes;     ///< for the headline
  std::vector<std::uint32_t> questions;  ///< of the exploration; the explorer counts them from 1
  ExplorationState exploration;
  std::optional<std::uint32_t> explored_from = {};  ///< the probe that the explorer counts as the headline
  bool explored = false;                            ///< its exploration has ended, and what follows from that was done
  [[nodiscard]] const probe::Explorer* explorer() const { return std::get_if<probe::Explorer>(&exploration); }
  [[nodiscard]] probe::Explorer* explorer() { return std::get_if<probe::Explorer>(&exploration); }
  /// Looks behind the exploration: they tell of senders, and nothing else.
  [[nodiscard]] bool is_last_look(std::uint32_t id) const { return explored_from && id > *explored_from; }
  /// The probe's id of what the explorer counts.
  [[nodiscard]] std::uint32_t stream(std::uint32_t number) const {
    const bool question = number != probe::kHeadline && number <= questions.size();
    return question ? questions[number - 1] : explored_from.value_or(probes.back());
  }
};

/// One mail server of the domain.
struct ServerRun {
  dns::Name host;
  std::optional<std::uint16_t> preference;        ///< none for an implicit MX
  const LookupRun *a = nullptr, *aaaa = nullptr;  ///< the lookups of its addresses
  /// Where its TLSA records may stand, in the order that counts (RFC 7672 section 2.2.2): the end of its aliases, if
  /// DNSSEC signs the way there, then the name itself.
  std::vector<const LookupRun*> tlsa;
  bool alias_tlsa_unasked = false;  ///< the evidence's plan did not look at the end of the aliases
  std::vector<AddressRun> addresses;
  std::size_t addresses_left_out = 0;
};

/// An address by its places: of its server, and among that server's.
struct AddressPlace {
  std::size_t server = 0, address = 0;
};
struct FoundAddress {
  AddressPlace at;
  bool is_host = false;  ///< an address stands in place of the server's name
};

}  // namespace mailglass::check
