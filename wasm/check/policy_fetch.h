#pragma once
// The way to a domain's MTA-STS policy (RFC 8461 section 3): its TXT record, the addresses of the policy's host, and a
// connection or two there. Sans-I/O: what to look up and whom to ask comes out.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "check/lookup_run.h"
#include "check/policy_run.h"
#include "policy/mta_sts_discovery.h"

namespace mailglass::check {

class PolicyFetch {
 public:
  /// Connections to the host's addresses, one after another, until one answers.
  static constexpr std::size_t kMaxConnections = 2;

  /// Where it stands. Over: nothing more will be asked.
  enum class Stage : std::uint8_t { Record, Addresses, Connection, Over };
  [[nodiscard]] Stage stage() const { return stage_; }
  [[nodiscard]] const std::deque<PolicyRun>& runs() const { return runs_; }
  /// The run whose answer counts: the last one.
  [[nodiscard]] const PolicyRun* last() const { return runs_.empty() ? nullptr : &runs_.back(); }
  /// The lookups of the host's addresses; none before they were asked.
  [[nodiscard]] const LookupRun* a() const { return a_; }
  [[nodiscard]] const LookupRun* aaaa() const { return aaaa_; }

  [[nodiscard]] const PolicyRun* run(std::uint32_t id) const;

  // For the check that it belongs to.
  /// The record is there: its host's addresses are being looked up.
  void looking(const LookupRun& a, const LookupRun& aaaa);
  /// There is no record to follow, or nobody to ask.
  void give_up() { stage_ = Stage::Over; }
  /// The next address to be asked, if one is to be asked now.
  std::optional<std::string> next_address();
  PolicyRun& connect(PolicyRun::Plan plan);
  PolicyRun* find(std::uint32_t id);
  [[nodiscard]] bool runs_now() const { return last() && !last()->end(); }

 private:
  Stage stage_ = Stage::Record;
  const LookupRun *a_ = nullptr, *aaaa_ = nullptr;
  std::deque<PolicyRun> runs_;
};

/// What a sender that follows the standard makes of a TXT answer; no record where there is none yet.
policy::DiscoveryReading policy_announced(const LookupResult& txt);
/// Whether it fetches a policy then.
bool announces_policy(const LookupResult& txt);

}  // namespace mailglass::check
