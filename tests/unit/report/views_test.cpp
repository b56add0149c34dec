// The parts of a report that are written from what an assessment has.

#include <gtest/gtest.h>

#include "report/certificate_view.h"
#include "report/evidence_view.h"
#include "report/exploration_view.h"
#include "report/lens_view.h"
#include "report/overview.h"

namespace mailglass::report {
namespace {

using assess::AddressAssessment;
using nlohmann::json;
using nlohmann::ordered_json;

/// An address whose headline is probe 4 and whose first question is probe 9.
check::AddressRun asked() {
  return {*IpAddress::parse("192.0.2.1"), {4}, {9}, {}};
}

TEST(EvidenceInAReport, NamesItsStreamAndDirection) {
  EXPECT_EQ(evidence_json({check::Source::FromServer, 7, {3, 5}}),
            ordered_json::parse(R"({"stream": 7, "direction": "from-server", "offset": 3, "length": 5})"));
  EXPECT_EQ(evidence_json({check::Source::ToServer, 7, {0, 1}}).at("direction"), "to-server");
}

TEST(EvidenceInAReport, OfALookupHasNoDirection) {
  EXPECT_EQ(evidence_json({check::Source::Answer, 2, {0, 40}}),
            ordered_json::parse(R"({"lookup": 2, "offset": 0, "length": 40})"));
}

TEST(AFactInAReport, SaysHowSureItIsAndWhereItStands) {
  const assess::Fact fact{3,
                          "tls.version",
                          "TLS 1.3",
                          "1.3",
                          assess::kTold,
                          {"mx.test", "1.2.3.4"},
                          {{check::Source::FromServer, 1, {0, 2}}}};
  const json written = fact_json(fact);
  EXPECT_EQ(written.at("id"), 3);
  EXPECT_EQ(written.at("label"), json::parse(R"({"phrase": "fact.tls.version"})"));
  EXPECT_EQ(written.at("text"), "TLS 1.3");
  EXPECT_EQ(written.at("assurance"), "reported");
  EXPECT_EQ(written.at("reason"), "told");
  EXPECT_EQ(written.at("subject"), json::parse(R"({"host": "mx.test", "address": "1.2.3.4"})"));
  EXPECT_EQ(written.at("evidence").size(), 1U);
}

TEST(TheLenses, HaveTheirRulesOnceAnAddressCanBeJudgedByThem) {
  assess::Assessment assessment;
  for (const json& lens : json(lenses_json(assessment))) EXPECT_TRUE(lens.at("rules").empty()) << lens;
  AddressAssessment address;
  address.depths = std::make_shared<const AddressAssessment::Depths>(
      AddressAssessment::Depths{{}, {assess::lens::Judged{assess::lens::lenses().front(), {}}}});
  assessment.servers.push_back({});
  assessment.servers.back().addresses.push_back(address);
  for (const json& lens : json(lenses_json(assessment))) EXPECT_GE(lens.at("rules").size(), 8U) << lens.at("code");
}

TEST(JudgementsInAReport, AreCountedAndNameTheirRulesAndStreams) {
  using assess::lens::Status;
  AddressAssessment address;
  const assess::lens::Judged judged{
      &assess::lens::kRfc9325,
      {{Status::Met, "seen", {{1, {10, 20}}}}, {Status::Violated, "seen too", {{probe::kHeadline, {0, 4}}}}}};
  address.depths = std::make_shared<const AddressAssessment::Depths>(AddressAssessment::Depths{{}, {judged}});
  const json written = judgements_json(asked(), address);
  ASSERT_EQ(written.size(), 1U);
  EXPECT_EQ(written[0].at("lens"), "rfc9325");
  EXPECT_EQ(written[0].at("met"), 1);
  EXPECT_EQ(written[0].at("violated"), 1);
  EXPECT_EQ(written[0].at("not_established"), 0);
  const json& rules = written[0].at("rules");
  EXPECT_EQ(rules[0].at("code"), assess::lens::kRfc9325.rules[0].code);
  EXPECT_EQ(rules[0].at("evidence")[0].at("stream"), 9);
  EXPECT_EQ(rules[1].at("evidence")[0].at("stream"), 4);
}

TEST(AnAddressThatNobodyExplored, HasNoDepths) {
  const AddressAssessment address;
  EXPECT_EQ(judgements_json(asked(), address), ordered_json::array());
  EXPECT_EQ(exploration_json(asked(), address), nullptr);
  EXPECT_EQ(exploration_glance_json(asked(), address), nullptr);
  EXPECT_EQ(certificates_json(address), ordered_json::array());
}

TEST(AReportsText, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(json_text(ordered_json("a\xff"
                                   "b")),
            "\"a\xef\xbf\xbd"
            "b\"");
}

}  // namespace
}  // namespace mailglass::report
