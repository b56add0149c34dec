// What is found of DANE and MTA-STS: each state of a server and of a policy leads to its finding, and to no other.
#include "assess/protection_findings.h"

#include <gtest/gtest.h>

#include <set>

#include "support/certificates.h"

namespace mailglass::assess {
namespace {

using Codes = std::set<std::string_view>;
using senders::Known;
using Missing = PolicySeen::Missing;

/// A domain with one server, as it should be, to be changed.
struct Case {
  check::ServerRun run;
  std::vector<ServerAssessment> servers;
  Protection protection;
  DomainSignals domain;
  FactList facts;

  Case() {
    run.host = *dns::Name::from_text("mx.example.test");
    ServerAssessment server{};
    server.server = &run;
    servers.push_back(server);
    domain.tlsa = domain.mta_sts = DomainSignals::Published::Yes;
    domain.tlsa_facts = {
        facts.add({0, "dns.tlsa", "", "", {Assurance::Verified, Reason::ZoneSigned}, {"mx.example.test", ""}, {}})};
    domain.mta_sts_facts = {facts.add({0, "dns.mta_sts", "", "", {Assurance::Verified, Reason::ZoneSigned}, {}, {}})};
    protection.dane.emplace_back();
    protection.dane.front().known = true;
    senders::Server seen;
    seen.in_policy = Known::Yes;
    seen.certificate = {Known::Yes, Known::Yes, Known::No, Known::Yes};
    protection.domain.servers.push_back(seen);
    protection.policy.state = senders::Policy::None;
  }
  Case& dane(dane::State state) {
    protection.dane.front().judgement.state = state;
    return *this;
  }
  Case& policy(senders::Policy state, Missing missing = Missing::NotAtAll) {
    protection.policy.state = state;
    protection.policy.missing = missing;
    return *this;
  }
  std::vector<Finding> findings() {
    Collector collector(facts);
    find_protection(servers, protection, domain, facts, collector);
    return collector.take();
  }
  Codes codes() {
    Codes out;
    for (const Finding& finding : findings()) out.insert(finding.code);
    return out;
  }
};

TEST(DaneFindings, AreOneForEachStateThatTheRecordsDecide) {
  using State = dane::State;
  const struct {
    State state;
    Codes codes;
  } rows[] = {
      {State::Holds, {"dane-holds"}},
      {State::Fails, {"dane-mismatch"}},
      {State::HoldsPartly, {"dane-partly"}},
      {State::AllUnusable, {"tlsa-invalid"}},
      {State::NotSeen, {}},
      {State::NotSigned, {}},
      {State::LookupFailed, {}},
      {State::NoRecords, {}},
      {State::Unreachable, {}},
      {State::InsecureRecords, {}},
  };
  for (const auto& row : rows) EXPECT_EQ(Case().dane(row.state).codes(), row.codes) << dane::to_string(row.state);
  Case unknown;
  unknown.dane(State::Fails).protection.dane.front().known = false;
  EXPECT_EQ(unknown.codes(), Codes{}) << "a lookup that counts is not answered yet";
}

// RFC 7672 2.2.2
TEST(DaneFindings, HaveLinesToCopyForWhatIsPresentedAtTheNameThatCounts) {
  const test::Key key = test::ec_key();
  const test::Cert leaf = test::make_certificate({}, key.get());
  const auto of = [&](dane::State state, const char* base_domain) {
    Case one;
    DaneSeen& seen = one.dane(state).protection.dane.front();
    seen.base_domain = *dns::Name::from_text(base_domain);
    seen.chains = {test::chain_of(leaf.get())};
    return one.findings().front().lines;
  };
  for (const dane::State state : {dane::State::Fails, dane::State::HoldsPartly}) {
    const auto own = of(state, "mx.example.test"), alias = of(state, "end.example.net");
    ASSERT_EQ(own.size(), 1U);
    ASSERT_EQ(alias.size(), 1U);
    EXPECT_TRUE(own.front().starts_with("_25._tcp.mx.example.test. TLSA 3 1 1 ")) << own.front();
    EXPECT_TRUE(alias.front().starts_with("_25._tcp.end.example.net. TLSA 3 1 1 ")) << alias.front();
  }
  EXPECT_TRUE(of(dane::State::Holds, "mx.example.test").empty());
}

TEST(DaneFindings, WarnBeforeANewKeyBreaksIt) {
  const auto holds = [](std::optional<dane::Renewal> renewal, dane::Role other) {
    Case one;
    dane::Judgement& judgement = one.dane(dane::State::Holds).protection.dane.front().judgement;
    judgement.renewals = {renewal};
    judgement.records = {{dane::Role::Active}, {other}};
    return one.codes();
  };
  using dane::Renewal;
  using dane::Role;
  EXPECT_TRUE(holds(Renewal::NewKeyNeedsRecord, Role::Active).contains("dane-renewal"));
  EXPECT_TRUE(holds(Renewal::NewCertificateNeedsRecord, Role::Active).contains("dane-renewal"));
  EXPECT_FALSE(holds(Renewal::SameIssuerHolds, Role::Active).contains("dane-renewal"));
  EXPECT_FALSE(holds(Renewal::NewKeyNeedsRecord, Role::Idle).contains("dane-renewal")) << "it is there already";
}

TEST(DaneFindings, AreAsSureAsTheZonesSignatures) {
  EXPECT_EQ(Case().dane(dane::State::AllUnusable).findings().front().assured.assurance, Assurance::Verified);
}

TEST(PolicyFindings, SayWhyThereIsNone) {
  using senders::Policy;
  for (const Missing why : {Missing::NoAddress, Missing::NotProven, Missing::NotAnswered}) {
    Case one;
    EXPECT_EQ(one.policy(Policy::Unreachable, why).codes(), Codes{"sts-policy-fetch-error"});
    EXPECT_EQ(one.findings().front().assured.assurance, Assurance::Observed) << "the relay may have kept it away";
  }
  Case invalid;
  invalid.policy(Policy::Unreachable, Missing::Invalid).protection.policy.flaw =
      policy::PolicyFlaw{0, policy::PolicyRule::NoMaxAge};
  EXPECT_EQ(invalid.codes(), Codes{"sts-policy-invalid"});
  EXPECT_EQ(Case().policy(Policy::Unknown).codes(), Codes{});
  EXPECT_EQ(Case().policy(Policy::None).codes(), Codes{}) << "mode none";
}

TEST(PolicyFindings, TellWhatItsModeMakesOfAServerThatDoesNotFit) {
  using senders::Policy;
  const auto with = [](Policy policy, Known listed, Known chain, Known host) {
    Case one;
    senders::Server& seen = one.policy(policy).protection.domain.servers.front();
    seen.in_policy = listed;
    seen.certificate = {chain, host, Known::No, senders::both(host, listed)};
    return one.codes();
  };
  constexpr Known kYes = Known::Yes, kNo = Known::No;
  EXPECT_EQ(with(Policy::Enforce, kYes, kYes, kYes), Codes{"sts-holds"});
  EXPECT_EQ(with(Policy::Enforce, kNo, kYes, kYes), Codes{"sts-mx-left-out"});
  EXPECT_EQ(with(Policy::Enforce, kYes, kNo, kNo), Codes{"sts-certificate"});
  EXPECT_EQ(with(Policy::Enforce, kYes, kYes, kNo), Codes{"sts-certificate"});
  EXPECT_EQ(with(Policy::Enforce, kYes, Known::Unknown, Known::Unknown), Codes{}) << "no certificate was seen";
  EXPECT_EQ(with(Policy::Testing, kYes, kYes, kYes), Codes{"sts-testing"});
  EXPECT_EQ(with(Policy::Testing, kNo, kYes, kYes), (Codes{"sts-testing", "sts-testing-fails"}));
  EXPECT_EQ(with(Policy::Testing, kYes, kYes, kNo), (Codes{"sts-testing", "sts-testing-fails"}));
}

TEST(PolicyFindings, AreProvenToNobodySinceTheRelayAsksForThePolicy) {
  EXPECT_EQ(Case().policy(senders::Policy::Testing).findings().front().assured, kDelivered);
  EXPECT_EQ(Case().policy(senders::Policy::Enforce).findings().front().assured, kDelivered);
}

}  // namespace
}  // namespace mailglass::assess
