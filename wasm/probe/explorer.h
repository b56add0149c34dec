#pragma once
// The exploration of one address: which ClientHello to send next, when, and what is known so far. Sans-I/O; the caller
// carries out the probes, in any order of completion, and says what time it is.

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "probe/hello_spec.h"
#include "probe/knowledge.h"
#include "probe/pace.h"
#include "probe/questions.h"

namespace mailglass::probe {

/// Connections allowed, the headline's included.
constexpr unsigned default_budget(Depth depth) {
  switch (depth) {
    case Depth::Quick: return 6;
    case Depth::Standard: return 20;
    case Depth::Full: return 120;
  }
  return 20;
}

/// What the headline left to come back with: the hello that presents it, or why there is none to present.
struct SessionToPresent {
  Bytes hello;               ///< records; empty: nothing to ask
  std::string_view why_not;  ///< a message, where it therefore cannot be established; empty where that is a fact
};

/// Makes the hello of a handshake that is carried to its end: the same for the same question.
using MakeCarried = std::function<Bytes(const CarriedHello&)>;

struct Target {
  std::string host;
  Seed seed;
  Depth depth = Depth::Standard;
  unsigned budget = default_budget(Depth::Standard);
  unsigned concurrency = 2;
  /// What the relay allows in all, the headline and those turned away included.
  unsigned connections = std::numeric_limits<unsigned>::max();
  SessionToPresent session = {};
  MakeCarried carried = {};  ///< empty: there is nobody to carry handshakes to their end
  /// Keeps the last connections for what a greater question's answer may lead to, while that is under way.
  bool patient = true;
  Edition edition = Edition::Second;
};

struct PlannedProbe {
  std::uint32_t id;          ///< from 1; the headline is kHeadline
  std::string_view purpose;  ///< the message: "topic.weak-suites"
  Bytes client_hello;
  Hello hello;  ///< of SSL 2.0: AnswerReader must know. A session or a CarriedHello: to be carried to its end
};

/// A probe that never got to send its ClientHello.
struct NoTls {
  enum class Kind : std::uint8_t {
    ConnectRefused,
    Unreachable,
    ConnectTimeout,
    Dropped,     ///< closed or reset before TLS could begin
    Silent,      ///< a reply of the mail server did not come in time
    Replied,     ///< a 4xx or 5xx reply to connection, EHLO or STARTTLS
    NoStarttls,  ///< EHLO did not offer it this time
    Relay,       ///< the relay would not, or was lost
  } kind;
  std::optional<int> code;  ///< Replied: the reply's code
  std::string words;        ///< the server's own words (printable), or the relay's reason
};
struct ProbeResult {
  std::variant<ServerAnswer, NoTls> answer;
  std::optional<std::uint64_t> greeting_us;  ///< from connected to the complete greeting
  /// What was really said, if not the planned hello: evidence may come from a time when other questions were asked.
  std::optional<Offered> said = std::nullopt;
};

/// Connections so far.
struct Usage {
  unsigned budget;
  unsigned used;         ///< counted against the budget: the headline, those answered, those running
  unsigned turned_away;  ///< connections the server refused for their rate; asked again later and not counted
  unsigned lost;         ///< what the relay would not carry out, or lost: not the server's doing, and not counted
  unsigned running;
};

/// Something the exploration set out to learn and did not.
struct NotEstablished {
  std::string_view what;  ///< the topic's name: a message
  enum class Why : std::uint8_t {
    Budget,
    Unclear /* asked, without a clear answer */,
    TurnedAway /* by the server */,
    NotReached /* still to come, or nobody was left to ask by */,
    Depth
  } why;
  words::Value reason;       ///< sentences
  std::string server_words;  ///< what the server answered, if it said something
};
std::string_view to_string(NotEstablished::Why why);

class Explorer {
 public:
  /// `headline` is the first probe's hello and answer, when it got that far; it counts as one connection either way.
  /// `headline_us` is when it was over, by the clock of next().
  Explorer(Target target, std::optional<Observation> headline, std::uint64_t headline_us = 0);

  /// The next probe to start now; nullopt when none should be: see next_at() and finished().
  std::optional<PlannedProbe> next(std::uint64_t now_us);
  /// When to call next() again although nothing was answered meanwhile; none if only an answer can help.
  [[nodiscard]] std::optional<std::uint64_t> next_at() const;
  /// Takes the result of a probe; an id that is not running is ignored.
  void answered(std::uint32_t id, ProbeResult result, std::uint64_t now_us);
  /// Asks nothing more; `why` is a sentence. Answers still under way are taken.
  void stop(words::Value why);
  /// It was told so, or the server's refusals were too many.
  [[nodiscard]] bool stopped() const { return stopped_.has_value(); }
  /// Nothing runs and nothing more will be asked.
  [[nodiscard]] bool finished() const;

  [[nodiscard]] const Facts& facts() const { return knowledge_.facts(); }
  [[nodiscard]] const Knowledge& knowledge() const { return knowledge_; }
  [[nodiscard]] Usage usage() const;
  [[nodiscard]] Depth depth() const { return target_.depth; }
  [[nodiscard]] const Pace& pace() const { return pace_; }
  [[nodiscard]] std::vector<NotEstablished> not_established() const;

 private:
  struct Asked {
    Hello hello;
    unsigned unclear = 0;      ///< times it was closed on or not answered
    bool settled = false;      ///< answered in words; not asked again
    words::Value description;  ///< of the last answer: a sentence
  };
  struct Running {
    std::uint32_t id = 0;
    Lane lane{};
    std::size_t asked = 0;
    Offered offered;
  };
  struct Chosen {
    const Topic* topic = nullptr;
    Hello hello;
  };
  [[nodiscard]] std::optional<Chosen> choose(bool ignore_lanes) const;
  [[nodiscard]] bool exhausted(const Hello& hello) const;
  [[nodiscard]] const Asked* find(const Hello& hello) const;
  std::size_t remember(const Hello& hello);
  void turned_away(const NoTls& refusal, std::uint64_t now_us);
  void lost(const NoTls& refusal);
  void spelt_smtp(Asked& asked);
  /// No connection is left: of the budget, or of those the relay allows; `kept` of both are spoken for.
  [[nodiscard]] bool spent(unsigned kept = 0) const;

  Target target_;
  Scope scope_;
  Knowledge knowledge_;
  Pace pace_;
  std::vector<Asked> asked_;
  std::vector<Running> running_;
  std::uint32_t next_id_ = kHeadline + 1;
  unsigned answered_ = 1;  ///< the headline
  unsigned turned_away_ = 0;
  unsigned lost_ = 0;
  unsigned odd_ends_ = 0;  ///< in a row, without a reason that waiting could cure
  bool welcomed_once_ = false;
  /// There was nothing to ask, and no answer came since: it need not be worked out again at every message.
  bool barren_ = false;
  std::string refusal_words_;
  std::optional<words::Value> stopped_;  ///< why nothing more is asked
  bool stopped_by_server_ = false;
};

}  // namespace mailglass::probe
