// CAA records, and the set that counts for a name.
#include "dns/caa.h"

#include <gtest/gtest.h>

#include "captured.h"
#include "cases.h"

namespace mailglass::dns {
namespace {

using nlohmann::json;

TEST(CaaRecords, AreReadOrRefusedWithPlaceAndRule) {
  for (const json& row : cases("caa_rdata")) {
    const Bytes rdata = hex(row["rdata"].get<std::string>());
    const auto read = read_caa(rdata);
    std::string got;
    if (const auto* caa = std::get_if<Caa>(&read)) got = (caa->critical ? "!" : "") + caa->tag + "=" + caa->value;
    if (const auto* flaw = std::get_if<CaaFlaw>(&read))
      got = std::to_string(flaw->offset) + " " + std::string(rule_text(flaw->rule).code);
    EXPECT_EQ(got, row["is"]) << row["name"];
  }
}

/// "issue=ca.test", "!tbs=x".
Bytes rdata_of(std::string text) {
  const bool critical = text.starts_with('!');
  if (critical) text.erase(0, 1);
  const std::size_t equals = text.find('=');
  ByteWriter out;
  out.u8(critical ? 0x80 : 0).prefixed(1, [&](ByteWriter& tag) {
    tag.append(view_of(std::string_view(text).substr(0, equals)));
  });
  out.append(view_of(std::string_view(text).substr(equals + 1)));
  return std::move(out).bytes();
}

struct DescribeCaa {
  bool wildcard;
  std::string operator()(const CaaLookUp& next) const { return "look up " + next.name.to_text(); }
  std::string operator()(const CaaFailed& failed) const { return "failed at " + failed.name.to_text(); }
  std::string operator()(const NoCaa&) const { return "none"; }
  std::string operator()(const CaaSet& set) const {
    const CaaPermission may = who_may_issue(set, wildcard);
    std::string out = set.name.to_text() + ":";
    if (may.anyone) out += " anyone";
    for (const std::string& issuer : may.issuers) out += " " + issuer;
    if (may.unknown_critical) out += " no one, for " + *may.unknown_critical;
    return out + (set.flaws.empty() ? "" : " (" + std::to_string(set.flaws.size()) + " unreadable)");
  }
};

TEST(CaaRecords, CountFromTheNearestNameThatHasThem) {
  for (const json& row : cases("caa_sets")) {
    std::vector<CaaAnswer> answers;
    for (const json& one : row["answers"]) {
      CaaAnswer answer{one.is_string(), {}};
      if (!answer.failed)
        for (const std::string text : one) answer.records.push_back(rdata_of(text));
      answers.push_back(std::move(answer));
    }
    const auto host = Name::from_text(row["host"].get<std::string>());
    ASSERT_TRUE(host);
    EXPECT_EQ(std::visit(DescribeCaa{row.value("wildcard", false)}, climb(*host, answers)), row["is"]) << row["name"];
  }
}

}  // namespace
}  // namespace mailglass::dns
