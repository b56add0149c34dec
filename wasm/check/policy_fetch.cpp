#include "check/policy_fetch.h"

#include <algorithm>
#include <utility>

namespace mailglass::check {
namespace {

void add_addresses(const LookupResult& result, std::vector<std::string>& out) {
  const auto* found = std::get_if<Found>(&result);
  if (!found) return;
  for (const dns::Record* record : found->resolution.records) {
    const auto address = dns::address_of(*record);
    if (address) out.push_back(address->to_string());
  }
}

bool is_waiting(const LookupResult& result) {
  return std::holds_alternative<Waiting>(result);
}

}  // namespace

policy::DiscoveryReading policy_announced(const LookupResult& txt) {
  const auto* found = std::get_if<Found>(&txt);
  if (!found) return {};
  std::vector<std::string> records;
  // RFC 8461 3.1 [6]: behind its aliases, if it has any.
  for (const dns::Record* record : found->resolution.records) {
    // RFC 8461 3.1 [5]: its strings are one text.
    if (auto whole = dns::joined_strings(*record)) records.push_back(std::move(*whole));
  }
  // RFC 8461 3.1 [4]: no policy without one valid record, whoever else takes it.
  return policy::discover_policy(records)[policy::Reader::Rfc8461];
}
bool announces_policy(const LookupResult& txt) {
  return policy_announced(txt).discovery == policy::Discovery::Found;
}

void PolicyFetch::looking(const LookupRun& a, const LookupRun& aaaa) {
  a_ = &a;
  aaaa_ = &aaaa;
  stage_ = Stage::Addresses;
}

std::optional<std::string> PolicyFetch::next_address() {
  if (stage_ == Stage::Record || stage_ == Stage::Over || runs_now()) return std::nullopt;
  if (last() && !std::holds_alternative<http::Unfinished>(last()->answer())) {
    stage_ = Stage::Over;
    return std::nullopt;
  }
  const LookupResult &a = a_->result(), &aaaa = aaaa_->result();
  std::vector<std::string> addresses;
  add_addresses(a, addresses);
  if (addresses.size() <= runs_.size() && is_waiting(a)) return std::nullopt;
  add_addresses(aaaa, addresses);
  if (runs_.size() < std::min(addresses.size(), kMaxConnections)) return addresses[runs_.size()];
  if (!is_waiting(a) && !is_waiting(aaaa)) stage_ = Stage::Over;
  return std::nullopt;
}

PolicyRun& PolicyFetch::connect(PolicyRun::Plan plan) {
  stage_ = Stage::Connection;
  return runs_.emplace_back(std::move(plan));
}

const PolicyRun* PolicyFetch::run(std::uint32_t id) const {
  const auto found =
      std::find_if(runs_.begin(), runs_.end(), [&](const PolicyRun& run) { return run.plan().id == id; });
  return found == runs_.end() ? nullptr : &*found;
}
PolicyRun* PolicyFetch::find(std::uint32_t id) {
  return const_cast<PolicyRun*>(std::as_const(*this).run(id));
}

}  // namespace mailglass::check
