// DNSSEC in a check: what the relay's answers rest on is looked up, and the relay's word on it counts for nothing.
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "assess/name_source.h"
#include "check/bytes_at.h"
#include "check/check.h"
#include "dnssec/world.h"
#include "report/report.h"

namespace mailglass::check {
namespace {

using test::kWorldTime;
using test::SignedTree;
using wire::DnsStatus;

SignedTree& tree() {
  static SignedTree instance(
      {{"."}, {"test."}, {"example.test.", {"example.test. MX 10 mx.example.test.", "mx.example.test. A 192.0.2.1"}}});
  return instance;
}

Bytes answer_bytes(const dnssec::Question& question, SignedTree& zones = tree()) {
  test::use_randomness();
  Bytes bytes = zones.source()(question);
  test::forget_randomness();
  return bytes;
}

Setup setup() {
  Setup made;
  made.domain = "example.test";
  made.started_unix_ms = kWorldTime * 1000;
  made.anchors = tree().trust().anchors;
  return made;
}

/// Runs a check whose relay answers lookups by `answer`, or not at all where that has none, and reaches no mail server.
Check ran(Setup setup, const std::function<std::optional<wire::FromRelay>(const wire::Lookup&)>& answer) {
  Check check(std::move(setup));
  std::uint64_t us = 0;
  const auto send = [&](const wire::FromRelay& message) { check.on_text(wire::encode(message), ++us); };
  send(wire::Welcome{"r", "e", false, wire::Port25::Open, {4, 48, 24, 256, 1 << 20, 1, 1, 1, 1, 1}});
  send(wire::Opened{"example.test"});
  while (const auto next = check.next_outgoing()) {
    const auto* message = std::get_if<wire::FromPage>(&*next);
    if (!message) continue;
    if (const auto* lookup = std::get_if<wire::Lookup>(message)) {
      if (const auto answered = answer(*lookup)) send(*answered);
    }
    if (const auto* probe = std::get_if<wire::Probe>(message))
      send(wire::Closed{probe->id, wire::End::ConnectRefused, wire::Stage::Connecting, "", us});
  }
  return check;
}

wire::FromRelay signed_answer(const wire::Lookup& lookup, DnsStatus status = DnsStatus::Indeterminate,
                              SignedTree& zones = tree()) {
  const auto type = dns::type_from_string(lookup.rr);
  return wire::Answer{lookup.id, status, "", 1,
                      answer_bytes({*dns::Name::from_text(lookup.name), static_cast<std::uint16_t>(*type)}, zones)};
}

DnsStatus mx_status(const Check& check) {
  return status_of(check.mx()->answered()->trust);
}

TEST(DnssecInACheck, IsValidatedHere) {
  // RFC 7672 2.1.1 [1]: though the relay says nothing of it.
  const Check check = ran(setup(), [](const wire::Lookup& lookup) { return signed_answer(lookup); });
  EXPECT_TRUE(check.finished());
  EXPECT_EQ(mx_status(check), DnsStatus::Secure);
  ASSERT_EQ(check.servers().size(), 1U);
  EXPECT_EQ(check.servers().front().addresses.size(), 1U);
  EXPECT_EQ(assess::name_source(check), "mx-proven");
}

TEST(DnssecInACheck, DoesNotTakeTheRelaysWordForSecure) {
  // RFC 7672 2.1.1 [5, 6].
  const Check check = ran(setup(), [](const wire::Lookup& lookup) {
    auto answer = std::get<wire::Answer>(signed_answer(lookup, DnsStatus::Secure));
    // Another exchange than the one that is signed.
    if (lookup.rr == "MX") {
      const Bytes wanted{2, 'm', 'x'};
      const auto at = std::search(answer.message.begin() + 12, answer.message.end(), wanted.begin(), wanted.end());
      EXPECT_NE(at, answer.message.end());
      if (at != answer.message.end()) *(at + 1) = 'n';
    }
    return wire::FromRelay{answer};
  });
  EXPECT_EQ(mx_status(check), DnsStatus::Bogus);
  EXPECT_TRUE(std::holds_alternative<MailRoute::Failed>(check.route())) << "a bogus answer names no mail server";
  EXPECT_TRUE(check.servers().empty());
  EXPECT_TRUE(check.probes().empty()) << "though its addresses are asked for before that is known";
}

/// What a check says and knows when its relay answers no other lookups than those that `answers` takes.
struct Stalled {
  std::vector<std::string> asked;  ///< "NAME TYPE", in order
  std::size_t connections = 0;
  bool headline = false;
  [[nodiscard]] auto times(const std::string& question) const {
    return std::count(asked.begin(), asked.end(), question);
  }
};
Stalled stalled(SignedTree& zones, Setup setup, const std::function<bool(const wire::Lookup&)>& answers) {
  setup.anchors = zones.trust().anchors;
  Stalled now;
  const Check check = ran(std::move(setup), [&](const wire::Lookup& lookup) -> std::optional<wire::FromRelay> {
    now.asked.push_back(lookup.name + " " + lookup.rr);
    if (!answers(lookup)) return std::nullopt;
    return signed_answer(lookup, DnsStatus::Indeterminate, zones);
  });
  now.connections = check.probes().size();
  now.headline = check.headline_us().has_value();
  return now;
}

TEST(MailServersOfAnAnswer, AreAskedAfterWhileItsSignaturesAreLookedUpAndConnectedToBehindThem) {
  const auto no_keys = [](const wire::Lookup& lookup) { return lookup.rr != "DNSKEY"; };
  const Stalled now = stalled(tree(), setup(), no_keys);
  for (const char* question :
       {"mx.example.test A", "mx.example.test AAAA", "_25._tcp.mx.example.test TLSA", "example.test DNSKEY"})
    EXPECT_EQ(now.times(question), 1) << question;
  EXPECT_EQ(now.connections, 0U) << "the answer names nobody yet";

  check::Setup older = setup();
  older.plan = kPlanWithEarlyAddresses - 1;
  EXPECT_EQ(stalled(tree(), older, no_keys).times("mx.example.test A"), 0) << "saved evidence has other numbers";
}

SignedTree& hosted_elsewhere() {
  static SignedTree instance(
      {{"."},
       {"test."},
       {"example.test.", {"example.test. MX 10 a.mx.other.test.", "example.test. MX 20 b.mx.other.test."}},
       {"other.test.", {"a.mx.other.test. A 192.0.2.1", "b.mx.other.test. A 192.0.2.2"}, 0}});
  return instance;
}

TEST(MailServersOfAnAnswer, BringWhatTheirOwnZonesRestOn) {
  const Stalled now =
      stalled(hosted_elsewhere(), setup(), [](const wire::Lookup& lookup) { return lookup.rr == "MX"; });
  for (const char* question : {"a.mx.other.test A", "b.mx.other.test A", "other.test DS", "other.test DNSKEY"})
    EXPECT_EQ(now.times(question), 1) << question;
  EXPECT_EQ(now.times("mx.other.test DS"), 0) << "most names below a zone are no zones";
}

TEST(TheHeadline, WaitsForNothingThatNoAnswerRestsOn) {
  const auto but_one = [](const wire::Lookup& lookup) { return lookup.name != "other.test" || lookup.rr != "DNSKEY"; };
  const Stalled now = stalled(hosted_elsewhere(), setup(), but_one);
  EXPECT_EQ(now.times("other.test DNSKEY"), 1);
  EXPECT_EQ(now.connections, 2U);
  EXPECT_TRUE(now.headline) << "its zone is not signed, and its key says nothing";
}

TEST(DnssecInACheck, IsOneOfFourAndInsecureForWhateverReason) {
  // RFC 7672 2.1.1 [2, 3].
  using dnssec::WhyInsecure;
  EXPECT_EQ(status_of(dnssec::Secure{}), DnsStatus::Secure);
  EXPECT_EQ(status_of(dnssec::Bogus{}), DnsStatus::Bogus);
  EXPECT_EQ(status_of(Unproven{}), DnsStatus::Indeterminate);
  for (const WhyInsecure why :
       {WhyInsecure::NoAnchor, WhyInsecure::UnsignedDelegation, WhyInsecure::OptOut, WhyInsecure::UnsupportedAlgorithm,
        WhyInsecure::UnsupportedDigest, WhyInsecure::ManyIterations})
    EXPECT_EQ(status_of(dnssec::Insecure{why, {}, {}}), DnsStatus::Insecure);
}

TEST(DnssecInACheck, IsIndeterminateWhereItsKeysCannotBeHad) {
  const Check check = ran(setup(), [](const wire::Lookup& lookup) {
    if (lookup.rr == "DNSKEY") return wire::FromRelay{wire::Refused{lookup.id, "limit-lookups", ""}};
    return signed_answer(lookup);
  });
  EXPECT_EQ(mx_status(check), DnsStatus::Indeterminate);
  EXPECT_EQ(check.servers().size(), 1U) << "nothing is refuted";
  EXPECT_EQ(assess::name_source(check), "mx");
}

TEST(DnssecInACheck, RunsAgainFromItsEvidence) {
  const Check check = ran(setup(), [](const wire::Lookup& lookup) { return signed_answer(lookup); });
  const auto evidence = read_evidence(write_evidence(check.evidence()));
  ASSERT_TRUE(evidence);
  ASSERT_EQ(evidence->setup.seed, check.evidence().setup.seed);
  const Check again = replay(*evidence, Reading::Live);
  ASSERT_EQ(again.probes().size(), check.probes().size());
  EXPECT_EQ(again.probes().front().plan().seed, check.probes().front().plan().seed);
  EXPECT_EQ(report::write_report(again, nullptr), report::write_report(check, nullptr));
}

TEST(DnssecInAnOpenedFile, ProvesNothingByAnchorsOfItsAuthor) {
  const Check check = ran(setup(), [](const wire::Lookup& lookup) { return signed_answer(lookup); });
  const auto evidence = read_evidence(write_evidence(check.evidence()));
  ASSERT_TRUE(evidence);
  const Check opened = replay(*evidence);
  EXPECT_EQ(mx_status(opened), DnsStatus::Secure);
  EXPECT_FALSE(opened.anchors_are_readers());
  EXPECT_EQ(assess::name_source(opened), "mx-given");
  // The reader's own are another matter.
  const Check known = replay(*evidence, Reading::Opened, setup().anchors);
  EXPECT_TRUE(known.anchors_are_readers());
  EXPECT_EQ(assess::name_source(known), "mx-proven");
}

nlohmann::json report_of(const Check& check) {
  return nlohmann::json::parse(report::write_report(check, nullptr));
}
nlohmann::json chain_of(const nlohmann::json& report, const std::string& name, const std::string& rr) {
  for (const nlohmann::json& lookup : report.at("lookups")) {
    if (lookup.at("name") == name && lookup.at("rr") == rr) return lookup.at("chain");
  }
  return nullptr;
}
std::vector<std::string> assurances(const nlohmann::json& report) {
  std::vector<std::string> out;
  for (const nlohmann::json& fact : report.at("facts")) {
    if (fact.at("code").get<std::string>().starts_with("dns."))
      out.push_back(fact.at("assurance").get<std::string>() + " " + fact.at("reason").get<std::string>());
  }
  return out;
}

TEST(TheChainInAReport, LeadsFromTheAnchorToTheRecordsAndNamesItsBytes) {
  const Check check = ran(setup(), [](const wire::Lookup& lookup) { return signed_answer(lookup); });
  const nlohmann::json chain = chain_of(report_of(check), "example.test", "MX");
  EXPECT_EQ(chain.at("state"), "secure");
  EXPECT_EQ(chain.at("why"), "");
  std::vector<std::string> zones;
  for (const nlohmann::json& link : chain.at("links")) {
    zones.push_back(link.at("zone"));
    EXPECT_EQ(link.at("digest").is_null(), link.at("zone") == ".") << "the anchor is named by nobody";
    EXPECT_EQ(link.at("evidence").size(), link.at("digest").is_null() ? 2U : 4U);
    EXPECT_GT(link.at("until"), kWorldTime);
    for (const nlohmann::json& at : link.at("evidence")) {
      const auto bytes =
          bytes_at(check, {Source::Answer, at.at("lookup").get<std::uint32_t>(), {at.at("offset"), at.at("length")}});
      ASSERT_TRUE(bytes) << at;
      EXPECT_GT(bytes->size(), 11U) << "a whole record";
    }
  }
  EXPECT_EQ(zones, (std::vector<std::string>{".", "test", "example.test"}));
  ASSERT_EQ(chain.at("sets").size(), 1U);
  const nlohmann::json& set = chain.at("sets").front();
  EXPECT_EQ(set.at("name"), "example.test");
  EXPECT_EQ(set.at("rr"), "MX");
  EXPECT_EQ(set.at("zone"), "example.test");
  EXPECT_EQ(set.at("evidence").size(), 2U) << "the record and its signature";
}

TEST(TheChainInAReport, SaysWhatIsProvenNotToBeThere) {
  const Check check = ran(setup(), [](const wire::Lookup& lookup) { return signed_answer(lookup); });
  const nlohmann::json chain = chain_of(report_of(check), "mx.example.test", "AAAA");
  EXPECT_EQ(chain.at("state"), "secure");
  ASSERT_FALSE(chain.at("denials").empty());
  EXPECT_EQ(chain.at("denials").back().at("what"), "data");
  EXPECT_EQ(chain.at("denials").back().at("rr"), "AAAA");
}

TEST(TheChainInAReport, SaysWhereItBreaksAndShowsTheSignature) {
  const Check check = ran(setup(), [](const wire::Lookup& lookup) {
    auto answer = std::get<wire::Answer>(signed_answer(lookup));
    if (lookup.rr == "MX") answer.message.back() ^= 1;  // of the signature, which stands last
    return wire::FromRelay{answer};
  });
  const nlohmann::json chain = chain_of(report_of(check), "example.test", "MX");
  EXPECT_EQ(chain.at("state"), "bogus");
  EXPECT_EQ(chain.at("why"), "signature-invalid");
  EXPECT_EQ(chain.at("where"), "example.test MX");
  EXPECT_FALSE(chain.at("at").is_null());
  EXPECT_EQ(chain.at("links").size(), 3U) << "what held until there";
}

TEST(WhatDnsSays, IsVerifiedBySignaturesUpToAnchorsOfTheReadersAndElseTheRelaysWord) {
  const Check check = ran(setup(), [](const wire::Lookup& lookup) { return signed_answer(lookup); });
  for (const std::string& assured : assurances(report_of(check))) EXPECT_EQ(assured, "verified zone-signed");
  EXPECT_GE(assurances(report_of(check)).size(), 2U);
  const auto evidence = read_evidence(write_evidence(check.evidence()));
  for (const std::string& assured : assurances(report_of(replay(*evidence)))) EXPECT_EQ(assured, "reported told");
  for (const std::string& assured : assurances(report_of(replay(*evidence, Reading::Opened, setup().anchors))))
    EXPECT_EQ(assured, "verified zone-signed");
  // Without the keys nothing is proven.
  const Check keyless = ran(setup(), [](const wire::Lookup& lookup) {
    if (lookup.rr == "DNSKEY") return wire::FromRelay{wire::Refused{lookup.id, "limit-lookups", ""}};
    return signed_answer(lookup);
  });
  EXPECT_FALSE(assurances(report_of(keyless)).empty());
  for (const std::string& assured : assurances(report_of(keyless))) EXPECT_EQ(assured, "reported told");
}

}  // namespace
}  // namespace mailglass::check
