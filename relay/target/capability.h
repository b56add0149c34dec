#pragma once
// What a session may ask and whom it may connect to: decided from the DNS answers the relay itself got in this session,
// never from what the page says.

#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "bytes/address.h"
#include "dns/message.h"
#include "dns/name.h"
#include "refusal.h"
#include "wire/control.h"
#include "wire/service.h"

namespace mailglass::relay::target {

/// Bounds on what the answers of one session can add.
inline constexpr std::size_t kMaxExchanges = 64;
inline constexpr std::size_t kMaxAliases = 256;
inline constexpr std::size_t kMaxAddresses = 64;  ///< for each host
inline constexpr std::size_t kMaxNamedBack = 64;

class Capability {
 public:
  /// A domain as it stands behind the @ of an address: a host name of two labels or more, no IP address.
  static Allowed<Capability> open(std::string_view domain);

  [[nodiscard]] const dns::Name& domain() const { return domain_; }
  /// Why this name and type may not be looked up; nothing when they may.
  [[nodiscard]] std::optional<Refusal> refuse_lookup(const dns::Name& name, dns::Type type) const;
  /// Takes what the resolver answered to a lookup that was allowed.
  void learn(const dns::Name& name, dns::Type type, wire::DnsStatus status, const dns::Message& answer);
  /// Why no connection to this address as this host may be made for this service; nothing when it may.
  [[nodiscard]] std::optional<Refusal> refuse_probe(const wire::Service& service, const dns::Name& host,
                                                    const IpAddress& address) const;

 private:
  explicit Capability(dns::Name domain);
  void learn_exchanges(const dns::Resolution& found, const dns::Message& answer);
  /// Whether this is where the name of a known address stands.
  [[nodiscard]] bool is_known_backwards(const dns::Name& name) const;
  [[nodiscard]] std::optional<Refusal> refuse_mail_host(const dns::Name& host) const;
  [[nodiscard]] std::optional<Refusal> refuse_policy_host(const dns::Name& host) const;

  /// What the domain's MX answer said (RFC 5321 section 5.1, RFC 7505).
  enum class Route : std::uint8_t { NotAsked, Exchanges, Implicit, None };

  dns::Name domain_;
  std::optional<dns::Name> policy_host_;  ///< none where the domain's name leaves no room for it
  Route route_ = Route::NotAsked;
  std::set<dns::Name> exchanges_;
  std::set<dns::Name> aliases_;  ///< targets of CNAMEs that answers to allowed lookups contained
  std::map<dns::Name, std::set<IpAddress>> addresses_;
  /// What reverse DNS calls these addresses: looked up to see whether it leads back, and connected to for nothing.
  std::set<dns::Name> named_back_;
};

}  // namespace mailglass::relay::target
