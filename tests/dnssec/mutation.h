#pragma once
// Chains that were tampered with: what a relay, a name server or the way between could make of honest answers. Whatever
// they do, nothing false may come out as secure.

#include <map>
#include <vector>

#include "dnssec/world.h"

namespace mailglass::test {

/// Where choices come from: a fuzzer's bytes, or a generator.
class Choices {
 public:
  explicit Choices(ByteView bytes) : bytes_(bytes) {}
  explicit Choices(std::uint64_t seed) : state_(seed * 2 + 1) {}
  /// Less than `bound`, which is not 0. A fuzzer's bytes that are used up give 0.
  std::size_t below(std::size_t bound);

 private:
  ByteView bytes_;
  std::uint64_t state_ = 0;
};

/// Zones of every kind, questions about them, and the honest answers.
class Target {
 public:
  Target();
  /// A question, and what answers it meets instead of the honest ones.
  struct Case {
    std::size_t honest = 0;
    std::map<std::pair<dns::Name, std::uint16_t>, Bytes> tampered;
  };
  Case some_case(Choices& choices);
  [[nodiscard]] Case honest_case(std::size_t index) const { return {index, {}}; }
  [[nodiscard]] const dnssec::Question& question(const Case& one) const { return honest_[one.honest].question; }
  Source source(const Case& one);
  [[nodiscard]] const Trust& trust() const { return trust_; }

  struct Run {
    std::string outcome;
    dnssec::Work work;
    /// Nothing false is secure, and the work is within its bounds.
    bool holds = true;
  };
  Run run(const Case& one);
  Asked asked(const Case& one) { return ask(source(one), question(one), trust_); }
  [[nodiscard]] std::size_t questions() const { return honest_.size(); }

 private:
  struct Honest {
    dnssec::Question question;
    std::string outcome;
    std::vector<dnssec::Question> lookups;
    std::vector<Bytes> meaning;
  };
  const WireMessage& message(const dnssec::Question& question);
  Bytes mutated(WireMessage message, Choices& choices);
  void change(WireMessage& message, Choices& choices);
  const WireRecord* some_record(Choices& choices);

  SignedTree world_;
  Trust trust_;
  std::map<std::pair<dns::Name, std::uint16_t>, WireMessage> messages_;
  std::vector<Honest> honest_;
  std::vector<const WireRecord*> pool_;  ///< every record of every honest answer
};

}  // namespace mailglass::test
