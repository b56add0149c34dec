#include "target/off_limits.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "target/special_address.h"

namespace mailglass::relay::target {

namespace {

Refusal asked_not_to_be_checked() {
  return {"target-denied", "its operator asked not to be checked"};
}

}  // namespace

OffLimits::OffLimits(bool allow_special, const std::vector<std::string>& deny, DoNotProbe do_not_probe)
    : allow_special_(allow_special), do_not_probe_(std::move(do_not_probe)) {
  for (const std::string& text : deny) {
    const auto prefix = Prefix::parse(text);
    if (!prefix) std::abort();
    denied_.push_back(*prefix);
  }
}

std::optional<Refusal> OffLimits::refuse(const IpAddress& address) const {
  const auto inner = translated_address(address);
  const bool denied = std::any_of(denied_.begin(), denied_.end(), [&](const Prefix& prefix) {
    return prefix.contains(address) || (inner && prefix.contains(*inner));
  });
  if (denied) return Refusal{"target-denied", "the operator of this relay has ruled this address out"};
  if (do_not_probe_.contains(address) || (inner && do_not_probe_.contains(*inner))) return asked_not_to_be_checked();
  if (allow_special_) return std::nullopt;
  if (const auto block = special_block(address))
    return Refusal{"target-special",
                   "the address is within " + std::string(block->prefix) + ", " + std::string(block->name)};
  return std::nullopt;
}

std::optional<Refusal> OffLimits::refuse(const dns::Name& name) const {
  if (do_not_probe_.contains(name)) return asked_not_to_be_checked();
  return std::nullopt;
}

std::vector<Prefix> OffLimits::prefixes() const {
  std::vector<Prefix> all = allow_special_ ? std::vector<Prefix>{} : special_prefixes();
  for (const Prefix& prefix : denied_) {
    all.push_back(prefix);
    if (prefix.network().is_v4()) all.push_back(translation_of(prefix));
  }
  return all;
}

}  // namespace mailglass::relay::target
