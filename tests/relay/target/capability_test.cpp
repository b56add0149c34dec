#include "target/capability.h"

#include <gtest/gtest.h>

#include "support/dns_answer.h"

namespace mailglass::relay::target {
namespace {

using dns::Type;
using test::ip;
using test::name;
using wire::DnsStatus;

Capability open(std::string_view domain) {
  auto opened = Capability::open(domain);
  EXPECT_TRUE(opened) << domain;
  return std::move(*opened);
}

void learn(Capability& capability, const std::string& asked, Type type, const std::vector<test::AnswerRecord>& records,
           dns::Rcode rcode = dns::Rcode::NoError, DnsStatus status = DnsStatus::Insecure) {
  const Bytes bytes = test::answer_bytes(asked, type, records, rcode);
  const auto message = dns::parse_message(bytes);
  ASSERT_TRUE(message) << message.error().rule;
  capability.learn(name(asked), type, status, *message);
}

bool may_look_up(const Capability& capability, std::string_view asked, Type type) {
  return !capability.refuse_lookup(name(asked), type);
}
bool may_probe(const Capability& capability, std::string_view host, std::string_view address,
               wire::ServiceId service = wire::ServiceId::Smtp) {
  return !capability.refuse_probe(wire::service(service), name(host), ip(address));
}

TEST(Capability, OpensForDomainsOnly) {
  for (const char* domain : {"example.test", "a.b.example.test", "EXAMPLE.test.", "xn--bcher-kva.test"}) {
    EXPECT_TRUE(Capability::open(domain)) << domain;
  }
  for (const char* domain :
       {"", ".", "test", "192.0.2.1", "::1", "[192.0.2.1]", "2001:db8::1", "127.1", "0x7f.1", "example..test",
        "-a.test", "a_b.test", "a b.test", "a\\000.test", "a.test/x", "1.2.3.4."}) {
    const auto opened = Capability::open(domain);
    ASSERT_FALSE(opened) << domain;
    EXPECT_EQ(opened.refusal().rule, "domain-invalid");
  }
}

TEST(Capability, LooksUpWhatMailStandardsDefineUnderTheDomain) {
  const Capability capability = open("example.test");
  const struct {
    const char* asked;
    Type type;
    bool allowed;
  } rows[] = {
      {"example.test", Type::MX, true},
      {"EXAMPLE.test", Type::AAAA, true},
      {"example.test", Type::PTR, false},
      {"www.example.test", Type::A, false},
      {"other.test", Type::MX, false},
      {"_mta-sts.example.test", Type::TXT, true},
      {"_mta-sts.example.test", Type::A, false},
      {"mta-sts.example.test", Type::A, true},
      {"mta-sts.example.test", Type::TXT, false},
      {"_smtp._tls.example.test", Type::TXT, true},
      {"_tls.example.test", Type::TXT, false},
      {"_dmarc.example.test", Type::TXT, true},
      {"_25._tcp.example.test", Type::TLSA, true},
      {"_25._tcp.example.test", Type::A, false},
      {"_443._tcp.example.test", Type::TLSA, false},
      {"_25._tcp.other.test", Type::TLSA, false},
      {"_25._tcp", Type::TLSA, false},
      {"example.test", Type::DNSKEY, true},
      {"test", Type::DS, true},
      {".", Type::DNSKEY, true},
      {"test", Type::A, false},
      {"other.test", Type::DS, false},
      {"sub.example.test", Type::DS, false},
      {"example.test", Type::CAA, true},
      {"test", Type::CAA, true},
      {"sub.example.test", Type::CAA, false},
      {"other.test", Type::CAA, false},
      {"_mta-sts._mta-sts.example.test", Type::TXT, false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(may_look_up(capability, row.asked, row.type), row.allowed)
        << row.asked << ' ' << dns::to_string(row.type);
  }
}

TEST(Capability, AnswersNameFurtherHosts) {
  Capability capability = open("example.test");
  EXPECT_FALSE(may_look_up(capability, "mx.provider.test", Type::A));
  learn(capability, "example.test", Type::MX, {test::mx("example.test", 10, "MX.provider.test")});
  EXPECT_TRUE(may_look_up(capability, "mx.provider.test", Type::A));
  EXPECT_TRUE(may_look_up(capability, "_25._tcp.mx.provider.test", Type::TLSA));
  EXPECT_TRUE(may_look_up(capability, "provider.test", Type::DS));
  EXPECT_FALSE(may_look_up(capability, "mx.provider.test", Type::MX));
  EXPECT_FALSE(may_look_up(capability, "provider.test", Type::A));
  learn(capability, "mx.provider.test", Type::A,
        {test::cname("mx.provider.test", "real.elsewhere.test"), test::address("real.elsewhere.test", "198.51.100.1")});
  EXPECT_TRUE(may_look_up(capability, "real.elsewhere.test", Type::AAAA));
  EXPECT_TRUE(may_look_up(capability, "_25._tcp.real.elsewhere.test", Type::TLSA));
}

TEST(Capability, ProbesOnlyAddressesThatAnswersGaveToMailServers) {
  Capability capability = open("example.test");
  EXPECT_FALSE(may_probe(capability, "mx.example.test", "198.51.100.1"));
  learn(capability, "example.test", Type::MX,
        {test::mx("example.test", 10, "mx.example.test"), test::mx("example.test", 20, "mx2.example.test")});
  EXPECT_FALSE(may_probe(capability, "mx.example.test", "198.51.100.1"));
  learn(capability, "mx.example.test", Type::A, {test::address("mx.example.test", "198.51.100.1")});
  EXPECT_TRUE(may_probe(capability, "mx.example.test", "198.51.100.1"));
  EXPECT_TRUE(may_probe(capability, "MX.example.test", "198.51.100.1"));
  EXPECT_FALSE(may_probe(capability, "mx.example.test", "198.51.100.2"));
  EXPECT_FALSE(may_probe(capability, "mx.example.test", "::ffff:198.51.100.1"));
  EXPECT_FALSE(may_probe(capability, "mx2.example.test", "198.51.100.1"));
  EXPECT_FALSE(may_probe(capability, "example.test", "198.51.100.1"));
  EXPECT_FALSE(may_probe(capability, "other.test", "198.51.100.1"));
}

TEST(Capability, AsksForAPolicyAtTheOneHostOfTheDomainAndForNothingElseThere) {
  constexpr auto kPolicy = wire::ServiceId::MtaSts;
  Capability capability = open("example.test");
  EXPECT_FALSE(may_probe(capability, "mta-sts.example.test", "198.51.100.7", kPolicy));
  learn(capability, "mta-sts.example.test", Type::A,
        {test::cname("mta-sts.example.test", "pages.provider.test"),
         test::address("pages.provider.test", "198.51.100.7")});
  EXPECT_TRUE(may_probe(capability, "mta-sts.example.test", "198.51.100.7", kPolicy));
  EXPECT_TRUE(may_probe(capability, "MTA-STS.example.test", "198.51.100.7", kPolicy));
  EXPECT_FALSE(may_probe(capability, "mta-sts.example.test", "198.51.100.8", kPolicy));
  EXPECT_FALSE(may_probe(capability, "pages.provider.test", "198.51.100.7", kPolicy));
  // Nor are mail servers asked for policies, nor policy hosts spoken to as mail servers.
  learn(capability, "example.test", Type::MX, {test::mx("example.test", 10, "mx.example.test")});
  learn(capability, "mx.example.test", Type::A, {test::address("mx.example.test", "198.51.100.1")});
  EXPECT_FALSE(may_probe(capability, "mx.example.test", "198.51.100.1", kPolicy));
  EXPECT_FALSE(may_probe(capability, "mta-sts.example.test", "198.51.100.7"));
}

TEST(Capability, APolicyHostThatIsAMailServerTooIsBoth) {
  Capability capability = open("example.test");
  learn(capability, "example.test", Type::MX, {test::mx("example.test", 10, "mta-sts.example.test")});
  learn(capability, "mta-sts.example.test", Type::A, {test::address("mta-sts.example.test", "198.51.100.7")});
  EXPECT_TRUE(may_probe(capability, "mta-sts.example.test", "198.51.100.7"));
  EXPECT_TRUE(may_probe(capability, "mta-sts.example.test", "198.51.100.7", wire::ServiceId::MtaSts));
}

TEST(Capability, LooksUpTheNamesOfKnownAddressesAndWhetherTheyLeadBackAndConnectsToNothingForIt) {
  Capability capability = open("example.test");
  EXPECT_FALSE(may_look_up(capability, "1.100.51.198.in-addr.arpa", Type::PTR));
  learn(capability, "example.test", Type::MX, {test::mx("example.test", 10, "mx.example.test")});
  learn(capability, "mx.example.test", Type::A, {test::address("mx.example.test", "198.51.100.1")});
  learn(capability, "mx.example.test", Type::AAAA, {test::address("mx.example.test", "2001:db8::1")});
  EXPECT_TRUE(may_look_up(capability, "1.100.51.198.in-addr.arpa", Type::PTR));
  EXPECT_TRUE(
      may_look_up(capability, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", Type::PTR));
  for (const Type type : {Type::A, Type::TXT, Type::DNSKEY, Type::CAA})
    EXPECT_FALSE(may_look_up(capability, "1.100.51.198.in-addr.arpa", type)) << dns::to_string(type);
  EXPECT_FALSE(may_look_up(capability, "2.100.51.198.in-addr.arpa", Type::PTR));
  EXPECT_FALSE(may_look_up(capability, "host.provider.test", Type::A));
  learn(capability, "1.100.51.198.in-addr.arpa", Type::PTR,
        {test::pointer("1.100.51.198.in-addr.arpa", "host.provider.test")});
  EXPECT_TRUE(may_look_up(capability, "host.provider.test", Type::A));
  EXPECT_TRUE(may_look_up(capability, "host.provider.test", Type::AAAA));
  for (const Type type : {Type::MX, Type::TXT, Type::TLSA, Type::CAA, Type::PTR})
    EXPECT_FALSE(may_look_up(capability, "host.provider.test", type)) << dns::to_string(type);
  learn(capability, "host.provider.test", Type::A, {test::address("host.provider.test", "198.51.100.9")});
  EXPECT_FALSE(may_probe(capability, "host.provider.test", "198.51.100.9"));
  EXPECT_FALSE(may_look_up(capability, "9.100.51.198.in-addr.arpa", Type::PTR)) << "nor does it lead on from there";
}

TEST(Capability, FollowsAliasesOfAMailServer) {
  Capability capability = open("example.test");
  learn(capability, "example.test", Type::MX, {test::mx("example.test", 10, "mx.example.test")});
  learn(capability, "mx.example.test", Type::AAAA,
        {test::cname("mx.example.test", "b.test"), test::cname("b.test", "c.test"),
         test::address("c.test", "2001:db8::1")});
  EXPECT_TRUE(may_probe(capability, "mx.example.test", "2001:db8::1"));
  EXPECT_FALSE(may_probe(capability, "c.test", "2001:db8::1"));
}

TEST(Capability, RecordsBesideTheAnswerNameNobody) {
  Capability capability = open("example.test");
  learn(capability, "example.test", Type::MX,
        {test::mx("example.test", 10, "mx.example.test"), test::mx("victim.test", 10, "mx.victim.test")});
  learn(capability, "mx.example.test", Type::A, {test::address("mx.victim.test", "198.51.100.9")});
  EXPECT_FALSE(may_look_up(capability, "mx.victim.test", Type::A));
  EXPECT_FALSE(may_probe(capability, "mx.victim.test", "198.51.100.9"));
  EXPECT_FALSE(may_probe(capability, "mx.example.test", "198.51.100.9"));
}

TEST(Capability, TheDomainItselfTakesMailOnlyWithoutMxRecords) {
  struct Row {
    std::vector<test::AnswerRecord> mx_answer;
    dns::Rcode rcode;
    bool implicit;
  };
  const Row rows[] = {
      {{}, dns::Rcode::NoError, true},
      {{test::mx("example.test", 0, ".")}, dns::Rcode::NoError, false},
      {{test::mx("example.test", 10, "mx.example.test")}, dns::Rcode::NoError, false},
      {{}, dns::Rcode::NXDomain, false},
      {{}, dns::Rcode::ServFail, false},
  };
  for (const Row& row : rows) {
    Capability capability = open("example.test");
    learn(capability, "example.test", Type::A, {test::address("example.test", "198.51.100.1")});
    EXPECT_FALSE(may_probe(capability, "example.test", "198.51.100.1"));
    learn(capability, "example.test", Type::MX, row.mx_answer, row.rcode);
    EXPECT_EQ(may_probe(capability, "example.test", "198.51.100.1"), row.implicit);
  }
}

TEST(Capability, ForgedAnswersNameNobody) {
  for (const DnsStatus status : {DnsStatus::Bogus, DnsStatus::Failed}) {
    Capability capability = open("example.test");
    learn(capability, "example.test", Type::MX, {test::mx("example.test", 10, "mx.example.test")}, dns::Rcode::NoError,
          status);
    EXPECT_FALSE(may_look_up(capability, "mx.example.test", Type::A));
    learn(capability, "example.test", Type::MX, {}, dns::Rcode::NoError, status);
    learn(capability, "example.test", Type::A, {test::address("example.test", "198.51.100.1")});
    EXPECT_FALSE(may_probe(capability, "example.test", "198.51.100.1"));
  }
}

TEST(Capability, OneDomainCannotNameTheWholeInternet) {
  Capability capability = open("example.test");
  std::vector<test::AnswerRecord> many;
  many.reserve(1000);
  for (int i = 0; i < 1000; ++i)
    many.push_back(test::mx("example.test", i, "mx" + std::to_string(i) + ".example.test"));
  learn(capability, "example.test", Type::MX, many);
  std::size_t named = 0;
  for (int i = 0; i < 1000; ++i)
    named += may_look_up(capability, "mx" + std::to_string(i) + ".example.test", Type::A) ? 1U : 0U;
  EXPECT_EQ(named, kMaxExchanges);
}

TEST(Capability, ProbesTheHostsThatSendersConnectTo) {
  Capability capability = open("example.test");
  learn(capability, "example.test", Type::MX,
        {test::mx("example.test", 10, "mx_1.example.test"), test::mx("example.test", 20, "198.51.100.7")});
  EXPECT_FALSE(may_probe(capability, "mx_1.example.test", "198.51.100.9"));
  learn(capability, "mx_1.example.test", Type::A, {test::address("mx_1.example.test", "198.51.100.9")});
  EXPECT_TRUE(may_probe(capability, "mx_1.example.test", "198.51.100.9")) << "an underscore";
  EXPECT_TRUE(may_probe(capability, "198.51.100.7", "198.51.100.7")) << "an address in place of a name";
  EXPECT_FALSE(may_probe(capability, "198.51.100.7", "198.51.100.8"));
  EXPECT_FALSE(may_probe(capability, "198.51.100.8", "198.51.100.8"));
}

}  // namespace
}  // namespace mailglass::relay::target
