#pragma once
// Collects findings: each code once, with its subjects and facts.

#include "assess/findings.h"

namespace mailglass::assess {

class Collector {
 public:
  explicit Collector(const FactList& facts) : facts_(facts) {}
  /// A code of the table (finding_texts.h); facts with id 0 are passed over.
  void add(std::string_view code, const std::vector<std::uint32_t>& facts, const Subject* subject = nullptr);
  /// What a finding that is there says instead of finding.CODE.text without arguments.
  void word(std::string_view code, const words::Phrase& text);
  /// What is to be copied from a finding that is there.
  void lines(std::string_view code, const std::vector<std::string>& lines);
  /// Worst first.
  std::vector<Finding> take();

 private:
  Finding& begin(std::string_view code);
  const FactList& facts_;
  std::vector<Finding> findings_;
};

/// What the certificates of all addresses mean, each for itself and side by side.
void find_certificates(const AssessedAddresses& addresses, Collector& collector);

}  // namespace mailglass::assess
