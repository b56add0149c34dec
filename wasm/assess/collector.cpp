#include "assess/collector.h"

#include <algorithm>
#include <utility>

namespace mailglass::assess {

void Collector::add(std::string_view code, const std::vector<std::uint32_t>& facts, const Subject* subject) {
  const auto known = std::find_if(findings_.begin(), findings_.end(), [&](const Finding& f) { return f.code == code; });
  Finding& finding = known != findings_.end() ? *known : begin(code);
  const auto& subjects = finding.subjects;
  if (subject && std::find(subjects.begin(), subjects.end(), *subject) == subjects.end())
    finding.subjects.push_back(*subject);
  bool any = false;
  for (const std::uint32_t id : facts) {
    if (id == 0) continue;
    any = true;
    const Assured& proved = facts_.all()[id - 1]->assured;
    // Of reasons that are as good as each other it gives its facts', before the one it may have at most.
    finding.assured = finding.facts.empty() ? weakest(proved, finding.assured) : weakest(finding.assured, proved);
    const auto& known_facts = finding.facts;
    if (std::find(known_facts.begin(), known_facts.end(), id) == known_facts.end()) finding.facts.push_back(id);
  }
  if (!any) finding.assured = weakest(finding.assured, kDelivered);
}

void Collector::word(std::string_view code, const words::Phrase& text) {
  for (Finding& finding : findings_) {
    if (finding.code == code) finding.text = text;
  }
}

void Collector::lines(std::string_view code, const std::vector<std::string>& lines) {
  for (Finding& finding : findings_) {
    if (finding.code == code) finding.lines = lines;
  }
}

std::vector<Finding> Collector::take() {
  // Worst first, the table's order within.
  std::stable_sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
    if (a.severity != b.severity) return a.severity > b.severity;
    return &finding_text(a.code) < &finding_text(b.code);
  });
  return std::move(findings_);
}

Finding& Collector::begin(std::string_view code) {
  const FindingText& text = finding_text(code);
  findings_.push_back({text.code,
                       text.severity,
                       at_most(code),
                       text.advised,
                       words::Phrase{std::string("finding.").append(text.code).append(".text")},
                       {},
                       {}});
  return findings_.back();
}

}  // namespace mailglass::assess
