#pragma once
// Gathers what speaks for and against a rule, and concludes.

#include "assess/lens/lens.h"

namespace mailglass::assess::lens {

class Tally {
 public:
  /// A fact that violates the rule.
  void against(std::string_view what, const probe::Evidence& evidence);
  /// A fact it needs that is unknown.
  void open(std::string_view what);
  /// A fact that supports it.
  void support(const probe::Evidence& evidence);
  [[nodiscard]] bool violated() const { return !against_.empty(); }
  /// Violated if anything is against it, else not established if anything is open, else met; `why` is then what was
  /// seen.
  Judgement judgement(std::string why) &&;

 private:
  std::string against_, open_;
  std::vector<probe::Evidence> contrary_, supporting_;
};

Judgement not_applicable(std::string why);
Judgement not_established(std::string why);

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

std::string version_name(std::uint16_t version);

}  // namespace mailglass::assess::lens
