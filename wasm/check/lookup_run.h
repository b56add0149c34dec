#pragma once
// A question to DNS, and what came of it: the answer as the relay delivered it, what its signatures prove, and what
// both say about existence.

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "check/trust.h"
#include "dns/message.h"
#include "dns/name.h"
#include "wire/control.h"
#include "words/phrase.h"

namespace mailglass::check {

/// What a lookup says about existence: the difference between "there is none" and "it could not be established".
struct NotThere {
  bool name_exists = false;
  /// With NXDOMAIN, where the name's aliases lead: the rcode speaks of this name then (RFC 6604 section 3).
  std::optional<dns::Name> alias_of = {};
};  ///< NOERROR without such records, or NXDOMAIN
struct Unknown {
  words::Phrase why;  ///< a sentence
};                    ///< SERVFAIL, bogus, refused, lost, unreadable
struct Waiting {};
struct Found {
  dns::Resolution resolution;  ///< points into the lookup's message
};
using LookupResult = std::variant<Waiting, Found, NotThere, Unknown>;

/// A lookup and, once it came, its answer. Whoever needs it keeps a pointer: it stays where it is (Discovery).
class LookupRun {
 public:
  struct Pending {};
  struct Answered {
    wire::Answer answer;
    std::optional<dns::Message> message;  ///< none when the bytes are no DNS message
    std::optional<ParseError> error;
    Trust trust;
  };
  struct Refused {
    wire::Refused refused;
  };
  struct Lost {};
  using State = std::variant<Pending, Answered, Refused, Lost>;

  LookupRun(std::uint32_t its_id, dns::Name its_name, dns::Type its_type)
      : id(its_id), name(std::move(its_name)), type(its_type) {}
  LookupRun(const LookupRun&) = delete;  // what it found points into it
  LookupRun& operator=(const LookupRun&) = delete;

  const std::uint32_t id;
  const dns::Name name;
  const dns::Type type;
  /// Asked behind the headline, and waited for by nothing but the check's end (check/beside.h).
  bool beside = false;
  /// Nobody is led anywhere by it: its signatures are not looked at, and the relay's word on it is all there is.
  bool unjudged = false;

  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] bool pending() const { return std::holds_alternative<Pending>(state_); }
  /// No answer yet, or one whose trust is still being settled.
  [[nodiscard]] bool awaited() const {
    return pending() || (answered() && std::holds_alternative<Unsettled>(answered()->trust));
  }
  [[nodiscard]] const Answered* answered() const { return std::get_if<Answered>(&state_); }
  /// Waiting while it is awaited.
  [[nodiscard]] const LookupResult& result() const { return result_; }
  /// The same where its trust is not settled yet: what it will say if it holds.
  [[nodiscard]] LookupResult result_as_it_stands() const;

  /// It came to its end, whichever that is. Once.
  void end(State state);
  /// What an answer that was unsettled turned out to rest on.
  void settle(Trust trust);

 private:
  State state_;
  LookupResult result_;
};
/// Waiting where none was asked.
const LookupResult& result_of(const LookupRun* lookup);

}  // namespace mailglass::check
