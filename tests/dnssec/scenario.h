#pragma once
// Scenarios in the form of Deckard and unbound's testbound (.rpl): what name servers answer, what a client asks, and
// what a validating resolver should tell it.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dnssec/ask.h"

namespace mailglass::test {

struct Entry {
  std::set<std::string> match, adjust, reply;  ///< words of MATCH, ADJUST and REPLY
  WireMessage message;                         ///< rcode is that of REPLY
};

/// What one or several addresses answer during some of the steps.
struct Range {
  unsigned first = 0, last = 0;
  std::vector<std::string> addresses;
  std::vector<Entry> entries;
};

struct Step {
  unsigned number = 0;
  std::string what;  ///< "QUERY", "CHECK_ANSWER", …
  Entry entry;
};

struct Scenario {
  std::vector<std::string> roots;  ///< addresses
  Trust trust;
  std::vector<Range> ranges;
  std::vector<Step> steps;
};

/// Throws std::invalid_argument at what it cannot read.
Scenario read_scenario(std::string_view text);

/// Answers as a resolver that only iterates gets them: referrals followed, aliases too, sections put together; and
/// where no server answers, what it remembers: an earlier answer, or what a referral said of a zone's DS.
class Iterator {
 public:
  explicit Iterator(const Scenario& scenario) : scenario_(scenario) {}
  void now(unsigned step) { step_ = step; }
  /// Empty where no server answers.
  Bytes answer(const dnssec::Question& question);

 private:
  struct Servers {
    dns::Name zone;
    std::vector<std::string> addresses;
  };
  /// The servers to begin with, closest first: those of zones met before, and the root's.
  [[nodiscard]] std::vector<Servers> known(const dnssec::Question& question) const;
  const Entry* descend(const dnssec::Question& question, Servers& servers, int depth);
  bool remembered(const dnssec::Question& question, WireMessage& out) const;
  bool resolve(const dnssec::Question& question, WireMessage& out, int depth);
  bool follow(const dnssec::Question& question, const WireMessage& got, Servers& servers, int depth);
  const Entry* ask_server(const std::string& address, const dnssec::Question& question);
  std::vector<std::string> addresses_of(const dns::Name& server, const WireMessage& got, int depth);

  const Scenario& scenario_;
  unsigned step_ = 0;
  unsigned asked_ = 0;
  std::vector<Servers> met_;
  std::vector<WireMessage> referrals_;  ///< by the zone they lead to
  std::map<std::pair<dns::Name, std::uint16_t>, WireMessage> remembered_;
  std::vector<dns::Name> looking_up_;  ///< servers whose addresses are being looked up
};

}  // namespace mailglass::test
