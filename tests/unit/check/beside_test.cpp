// What is looked up beside the answer: behind the headline, without holding anything up, and what it comes to.
#include "check/beside.h"

#include "support/checked.h"

namespace mailglass::check {
namespace {

using dns::Type;
using test::Zone;

constexpr const char* kBack = "1.2.0.192.in-addr.arpa";

test::Ran explored(const Zone& zone) {
  return test::run(zone, {{"192.0.2.1", test::encrypted()}}, "example.test", Depth::Quick);
}
Zone with(std::vector<test::ZoneRecord> records) {
  Zone zone = test::one_server();
  for (test::ZoneRecord& record : records) zone.records.push_back(std::move(record));
  return zone;
}
std::vector<std::string> lookups_of(const test::Ran& ran) {
  std::vector<std::string> out;
  for (const nlohmann::json& lookup : ran.report["lookups"])
    out.push_back(lookup["name"].get<std::string>() + " " + lookup["rr"].get<std::string>());
  return out;
}
bool looked_up(const test::Ran& ran, const std::string& what) {
  const std::vector<std::string> all = lookups_of(ran);
  return std::find(all.begin(), all.end(), what) != all.end();
}

TEST(Beside, IsAskedForWhereMoreThanTheHeadlineIsWanted) {
  const Zone zone = with({{kBack, Type::PTR, "mx.example.test"}});
  const test::Ran ran = explored(zone);
  for (const char* what : {"_smtp._tls.example.test TXT", "mx.example.test CAA", "example.test CAA", "test CAA"})
    EXPECT_TRUE(looked_up(ran, what)) << what;
  EXPECT_TRUE(looked_up(ran, std::string(kBack) + " PTR"));
  const test::Ran headline = test::run(zone, {{"192.0.2.1", test::encrypted()}});
  EXPECT_FALSE(looked_up(headline, "_smtp._tls.example.test TXT"));
  EXPECT_FALSE(looked_up(headline, std::string(kBack) + " PTR"));
}

TEST(Beside, OfAnEarlierPlanIsNotAskedFor) {
  check::Setup before = test::setup("example.test", Depth::Quick);
  before.plan = kPlanWithBeside - 1;
  const test::Ran ran = test::run(test::one_server(), {{"192.0.2.1", test::encrypted()}}, before);
  EXPECT_FALSE(looked_up(ran, "_smtp._tls.example.test TXT"));
}

TEST(ReportsAboutTls, AreWantedByOneValidRecord) {
  // RFC 8460 section 3.
  const std::string owner = "_smtp._tls.example.test";
  const struct {
    std::vector<test::ZoneRecord> records;
    bool wanted, invalid;
  } rows[] = {
      {{}, false, false},
      {{{owner, Type::TXT, "v=spf1 -all"}}, false, false},
      {{{owner, Type::TXT, "v=TLSRPTv1; rua=mailto:tls@example.test"}}, true, false},
      {{{owner, Type::TXT, "v=TLSRPTv1; rua=mailto:tls@example.test"}, {owner, Type::TXT, "v=spf1 -all"}}, true, false},
      {{{owner, Type::TXT, "v=TLSRPTv1"}}, false, false},
      {{{owner, Type::TXT, "v=TLSRPTv1;"}}, false, true},
      {{{owner, Type::TXT, "v=TLSRPTv1; rua=ftp://example.test"}}, false, true},
      {{{owner, Type::TXT, "v=TLSRPTv1; rua=mailto:a@example.test"},
        {owner, Type::TXT, "v=TLSRPTv1; rua=mailto:b@example.test"}},
       false,
       true},
  };
  for (const auto& row : rows) {
    const test::Ran ran = explored(with(row.records));
    const std::string what = row.records.empty() ? "none" : row.records.front().data;
    EXPECT_EQ(ran.found("tls-reports-wanted"), row.wanted) << what;
    EXPECT_EQ(ran.found("tls-reports-invalid"), row.invalid) << what;
    EXPECT_EQ(ran.fact("dns.tls_rpt").is_null(), !row.wanted) << what;
    EXPECT_EQ(ran.fact("dns.tls_rpt_invalid").is_null(), !row.invalid) << what;
  }
}

TEST(Issuers, AreThoseOfTheFirstSetOnTheWayUp) {
  // RFC 8659 section 3.
  const test::Ran above = explored(with({{"example.test", Type::CAA, "issue ca.example.net"}}));
  EXPECT_TRUE(above.found("issuers-named"));
  EXPECT_EQ(above.fact("dns.caa")["text"], "at example.test: ca.example.net");
  EXPECT_EQ(above.fact("dns.caa")["subject"]["host"], "mx.example.test");
  EXPECT_FALSE(looked_up(above, "test CAA")) << "nothing is asked above the set that counts";
  const test::Ran closer = explored(with(
      {{"example.test", Type::CAA, "issue ca.example.net"}, {"mx.example.test", Type::CAA, "issue ca.example.org"}}));
  EXPECT_EQ(closer.fact("dns.caa")["text"], "at mx.example.test: ca.example.org");
  const test::Ran nobody = explored(with({{"example.test", Type::CAA, "issue ;"}}));
  EXPECT_EQ(nobody.fact("dns.caa")["text"], "at example.test: nobody");
  const test::Ran mail = explored(with({{"example.test", Type::CAA, "iodef mailto:a@example.test"}}));
  EXPECT_FALSE(mail.found("issuers-named")) << "a set that restricts nobody";
}

TEST(Issuers, BehindAFailedLookupAreNotTold) {
  Zone zone = with({{"example.test", Type::CAA, "issue ca.example.net"}});
  zone.broken["mx.example.test CAA"] = wire::DnsStatus::Failed;
  EXPECT_FALSE(explored(zone).found("issuers-named")) << "a closer set may be there";
}

TEST(NamesOfAddresses, LeadBackOrAreTold) {
  const test::Ran back = explored(with({{kBack, Type::PTR, "mx.example.test"}}));
  EXPECT_FALSE(back.found("reverse-name-missing"));
  EXPECT_EQ(back.fact("dns.ptr")["value"], nlohmann::json::parse(R"({"name": "mx.example.test", "leads_back": true})"));
  const test::Ran elsewhere =
      explored(with({{kBack, Type::PTR, "host.example.net"}, {"host.example.net", Type::A, "192.0.2.77"}}));
  EXPECT_TRUE(elsewhere.found("reverse-name-missing"));
  EXPECT_EQ(elsewhere.fact("dns.ptr")["value"]["leads_back"], false);
  const test::Ran none = explored(with({{"2.0.192.in-addr.arpa", Type::TXT, "an empty zone"}}));
  EXPECT_TRUE(none.found("reverse-name-missing"));
  EXPECT_FALSE(none.fact("dns.no_ptr").is_null());
}

TEST(NamesOfAddresses, ThatCannotBeLookedUpAreNotTold) {
  Zone zone = test::one_server();
  zone.broken[kBack] = wire::DnsStatus::Failed;
  EXPECT_FALSE(explored(zone).found("reverse-name-missing"));
  Zone half = with({{kBack, Type::PTR, "host.example.net"}});
  half.broken["host.example.net"] = wire::DnsStatus::Failed;
  EXPECT_FALSE(explored(half).found("reverse-name-missing"));
  EXPECT_TRUE(explored(half).fact("dns.ptr").is_null());
}

TEST(TheSearchForIssuers, GoesUpToTheTopAndEnds) {
  std::vector<std::string> names;
  for (const dns::Name& name : climbed(*dns::Name::from_text("a.b.example.test"))) names.push_back(name.to_text());
  EXPECT_EQ(names, (std::vector<std::string>{"a.b.example.test", "b.example.test", "example.test", "test"}));
  EXPECT_EQ(climbed(*dns::Name::from_text("a.b.c.d.e.f.g.h.example.test")).size(), Beside::kMaxClimbed);
}

}  // namespace
}  // namespace mailglass::check
