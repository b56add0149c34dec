#include "assess/lens/tally.h"

#include <algorithm>

#include "tls/record.h"

namespace mailglass::assess::lens {
namespace {

constexpr std::size_t kMostNames = 3;

void join(std::string& list, std::string_view separator, std::string_view what) {
  if (!list.empty()) list += separator;
  list += what;
}

void keep(std::vector<probe::Evidence>& list, const probe::Evidence& evidence) {
  const bool known = std::find(list.begin(), list.end(), evidence) != list.end();
  if (!known && list.size() < kMostEvidence && evidence.range.length > 0) list.push_back(evidence);
}

}  // namespace

std::string say(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

void Tally::against(std::string_view what, const probe::Evidence& evidence) {
  join(against_, "; ", what);
  keep(contrary_, evidence);
}
void Tally::open(std::string_view what) {
  join(open_, "; ", what);
}
void Tally::support(const probe::Evidence& evidence) {
  keep(supporting_, evidence);
}

Judgement Tally::judgement(std::string_view why) && {
  if (!against_.empty()) return {Status::Violated, std::move(against_), std::move(contrary_)};
  if (!open_.empty()) return {Status::NotEstablished, std::move(open_), {}};
  return {Status::Met, std::string(why), std::move(supporting_)};
}

Judgement not_applicable(std::string_view why) {
  return {Status::NotApplicable, std::string(why), {}};
}
Judgement not_established(std::string_view why) {
  return {Status::NotEstablished, std::string(why), {}};
}

void Names::add(std::string_view name) {
  if (++count_ <= kMostNames) join(listed_, ", ", name);
}
std::string Names::text() const {
  if (count_ <= kMostNames) return listed_;
  return say({listed_, " and ", std::to_string(count_ - kMostNames), " more"});
}

std::string_view version_name(std::uint16_t version) {
  return tls::to_string(static_cast<tls::Version>(version));
}

std::string without_answer(std::uint16_t version, const Names& names) {
  return say({"not asked for, or without a clear answer in ", version_name(version), ": ", names.text()});
}

probe::Support Subject::older_than_tls13() const {
  probe::Support older = probe::Support::No;
  for (const auto& [version, known] : facts.versions) {
    if (version == kTls13 || known.support.no()) continue;
    older = known.support.support;
    if (known.support.yes()) break;
  }
  return older;
}

}  // namespace mailglass::assess::lens
