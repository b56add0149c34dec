// Where a domain wants reports about TLS to go.
#include "policy/tls_rpt_record.h"

#include <gtest/gtest.h>

#include "cases.h"

namespace mailglass::policy {
namespace {

using nlohmann::json;

std::vector<std::string> described(const std::vector<TlsRptRecord::Destination>& destinations) {
  std::vector<std::string> out;
  out.reserve(destinations.size());
  for (const auto& one : destinations)
    out.push_back(std::to_string(one.offset) + (one.mail ? " mail " : " https ") + one.uri);
  return out;
}

struct Describe {
  std::string operator()(const NoTlsRpt&) const { return "none"; }
  std::string operator()(const SeveralTlsRpt&) const { return "several"; }
  std::string operator()(const MalformedTlsRpt& bad) const {
    return std::to_string(bad.record) + ": " + std::to_string(bad.flaw.offset) + " " +
           std::string(rule_text(bad.flaw.rule).code);
  }
  std::string operator()(const TlsRptRecord&) const { return "found"; }
};

TEST(TlsRptRecords, AreReadAsRfc8460HasThem) {
  for (const json& row : cases("tls_rpt")) {
    const TlsRpt read = read_tls_rpt(row["records"]);
    EXPECT_EQ(std::visit(Describe{}, read), row.value("is", "found")) << row["name"];
    if (const auto* record = std::get_if<TlsRptRecord>(&read)) {
      EXPECT_EQ(described(record->rua), row.value("found", std::vector<std::string>())) << row["name"];
      EXPECT_EQ(described(record->other), row.value("other", std::vector<std::string>())) << row["name"];
    }
  }
}

}  // namespace
}  // namespace mailglass::policy
