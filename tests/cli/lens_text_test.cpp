// The text of a standards lens, and the lenses the command line offers.
#include "cli/text/lens_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/lens/lens.h"
#include "cli/lens_choice.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;

/// A report with one lens, as far as the text reads it.
const ordered_json& report() {
  static const ordered_json kReport = ordered_json::parse(R"({"lenses": [
    {"code": "std", "title": "STD 1", "document": "STD 1, On Things", "edition": "May 2026", "link": "https://std.example/1",
     "rules": [
      {"code": "a", "section": "1.1", "level": "recommended", "text": "Rule A"},
      {"code": "b", "section": "curves", "level": "required", "text": "Rule B"},
      {"code": "c", "section": "1.3", "level": "required", "text": "Rule C"},
      {"code": "d", "section": "1.4", "level": "required", "text": "Rule D"},
      {"code": "e", "section": "1.5", "level": "required", "text": "Rule E"}]}]})");
  return kReport;
}

ordered_json judged_address() {
  return ordered_json::parse(R"({"exploration": {"done": true}, "lenses": [
    {"lens": "other", "met": 9, "violated": 9, "not_established": 9, "not_applicable": 9, "rules": []},
    {"lens": "std", "met": 2, "violated": 1, "not_established": 1, "not_applicable": 1, "rules": [
      {"code": "a", "status": "met", "why": "seen"}, {"code": "b", "status": "violated", "why": "accepts X"},
      {"code": "c", "status": "not-established", "why": "not asked"}, {"code": "d", "status": "met", "why": "seen"},
      {"code": "e", "status": "not-applicable", "why": "only TLS 1.3"}]}]})");
}

std::string judgements(const ordered_json& address, std::string_view code, Style style = {400, false}) {
  Paper paper(style);
  write_judgements(address, lens_in(report(), code), 0, paper);
  return paper.take();
}
std::string introduced(std::string_view code) {
  Paper paper({400, false});
  write_lens(lens_in(report(), code), 0, paper);
  return paper.take();
}

TEST(LensText, CountsThenTellsViolatedRulesFirst) {
  EXPECT_EQ(judgements(judged_address(), "std"),
            "By STD 1: 1 violated, 1 not established, 2 met, 1 not applicable.\n"
            "Violated                Rule B (curves, required): accepts X\n"
            "Not established         Rule C (section 1.3, required): not asked\n"
            "Met                     Rule A (section 1.1); Rule D (section 1.4)\n"
            "Not applicable          Rule E (section 1.5, required): only TLS 1.3\n");
}

TEST(LensText, PaintsAViolatedRecommendationLessDarkly) {
  constexpr const char *kYellow = "\x1b[33m", *kRed = "\x1b[31m";
  ordered_json address = judged_address();
  EXPECT_THAT(judgements(address, "std", {400, true}), HasSubstr(std::string(kRed) + "Rule B"));
  address["lenses"][1]["rules"][0]["status"] = "violated";
  EXPECT_THAT(judgements(address, "std", {400, true}), HasSubstr(std::string(kYellow) + "Rule A"));
}

TEST(LensText, SaysWhyAnAddressWasNotJudged) {
  EXPECT_THAT(judgements({{"exploration", nullptr}, {"lenses", ordered_json::array()}}, "std"),
              HasSubstr("By STD 1: not judged, because nothing was explored here"));
  EXPECT_EQ(judgements({{"exploration", {{"done", false}}}, {"lenses", ordered_json::array()}}, "std"),
            "By STD 1: not judged, because the exploration had not ended.\n");
}

TEST(LensText, NamesDocumentAndEdition) {
  EXPECT_THAT(introduced("std"), HasSubstr("STD 1, On Things, edition May 2026: https://std.example/1\n"));
}

TEST(LensText, SaysNothingWithoutALens) {
  EXPECT_EQ(judgements(judged_address(), ""), "");
  EXPECT_EQ(introduced(""), "");
}

TEST(LensChoice, OffersEveryLensOfTheAnalyzerAndNoOther) {
  for (const assess::lens::Lens* lens : assess::lens::lenses()) {
    EXPECT_TRUE(is_lens(lens->code));
    EXPECT_NE(lens->code, kListLenses);
    EXPECT_THAT(lens_codes(), HasSubstr(std::string(lens->code)));
    for (const std::string_view part : {lens->code, lens->link}) EXPECT_THAT(lens_list(), HasSubstr(std::string(part)));
  }
  for (const char* other : {"", "list", "RFC9325", "rfc9325 ", "mailglass"}) EXPECT_FALSE(is_lens(other)) << other;
}

}  // namespace
}  // namespace mailglass::cli
