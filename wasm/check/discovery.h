#pragma once
// From a domain to the servers that take its mail and to where they are: what DNS is asked, what it answers, and what
// the answers' signatures prove. Sans-I/O: answers go in, lookups come out.

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "check/evidence.h"
#include "check/outbox.h"
#include "check/routing.h"
#include "check/server_run.h"
#include "check/trust.h"

namespace mailglass::check {

class Discovery {
 public:
  Discovery() = default;
  Discovery(dns::Name domain, const Setup& setup);

  [[nodiscard]] const dns::Name& domain() const { return domain_; }
  [[nodiscard]] const std::deque<LookupRun>& lookups() const { return lookups_; }
  [[nodiscard]] const LookupRun* lookup(std::uint32_t id) const;
  [[nodiscard]] const std::vector<ServerRun>& servers() const { return servers_; }
  [[nodiscard]] std::vector<ServerRun>& servers() { return servers_; }
  [[nodiscard]] std::vector<AddressRun*> addresses();
  /// Of the domain; none before it was asked.
  [[nodiscard]] const LookupRun* mx() const { return mx_; }
  [[nodiscard]] const LookupRun* mta_sts() const { return mta_sts_; }
  [[nodiscard]] MailRoute::State route() const;
  /// Signatures are checked here; else the relay's word on them is taken.
  [[nodiscard]] bool validates() const { return validator_.has_value(); }
  /// DNS has told who takes the domain's mail, or cannot.
  [[nodiscard]] bool knows_servers() const { return knows_servers_; }
  [[nodiscard]] bool any_pending() const;

  // For the check that it belongs to.
  void begin(Outbox& out);
  /// An earlier one where it was asked before.
  const LookupRun& ask(const dns::Name& name, dns::Type type, Outbox& out);
  /// Behind the headline, while there are fewer lookups than `most`; none where there are not.
  const LookupRun* ask_beside(const dns::Name& name, dns::Type type, std::size_t most, Outbox& out);
  /// Whether a lookup has ended by it.
  bool answered(const wire::Answer& answer);
  bool refused(const wire::Refused& refusal);
  void lost();
  /// Whoever seems to take the domain's mail is asked after while signatures are still looked up: only names and
  /// addresses, and only once. Nothing is led anywhere by it.
  void foresee_servers(Outbox& out);
  /// What answers rest on, as far as it is here, is judged; the rest is asked for.
  void settle_trust(Outbox& out);
  /// Once the route is known, its servers are there and their addresses are asked for.
  void find_servers(Outbox& out);
  /// Goes on from what is known of the servers to their addresses, and to what stands at the end of aliases.
  void find_addresses(Outbox& out);
  /// Addresses that were found since this was asked last.
  std::vector<FoundAddress> take_found() { return std::exchange(found_, {}); }

 private:
  LookupRun* find_lookup(std::uint32_t id);
  void ask_for(const std::vector<dnssec::Question>& questions, Outbox& out);
  const LookupRun* ask_tlsa(const dns::Name& host, Outbox& out);
  void follow_aliases(ServerRun& server, const LookupRun& addresses, Outbox& out);
  void add_addresses(std::size_t server_index, const LookupRun& addresses);
  void add_address(std::size_t server_index, const IpAddress& address, bool is_host);

  dns::Name domain_;
  std::uint32_t plan_ = kPlan;
  std::optional<Validator> validator_;  ///< none where the evidence's plan takes the relay's word
  std::deque<LookupRun> lookups_;       ///< in the order of their ids; none moves
  std::vector<ServerRun> servers_;
  std::vector<FoundAddress> found_;
  const LookupRun *mx_ = nullptr, *mta_sts_ = nullptr;
  bool foreseen_ = false, knows_servers_ = false;
};

}  // namespace mailglass::check
