#pragma once
// A check from the typed domain to the last closed connection. Sans-I/O: the relay's messages go in with their times,
// messages to the relay come out, and the state can be read at any moment.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "check/beside.h"
#include "check/evidence.h"
#include "check/exploration.h"
#include "check/policy_fetch.h"
#include "check/probe_run.h"
#include "check/routing.h"
#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::check {

using Outgoing = std::variant<wire::FromPage, wire::Frame>;

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
  std::optional<std::uint16_t> preference;  ///< none for an implicit MX
  std::uint32_t a_lookup = 0, aaaa_lookup = 0;
  /// Where its TLSA records may stand, in the order that counts (RFC 7672 section 2.2.2): the end of its aliases, if
  /// DNSSEC signs the way there, then the name itself.
  std::vector<std::uint32_t> tlsa_lookups;
  bool alias_tlsa_unasked = false;  ///< the evidence's plan did not look at the end of the aliases
  std::vector<AddressRun> addresses;
  std::size_t addresses_left_out = 0;
};

/// Where the session with the relay stands.
struct Connecting {};  ///< waiting for the relay's welcome
struct Opening {};     ///< waiting for the relay to accept the domain
struct Working {};
struct Ended {
  std::optional<words::Phrase> why;  ///< a sentence; none when all is done
};                                   ///< no session, or lost: nothing more will come
using SessionState = std::variant<Connecting, Opening, Working, Ended>;

class Check {
 public:
  explicit Check(Setup setup, Reading reading = Reading::Live);

  void on_text(std::string_view text, std::uint64_t us);
  void on_binary(ByteView message, std::uint64_t us);
  /// Time passes without a message: a question's turn may have come, or the relay should have ended something long ago.
  void on_tick(std::uint64_t us);
  /// The connection to the relay is gone.
  void on_lost(std::uint64_t us);
  /// Feeds one recorded event; what live events do.
  void on_event(const Event& event);

  /// The next message for the relay, oldest first.
  std::optional<Outgoing> next_outgoing();

  [[nodiscard]] Reading reading() const { return reading_; }
  /// DNSSEC rests on anchors that whoever reads this trusts. A file names its author's, and with these anybody can make
  /// anything secure.
  [[nodiscard]] bool anchors_are_readers() const { return anchors_are_readers_; }
  [[nodiscard]] const Setup& setup() const { return evidence_.setup; }
  [[nodiscard]] const Evidence& evidence() const { return evidence_; }
  [[nodiscard]] const std::optional<wire::Welcome>& welcome() const { return welcome_; }
  [[nodiscard]] const SessionState& session() const { return session_; }
  [[nodiscard]] const dns::Name& domain() const { return domain_; }
  [[nodiscard]] MailRoute::State route() const;
  [[nodiscard]] const std::vector<LookupRun>& lookups() const { return lookups_; }
  [[nodiscard]] const LookupRun* lookup(std::uint32_t id) const;
  [[nodiscard]] const std::vector<ServerRun>& servers() const { return servers_; }
  [[nodiscard]] const std::deque<ProbeRun>& probes() const { return probes_; }
  [[nodiscard]] const ProbeRun* probe(std::uint32_t id) const;
  /// A number that grows with everything that is heard of an address or asked of it. Not 0; while it stays the same,
  /// the address and its probes do.
  [[nodiscard]] std::uint64_t heard_of(const AddressRun& address) const;
  [[nodiscard]] std::uint32_t mx_lookup() const { return mx_lookup_; }
  [[nodiscard]] std::uint32_t mta_sts_lookup() const { return mta_sts_lookup_; }
  [[nodiscard]] const PolicyFetch& policy() const { return policy_; }
  [[nodiscard]] const Beside& beside() const { return beside_; }
  [[nodiscard]] std::uint64_t elapsed_us() const { return elapsed_us_; }
  [[nodiscard]] bool finished() const { return std::holds_alternative<Ended>(session_); }
  /// When every server's headline was known; none before.
  [[nodiscard]] std::optional<std::uint64_t> headline_us() const { return headline_us_; }

 private:
  void take(const wire::FromRelay& message);
  void advance();
  void settle_trust();  ///< of answers, as far as what they rest on is here
  void ask_for(const std::vector<dnssec::Question>& questions);
  void begin_beside();  ///< once the headline is known
  void follow_beside();
  std::uint32_t ask_beside(const dns::Name& name, dns::Type type);  ///< 0 where no lookup is left
  void follow_policy();  ///< the domain's, as far as what is known of it goes
  [[nodiscard]] bool is_for_headline(const LookupRun& lookup) const;
  void send(std::uint32_t stream, ByteView bytes, std::uint64_t offset);
  void begin_what_may();  ///< addresses that answers named, and the probes that are waiting for their turn
  void settle();          ///< the headline, the exploration, and the end
  std::uint32_t ask(const dns::Name& name, dns::Type type);
  std::optional<std::uint32_t> ask_tlsa(const dns::Name& host);
  void start_servers();
  void follow_aliases(ServerRun& server, std::uint32_t lookup_id);
  void add_addresses(ServerRun& server, std::size_t server_index, std::uint32_t lookup_id);
  void start_probe(std::size_t server, std::size_t address, Proof proof);
  void after_probe(const ProbeRun& probe);
  void begin_explorations();
  bool look_again();  ///< where an exploration has left it open whether senders get through
  void ask_questions();
  void answer_explorer(const ProbeRun& question);
  [[nodiscard]] bool by_words() const;  ///< what is said inside TLS the relay says
  [[nodiscard]] bool waits_for_relay() const;
  [[nodiscard]] bool overdue(std::uint64_t us) const;
  /// Probes that have a part of what the relay does at once. Those that wait for slow servers have none.
  [[nodiscard]] std::size_t running() const;
  /// Nothing is left of the headline that does not wait for a slow server.
  [[nodiscard]] bool nothing_queued() const;
  [[nodiscard]] std::uint32_t patience_ms() const;
  [[nodiscard]] std::vector<AddressRun*> addresses();
  void lose_everything(const words::Phrase& why);
  LookupRun* find_lookup(std::uint32_t id);
  ProbeRun* find_probe(std::uint32_t id);

  struct Waiting {
    std::size_t server = 0, address = 0;
    Proof proof;
  };

  Evidence evidence_;
  dns::Name domain_;
  SessionState session_ = Connecting{};
  std::optional<wire::Welcome> welcome_;
  std::deque<Outgoing> outgoing_;
  std::vector<LookupRun> lookups_;
  std::optional<Validator> validator_;  ///< none where the evidence's plan takes the relay's word
  std::vector<ServerRun> servers_;
  std::deque<ProbeRun> probes_;  ///< a deque: growing keeps the others in place
  std::deque<Waiting> queue_;
  std::uint32_t next_id_ = 1;
  std::uint32_t mx_lookup_ = 0;
  std::uint32_t mta_sts_lookup_ = 0;
  PolicyFetch policy_;
  Beside beside_;
  bool servers_started_ = false;
  /// A lookup or a probe has ended since what may begin was begun: only then there is more. A file may have hundreds of
  /// thousands of messages that end nothing, and answers with thousands of records.
  bool news_ = false;
  std::uint64_t elapsed_us_ = 0;
  std::uint64_t heard_us_ = 0;
  std::uint64_t quiet_until_us_ = 0;  ///< until then the relay may be waiting for slow servers, without a word
  std::optional<std::uint64_t> headline_us_;
  Reading reading_;
  bool anchors_are_readers_;
  friend Check replay(const Evidence& evidence, Reading reading,
                      const std::optional<std::vector<dnssec::Anchor>>& anchors);
};

/// Runs recorded evidence to its end.
/// `anchors`: those of DNSSEC that whoever reads it trusts, where they are others than IANA's.
Check replay(const Evidence& evidence, Reading reading = Reading::Opened,
             const std::optional<std::vector<dnssec::Anchor>>& anchors = {});

}  // namespace mailglass::check
