#include "assess/address_parts.h"

#include <algorithm>

namespace mailglass::assess {
namespace {

/// Every id of a fact that an assessment holds.
template <class Change>
void for_each_fact_id(AddressAssessment& address, Change&& change) {
  std::for_each(address.facts.begin(), address.facts.end(), change);
  auto& named = address.fact;
  const auto all = {&named.greeting,
                    &named.ehlo,
                    &named.starttls,
                    &named.starttls_reply,
                    &named.version,
                    &named.suite,
                    &named.group,
                    &named.leaf,
                    &named.chain,
                    &named.failure,
                    &named.client_certificate,
                    &named.breaks,
                    &named.sometimes};
  static_assert(sizeof(named) == 13 * sizeof(std::uint32_t), "one that is missing here would point to a wrong fact");
  for (std::uint32_t* id : all) change(*id);
  for (AddressAssessment::Minded& minded : address.minded) change(minded.fact);
  // The summary's chain is one of these.
  for (const auto& chain : address.certificates) std::for_each(chain->facts.begin(), chain->facts.end(), change);
}

void put_behind(AddressParts::Part& part, std::uint32_t before) {
  if (part.facts.before() == before) return;
  for_each_fact_id(part.found, [&](std::uint32_t& id) {
    if (id != 0) id = id - part.facts.before() + before;
  });
  part.facts.put_behind(before);
}

}  // namespace

AddressParts::Part& AddressParts::part(Place place) {
  if (parts_.size() <= place.server) parts_.resize(place.server + 1);
  std::vector<Part>& addresses = parts_[place.server];
  if (addresses.size() <= place.address) addresses.resize(place.address + 1);
  return addresses[place.address];
}

bool AddressParts::stale(const check::Check& check, Place place) const {
  const std::uint64_t heard = check.heard_of(check.servers()[place.server].addresses[place.address]);
  return place.server >= parts_.size() || place.address >= parts_[place.server].size() ||
         parts_[place.server][place.address].heard != heard;
}

const AddressParts::Part& AddressParts::at(const check::Check& check, Place place, const x509::TrustStore* roots) {
  Part& out = part(place);
  if (!stale(check, place)) return out;
  const check::ServerRun& server = check.servers()[place.server];
  const check::AddressRun& address = server.addresses[place.address];
  out = {};
  out.found = assess_address(check, server, address, roots, out.facts);
  out.heard = check.heard_of(address);
  ++judged_;
  return out;
}

AddressAssessment AddressParts::take(const check::Check& check, Place place, const x509::TrustStore* roots,
                                     FactList& facts) {
  at(check, place, roots);
  Part& found = part(place);
  put_behind(found, facts.size());
  facts.append(found.facts);
  return found.found;
}

}  // namespace mailglass::assess
