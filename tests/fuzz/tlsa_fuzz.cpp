// TLSA records against a chain: each is used or has a reason not to be; what matches is what stands in the record.

#include <algorithm>

#include "dane/judgement.h"
#include "property.h"
#include "tls/handshake.h"

using namespace mailglass;

namespace {

constexpr std::int64_t kNow = 1'790'000'000;
constexpr std::size_t kHead = 5, kMost = 8;

/// Each record is a length in two bytes, usage, selector, matching type, and its data.
std::vector<dns::Tlsa> records_of(ByteReader& reader) {
  std::vector<dns::Tlsa> out;
  while (reader.remaining() >= kHead && out.size() < kMost) {
    auto one = reader.prefixed(2);
    if (!one) break;
    const auto usage = one->u8(), selector = one->u8(), matching = one->u8();
    if (!matching) break;
    const ByteView data = one->rest();
    out.push_back({*usage, *selector, *matching, {data.begin(), data.end()}});
  }
  return out;
}

void check_record(const dns::Tlsa& record) {
  const auto why = dane::unusable(record);
  if (why) MUST(!dane::rule_text(*why).code.empty() && dane::rule_text(*why).source.starts_with("RFC "));
  if (!why) MUST(record.usage >= 2 && record.usage <= 3 && record.selector <= 1 && record.matching_type <= 2);
  if (!why) MUST(!dane::to_string(dane::pinned(record)).empty());
}

void check_match(const dane::Match& match, std::size_t chain) {
  MUST(match.outcome != dane::Outcome::Matches || match.depth);
  // One more than was sent: a trust anchor out of the record.
  if (match.depth) MUST(*match.depth <= chain + kMost);
}

void check_judgement(const std::vector<dns::Tlsa>& records, const std::vector<Bytes>& chain) {
  const dane::Judgement found = dane::judge(dane::SecureRecords{{}, records}, {chain}, {"mx.tls13.test"}, kNow);
  const bool usable = std::any_of(records.begin(), records.end(), [](const auto& r) { return !dane::unusable(r); });
  MUST(usable == (found.state != dane::State::AllUnusable) && found.records.size() == records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    MUST((found.records[i].role == dane::Role::Unusable) == dane::unusable(records[i]).has_value());
    for (const dane::Match& match : found.records[i].matches) check_match(match, chain.size());
  }
  if (!usable) return;
  const dane::ChainMatch& whole = found.chains.front();
  check_match(whole.all, chain.size());
  MUST((whole.all.outcome == dane::Outcome::Matches) == whole.record.has_value());
  // What all records together do, that one does by itself, unless another one brings a certificate in full.
  const bool brings = std::any_of(records.begin(), records.end(), [](const auto& r) { return r.matching_type == 0; });
  if (whole.record && !brings) MUST(whole.each[*whole.record].outcome == dane::Outcome::Matches);
  if (whole.record) MUST(found.records[*whole.record].role == dane::Role::Active);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader reader(ByteView(data, size));
  auto sent = reader.prefixed(2);
  if (!sent) return 0;
  const auto parsed = tls::parse_certificate_tls12(sent->rest());
  std::vector<Bytes> chain;
  if (parsed) chain = *parsed;
  const std::vector<dns::Tlsa> records = records_of(reader);
  for (const dns::Tlsa& record : records) check_record(record);
  check_judgement(records, chain);
  for (const dane::Advice& advice : dane::records_for({chain})) MUST(!dane::unusable(advice.record));
  return 0;
}
