#pragma once
// Gathers what speaks for and against a rule, and concludes.

#include <initializer_list>

#include "assess/lens/lens.h"

namespace mailglass::assess::lens {

/// The parts in one text.
std::string say(std::initializer_list<std::string_view> parts);

class Tally {
 public:
  /// A fact that violates the rule.
  void against(std::string_view what, const probe::Evidence& evidence);
  /// A fact it needs that is unknown.
  void open(std::string_view what);
  /// A fact that supports it.
  void support(const probe::Evidence& evidence);
  /// Violated if anything is against it, else not established if anything is open, else met; `why` is then what was
  /// seen.
  Judgement judgement(std::string_view why) &&;

 private:
  std::string against_, open_;
  std::vector<probe::Evidence> contrary_, supporting_;
};

Judgement not_applicable(std::string_view why);
Judgement not_established(std::string_view why);

/// Up to three names, then how many more.
class Names {
 public:
  void add(std::string_view name);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::string text() const;

 private:
  std::string listed_;
  std::size_t count_ = 0;
};

inline constexpr std::uint16_t kTls13 = 0x0304;
inline constexpr std::string_view kOnlyTls13 = "only TLS 1.3 is supported";
std::string_view version_name(std::uint16_t version);
/// "not asked for, or without a clear answer in TLS 1.2: …".
std::string without_answer(std::uint16_t version, const Names& names);

}  // namespace mailglass::assess::lens
