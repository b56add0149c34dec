#pragma once
// Gathers what speaks for and against a rule, and concludes.

#include "assess/lens/lens.h"

namespace mailglass::assess::lens {

class Tally {
 public:
  /// A fact that violates the rule: a sentence.
  void against(words::Phrase what, const probe::Evidence& evidence);
  /// A fact it needs that is unknown.
  void open(words::Phrase what);
  /// A fact that supports it.
  void support(const probe::Evidence& evidence);
  /// Violated if anything is against it, else not established if anything is open, else met; `why` is then what was
  /// seen.
  Judgement judgement(words::Value why) &&;

 private:
  words::List against_, open_;
  std::vector<probe::Evidence> contrary_, supporting_;
};

Judgement not_applicable(words::Value why);
Judgement not_established(words::Phrase why);

/// Up to three names, then how many more.
class Names {
 public:
  void add(words::Value name);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] words::Value text() const;

 private:
  words::List listed_;
  std::size_t count_ = 0;
};

inline constexpr std::uint16_t kTls13 = 0x0304;
std::string_view version_name(std::uint16_t version);
/// "Only TLS 1.3 is supported."
words::Phrase only_tls13();
/// "TLS 1.3 is not supported."
words::Phrase not_supported(std::uint16_t version);
/// "Not asked for, or without a clear answer in TLS 1.2: …".
words::Phrase without_answer(std::uint16_t version, const Names& names);
/// "It accepts … in TLS 1.2."
words::Phrase accepts(const Names& names, std::uint16_t version);
/// "Whether TLS 1.2 is supported is open."
words::Phrase support_open(std::uint16_t version);

}  // namespace mailglass::assess::lens
