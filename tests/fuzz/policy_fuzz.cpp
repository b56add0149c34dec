// Policies and records: what is taken for one names what stands there; what the standard takes has nothing wrong.

#include <algorithm>

#include "policy/mta_sts_discovery.h"
#include "policy/mta_sts_policy.h"
#include "policy/tls_rpt_record.h"
#include "property.h"

using namespace mailglass;

namespace {

constexpr std::array<std::string_view, 4> kCharsets{"", "utf-8", "iso-8859-1", "utf-7"};

void check_flaw(const policy::PolicyFlaw& flaw, std::size_t size) {
  MUST(flaw.offset <= size && !policy::rule_text(flaw.rule).code.empty());
}

void check_policy(const policy::Policy& policy, const std::string& text) {
  MUST(policy.max_age <= policy::kMaxAge);
  MUST(!policy.mx.empty() || policy.mode == policy::Mode::None);
  for (const policy::MxPattern& pattern : policy.mx) {
    MUST(fuzz::within(pattern.range, 0, text.size()));
    MUST(text.substr(pattern.range.offset, pattern.range.length) == pattern.text);
    if (const auto covered = policy::covers(policy, pattern.text)) MUST(*covered < policy.mx.size());
  }
}

void check_file(const std::string& text, std::string_view charset) {
  const policy::PolicyFile file = policy::read_policy({.charset = charset, .body = view_of(text)});
  MUST(file.flaws.size() <= policy::kMaxFlaws);
  for (const policy::PolicyFlaw& flaw : file.flaws) check_flaw(flaw, text.size());
  for (const policy::Reader reader : policy::kReaders) {
    const policy::PolicyReading& reading = file.readings[reader];
    MUST(reading.policy.has_value() != reading.flaw.has_value());
    if (reading.flaw) check_flaw(*reading.flaw, text.size());
    if (reading.policy) check_policy(*reading.policy, text);
  }
  const bool invalid = std::any_of(file.flaws.begin(), file.flaws.end(),
                                   [](const policy::PolicyFlaw& flaw) { return policy::makes_invalid(flaw.rule); });
  MUST(file.flaws.size() == policy::kMaxFlaws || invalid == !file.readings[policy::Reader::Rfc8461].policy);
}

void check_records(const std::string& text) {
  std::vector<std::string> records;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    records.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  const auto found = policy::discover_policy(records);
  for (const policy::Reader reader : policy::kReaders) {
    const policy::DiscoveryReading& reading = found[reader];
    const bool one = reading.discovery == policy::Discovery::Found || reading.discovery == policy::Discovery::Malformed;
    MUST(one == reading.record.has_value());
    if (one) MUST(*reading.record < records.size());
    if (reading.flaw) MUST(reading.flaw->offset <= records[*reading.record].size());
  }
  const policy::DiscoveryReading& standard = found[policy::Reader::Rfc8461];
  if (standard.discovery == policy::Discovery::Found)
    MUST(standard.id.size() <= 32 && !standard.id.empty() &&
         records[*standard.record].find("id=" + standard.id) != std::string::npos);
  const policy::TlsRpt reports = policy::read_tls_rpt(records);
  if (const auto* bad = std::get_if<policy::MalformedTlsRpt>(&reports))
    MUST(bad->record < records.size() && bad->flaw.offset <= records[bad->record].size());
  if (const auto* record = std::get_if<policy::TlsRptRecord>(&reports))
    MUST(!record->rua.empty() || !record->other.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(ByteView(data, size));
  // RFC 8461 section 3.1: sts-version, then sts-field-delim, which white space may begin.
  const std::size_t after = std::min(text.find_first_not_of(" \t", 7), text.size());
  MUST(policy::begins_mta_sts_record(text) == (text.starts_with("v=STSv1") && text.substr(after, 1) == ";"));
  for (const std::string_view charset : kCharsets) check_file(text, charset);
  check_records(text);
  return 0;
}
