#include "assess/lens/tally.h"

#include <algorithm>

#include "tls/record.h"

namespace mailglass::assess::lens {
namespace {

using words::Phrase;

constexpr std::size_t kMostNames = 3;

void keep(std::vector<probe::Evidence>& list, const probe::Evidence& evidence) {
  const bool known = std::find(list.begin(), list.end(), evidence) != list.end();
  if (!known && list.size() < kMostEvidence && evidence.range.length > 0) list.push_back(evidence);
}

}  // namespace

void Tally::against(Phrase what, const probe::Evidence& evidence) {
  against_.emplace_back(std::move(what));
  keep(contrary_, evidence);
}
void Tally::open(Phrase what) {
  open_.emplace_back(std::move(what));
}
void Tally::support(const probe::Evidence& evidence) {
  keep(supporting_, evidence);
}

Judgement Tally::judgement(words::Value why) && {
  if (!against_.empty()) return {Status::Violated, words::sentences(std::move(against_)), std::move(contrary_)};
  if (!open_.empty()) return {Status::NotEstablished, words::sentences(std::move(open_)), {}};
  return {Status::Met, std::move(why), std::move(supporting_)};
}

Judgement not_applicable(words::Value why) {
  return {Status::NotApplicable, std::move(why), {}};
}
Judgement not_established(Phrase why) {
  return {Status::NotEstablished, std::move(why), {}};
}

void Names::add(words::Value name) {
  if (++count_ <= kMostNames) listed_.push_back(std::move(name));
}
words::Value Names::text() const {
  words::List listed = listed_;
  if (count_ > kMostNames) listed.emplace_back(Phrase{"names.more", {{"n", count_ - kMostNames}}});
  return listed;
}

std::string_view version_name(std::uint16_t version) {
  return tls::to_string(static_cast<tls::Version>(version));
}

Phrase only_tls13() {
  return {"impossible.only-tls13"};
}
Phrase not_supported(std::uint16_t version) {
  return {"impossible.version", {{"version", version_name(version)}}};
}
Phrase without_answer(std::uint16_t version, const Names& names) {
  return {"seen.open-in", {{"version", version_name(version)}, {"what", names.text()}}};
}
Phrase accepts(const Names& names, std::uint16_t version) {
  return {"seen.accepts-in", {{"what", names.text()}, {"version", version_name(version)}}};
}
Phrase support_open(std::uint16_t version) {
  return {"seen.version-open", {{"version", version_name(version)}}};
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
