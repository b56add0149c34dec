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
#include "check/discovery.h"
#include "check/evidence.h"
#include "check/outbox.h"
#include "check/policy_fetch.h"
#include "check/probe_run.h"
#include "check/routing.h"
#include "check/schedule.h"
#include "check/server_run.h"
#include "wire/control.h"

namespace mailglass::check {

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
  std::optional<Outgoing> next_outgoing() { return out_.take(); }

  [[nodiscard]] Reading reading() const { return reading_; }
  /// DNSSEC rests on anchors that whoever reads this trusts. A file names its author's, and with these anybody can make
  /// anything secure.
  [[nodiscard]] bool anchors_are_readers() const { return anchors_are_readers_; }
  [[nodiscard]] const Setup& setup() const { return evidence_.setup; }
  [[nodiscard]] const Evidence& evidence() const { return evidence_; }
  [[nodiscard]] const std::optional<wire::Welcome>& welcome() const { return welcome_; }
  [[nodiscard]] const SessionState& session() const { return session_; }
  [[nodiscard]] const dns::Name& domain() const { return discovery_.domain(); }
  [[nodiscard]] MailRoute::State route() const;
  [[nodiscard]] const std::deque<LookupRun>& lookups() const { return discovery_.lookups(); }
  [[nodiscard]] const LookupRun* lookup(std::uint32_t id) const { return discovery_.lookup(id); }
  [[nodiscard]] const std::vector<ServerRun>& servers() const { return discovery_.servers(); }
  [[nodiscard]] const std::deque<ProbeRun>& probes() const { return schedule_.probes(); }
  [[nodiscard]] const ProbeRun* probe(std::uint32_t id) const { return schedule_.probe(id); }
  /// A number that grows with everything that is heard of an address or asked of it. Not 0; while it stays the same,
  /// the address and its probes do.
  [[nodiscard]] std::uint64_t heard_of(const AddressRun& address) const;
  [[nodiscard]] const LookupRun* mx() const { return discovery_.mx(); }
  [[nodiscard]] const LookupRun* mta_sts() const { return discovery_.mta_sts(); }
  [[nodiscard]] const PolicyFetch& policy() const { return policy_; }
  [[nodiscard]] const Beside& beside() const { return beside_; }
  [[nodiscard]] std::uint64_t elapsed_us() const { return elapsed_us_; }
  [[nodiscard]] bool finished() const { return std::holds_alternative<Ended>(session_); }
  /// When every server's headline was known; none before.
  [[nodiscard]] std::optional<std::uint64_t> headline_us() const { return headline_us_; }

 private:
  void take(const wire::FromRelay& message);
  void advance();
  void begin_beside();  ///< once the headline is known
  void follow_beside();
  const LookupRun* ask_beside(const dns::Name& name, dns::Type type);  ///< none where no lookup is left
  void follow_policy();  ///< the domain's, as far as what is known of it goes
  [[nodiscard]] bool is_for_headline(const LookupRun& lookup) const;
  template <class Run>
  void take_frame(Run& run, const wire::Frame& frame);  ///< of a connection that has not ended
  bool queue_found();                                   ///< addresses that DNS named; whether there were any
  void begin_what_may();  ///< addresses that answers named, and the probes that are waiting for their turn
  void settle();          ///< the headline, the exploration, and the end
  void start_probe(const Schedule::Turn& turn);
  void after_probe(const ProbeRun& probe);
  void begin_explorations();
  bool look_again();  ///< where an exploration has left it open whether senders get through
  void ask_questions();
  void answer_explorer(const ProbeRun& question);
  [[nodiscard]] bool by_words() const;    ///< what is said inside TLS the relay says
  [[nodiscard]] bool drops_text() const;  ///< that came with the go-ahead for TLS
  [[nodiscard]] bool draws_key_anew() const;
  [[nodiscard]] bool waits_for_relay() const;
  [[nodiscard]] bool overdue(std::uint64_t us) const;
  /// Another connection may be begun.
  [[nodiscard]] bool has_room() const;
  [[nodiscard]] std::uint32_t patience_ms() const;
  void lose_everything(const words::Phrase& why);

  Evidence evidence_;
  SessionState session_ = Connecting{};
  std::optional<wire::Welcome> welcome_;
  Outbox out_;
  Discovery discovery_;
  Schedule schedule_;
  PolicyFetch policy_;
  Beside beside_;
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
