#include "assess/lens/tally.h"

#include <algorithm>

#include "tls/record.h"

namespace mailglass::assess::lens {
namespace {

constexpr std::size_t kMostNames = 3;

void join(std::string& list, std::string_view what) {
  if (!list.empty()) list += "; ";
  list += what;
}

void keep(std::vector<probe::Evidence>& list, const probe::Evidence& evidence) {
  const bool known = std::find(list.begin(), list.end(), evidence) != list.end();
  if (!known && list.size() < kMostEvidence && evidence.range.length > 0) list.push_back(evidence);
}

}  // namespace

void Tally::against(std::string_view what, const probe::Evidence& evidence) {
  join(against_, what);
  keep(contrary_, evidence);
}
void Tally::open(std::string_view what) {
  join(open_, what);
}
void Tally::support(const probe::Evidence& evidence) {
  keep(supporting_, evidence);
}

Judgement Tally::judgement(std::string why) && {
  if (!against_.empty()) return {Status::Violated, std::move(against_), std::move(contrary_)};
  if (!open_.empty()) return {Status::NotEstablished, std::move(open_), {}};
  return {Status::Met, std::move(why), std::move(supporting_)};
}

Judgement not_applicable(std::string why) {
  return {Status::NotApplicable, std::move(why), {}};
}
Judgement not_established(std::string why) {
  return {Status::NotEstablished, std::move(why), {}};
}

void Names::add(std::string_view name) {
  if (++count_ > kMostNames) return;
  if (!listed_.empty()) listed_ += ", ";
  listed_ += name;
}
std::string Names::text() const {
  return count_ <= kMostNames ? listed_ : listed_ + " and " + std::to_string(count_ - kMostNames) + " more";
}

std::string version_name(std::uint16_t version) {
  return std::string(tls::to_string(static_cast<tls::Version>(version)));
}

}  // namespace mailglass::assess::lens
