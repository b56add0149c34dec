#pragma once
// Whose sessions are one client's: a token that they share, for whoever compares clients without knowing addresses.

#include <map>
#include <memory>
#include <optional>

#include "budget/scope.h"
#include "bytes/address.h"

namespace mailglass::relay::session {

class Clients {
 public:
  /// The same for one IPv4 address, or one IPv6 /64, as long as anybody has it. None for this very process.
  std::shared_ptr<const void> token(const std::optional<IpAddress>& client) {
    if (!client) return nullptr;
    // A session brings one, so what is forgotten here with each keeps pace.
    std::erase_if(tokens_, [](const auto& entry) { return entry.second.expired(); });
    std::weak_ptr<const void>& known = tokens_[budget::scopes_of(*client).front().network];
    if (auto token = known.lock()) return token;
    std::shared_ptr<const void> token = std::make_shared<char>();
    known = token;
    return token;
  }

 private:
  std::map<IpAddress, std::weak_ptr<const void>> tokens_;
};

}  // namespace mailglass::relay::session
