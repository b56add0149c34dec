// What the report says of certificates: chains as sent, kinds of certificate, servers side by side. And that none of it
// is verified on a relay's word.

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <nlohmann/json.hpp>

#include "report/report.h"
#include "support/in_english.h"
#include "support/ocsp.h"
#include "support/scripted_relay.h"
#include "support/timestamps.h"

namespace mailglass::check {
namespace {

using dns::Type;
using nlohmann::json;
using test::Cert;
using test::CertificateSpec;
using test::kNow;
using test::MemoryServer;
using test::ScriptedRelay;
using test::ServerScript;
using test::ServerSpec;
using test::Zone;

constexpr std::int64_t kDay = 86400;

struct World {
  test::Authority authority;
  test::Key rsa = test::rsa_key(), ec = test::ec_key(), other = test::ec_key(), small = test::rsa_key(1024);
  x509::TrustStore roots = std::move(*x509::TrustStore::from_pem(test::pem_of(authority.root.get())));
  Cert rsa_cert = leaf(rsa.get(), {});
  Cert ec_cert = leaf(ec.get(), {});

  Cert leaf(EVP_PKEY* key, CertificateSpec spec) {
    spec.subject = "leaf";
    if (spec.names.empty()) spec.names = {"DNS:mx.example.test", "DNS:mx2.example.test"};
    if (spec.not_before == CertificateSpec{}.not_before) spec.not_before = kNow - 10 * kDay;
    if (spec.not_after == CertificateSpec{}.not_after) spec.not_after = kNow + 80 * kDay;
    return authority.leaf(key, spec);
  }
};
World& world() {
  static World instance;
  return instance;
}

/// A server that answers every connection anew.
struct Server {
  X509* certificate = world().ec_cert.get();
  EVP_PKEY* key = world().ec.get();
  std::vector<X509*> extra = {world().authority.middle.get()};
  int max_version = TLS1_2_VERSION, min_version = TLS1_VERSION;
  X509* second = nullptr;
  EVP_PKEY* second_key = nullptr;
  Bytes timestamps = {}, ocsp = {};
  std::function<Bytes(Bytes)> tamper = {};

  [[nodiscard]] ServerScript script() const {
    ServerScript script;
    ServerSpec spec;
    spec.max_version = max_version;
    spec.extra_chain = extra;
    spec.second_certificate = second;
    spec.second_key = second_key;
    spec.timestamps = timestamps;
    spec.min_version = min_version;
    spec.ocsp = ocsp;
    script.tls_each = [spec, leaf = certificate, own = key] { return std::make_shared<MemoryServer>(spec, leaf, own); };
    script.tamper = tamper;
    return script;
  }
};
/// With these behind the leaf.
template <class... Certificates>
Server sending(Certificates*... extra) {
  Server server;
  server.extra = {extra...};
  return server;
}

struct Ran {
  json report;
  [[nodiscard]] const json& chains(std::size_t server = 0) const {
    return report["servers"][server]["addresses"][0]["certificates"];
  }
  [[nodiscard]] json fact(std::string_view code) const {
    for (const json& fact : report["facts"]) {
      if (fact["code"] == code) return fact;
    }
    return nullptr;
  }
  [[nodiscard]] json finding(std::string_view code) const {
    for (const json& finding : report["findings"]) {
      if (finding["code"] == code) return finding;
    }
    return nullptr;
  }
};

Ran run(const Zone& zone, std::map<std::string, ServerScript> servers, Depth depth) {
  Check check({.domain = "example.test",
               .seed = {5, 5, 5},
               .started_unix_ms = kNow * 1000,
               .depth = depth,
               .anchors = test::unsigned_root()});
  ScriptedRelay relay(zone, std::move(servers));
  EXPECT_TRUE(relay.run(check));
  const std::string report = report::write_report(check, &world().roots);
  const Check again = replay(*read_evidence(write_evidence(check.evidence())), Reading::Live);
  EXPECT_EQ(report::write_report(again, &world().roots), report);
  return {test::in_english(report)};
}
Ran run(const std::vector<std::pair<std::string, Server>>& hosts, Depth depth = Depth::Headline) {
  Zone zone;
  std::map<std::string, ServerScript> servers;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const std::string address = "192.0.2." + std::to_string(i + 1);
    const bool known = i > 0 && hosts[i - 1].first == hosts[i].first;
    if (!known) zone.records.push_back({"example.test", Type::MX, std::to_string(10 + i) + " " + hosts[i].first});
    zone.records.push_back({hosts[i].first, Type::A, address});
    servers[address] = hosts[i].second.script();
  }
  return run(zone, std::move(servers), depth);
}
Ran run(const Server& server, Depth depth = Depth::Headline) {
  return run({{"mx.example.test", server}}, depth);
}

struct Row {
  const char* name;
  std::function<Server()> server;
  const char* finding;
  const char* severity;
};
class OneChain : public testing::TestWithParam<Row> {};
TEST_P(OneChain, IsJudgedTruly) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Server server = GetParam().server();
    server.max_version = version;
    const Ran ran = run(server);
    std::vector<std::string> found;
    for (const json& finding : ran.report["findings"]) {
      const auto code = finding["code"].get<std::string>();
      const bool ours = code.starts_with("certificate-") && code != "certificate-verified" &&
                        code != "certificate-not-trusted" && code != "certificate-expired";
      if (ours) found.push_back(code);
      if (ours) {
        EXPECT_FALSE(finding["facts"].empty());
      }
    }
    if (*GetParam().finding == '\0') {
      EXPECT_TRUE(found.empty()) << found.front();
      continue;
    }
    ASSERT_EQ(found, std::vector<std::string>{GetParam().finding});
    EXPECT_EQ(ran.finding(GetParam().finding)["severity"], GetParam().severity);
  }
}

/// Kept for the whole run: servers hold plain pointers.
X509* keep(Cert certificate) {
  static std::vector<Cert> kept;
  kept.push_back(std::move(certificate));
  return kept.back().get();
}
Server lasting(std::int64_t from, std::int64_t to) {
  return {.certificate = keep(world().leaf(world().ec.get(), {.not_before = kNow + from, .not_after = kNow + to}))};
}
X509* stray() {
  static X509* const instance = keep(test::make_certificate(test::issuer_named("Stray"), world().other.get()));
  return instance;
}

/// The good leaf's twin below an intermediate of its own.
Server below(std::int64_t from, std::int64_t to, std::int64_t leaf_to = 80 * kDay) {
  test::Authority& authority = world().authority;
  X509* const middle =
      keep(test::make_certificate({"Another intermediate", {}, kNow + from, kNow + to, true}, world().other.get(),
                                  authority.root.get(), authority.root_key.get()));
  const CertificateSpec leaf{"leaf", {"DNS:mx.example.test"}, kNow - 10 * kDay, kNow + leaf_to};
  return {.certificate = keep(test::make_certificate(leaf, world().ec.get(), middle, world().other.get())),
          .extra = {middle}};
}

INSTANTIATE_TEST_SUITE_P(
    Findings, OneChain,
    testing::Values(
        Row{"as_it_should_be", [] { return Server{}; }, "", ""},
        Row{"root_before_intermediate", [] { return sending(stray(), world().authority.middle.get()); },
            "certificate-chain-extra", "info"},
        Row{"root_sent", [] { return sending(world().authority.middle.get(), world().authority.root.get()); },
            "certificate-root-sent", "info"},
        Row{"intermediate_twice",
            [] { return sending(world().authority.middle.get(), world().authority.middle.get()); },
            "certificate-chain-extra", "info"},
        Row{"thirteen_days_left", [] { return lasting(-77 * kDay, 13 * kDay); }, "certificate-expires-soon", "warning"},
        Row{"twenty_days_left", [] { return lasting(-70 * kDay, 20 * kDay); }, "certificate-renewal-due", "info"},
        Row{"thirty_one_days_left", [] { return lasting(-69 * kDay, 31 * kDay); }, "", ""},
        Row{"five_days_of_six_left", [] { return lasting(-1 * kDay, 5 * kDay); }, "", ""},
        Row{"for_three_years", [] { return lasting(-10 * kDay, 1000 * kDay); }, "certificate-long-validity", "info"},
        Row{"for_200_days", [] { return lasting(-10 * kDay, 190 * kDay); }, "", ""},
        Row{"issuer_expired", [] { return below(-100 * kDay, -1 * kDay); }, "certificate-issuer-expired", "warning"},
        Row{"issuer_not_yet_valid", [] { return below(1 * kDay, 100 * kDay); }, "certificate-issuer-not-yet-valid",
            "warning"},
        Row{"small_key",
            [] {
              return Server{.certificate = keep(world().leaf(world().small.get(), {})), .key = world().small.get()};
            },
            "certificate-weak", "warning"}),
    [](const auto& row) { return row.param.name; });

struct WordsRow {
  const char* name;
  std::function<Server()> server;
  const char* words;
};
class ChainWords : public testing::TestWithParam<WordsRow> {};
TEST_P(ChainWords, SayOfWhichCertificateSomethingIsWrong) {
  const Ran ran = run(GetParam().server());
  EXPECT_EQ(ran.fact("x509.trust")["text"], "no: " + std::string(GetParam().words));
  EXPECT_EQ(ran.report["servers"][0]["addresses"][0]["sentence"],
            "It encrypts with TLS 1.2, but its certificate does not prove who it is. " + std::string(GetParam().words));
}
INSTANTIATE_TEST_SUITE_P(
    Chains, ChainWords,
    testing::Values(WordsRow{"leaf_expired", [] { return below(-100 * kDay, 100 * kDay, -1 * kDay); },
                             "The certificate has expired (valid to 2026-09-20)."},
                    WordsRow{"both_expired", [] { return below(-100 * kDay, -2 * kDay, -1 * kDay); },
                             "The certificate has expired (valid to 2026-09-20)."},
                    WordsRow{"issuer_expired", [] { return below(-100 * kDay, -1 * kDay); },
                             "A certificate of an issuer in its chain has expired."},
                    WordsRow{"issuer_not_yet_valid", [] { return below(1 * kDay, 100 * kDay); },
                             "A certificate of an issuer in its chain is not valid yet."},
                    WordsRow{"intermediate_not_sent", [] { return sending(); },
                             "The certificates sent do not reach a trusted authority."}),
    [](const auto& row) { return row.param.name; });

TEST(OneChain, InTheWrongOrderIsSaid) {
  const Ran ran = run(Server{.extra = {world().authority.root.get(), world().authority.middle.get()}});
  EXPECT_FALSE(ran.finding("certificate-chain-order").is_null());
  EXPECT_FALSE(ran.chains()[0]["in_order"].get<bool>());
  EXPECT_EQ(ran.chains()[0]["path"][1]["sent"], 2);
  EXPECT_EQ(ran.fact("x509.chain")["text"], "3 sent, out of order; 1 trusted root, which senders have");
}

TEST(Facts, OfAMismatchSayWhichNamesThereAre) {
  const Cert leaf = world().leaf(world().ec.get(), {.names = {"DNS:a.test", "DNS:*.b.test"}});
  const Ran ran = run(Server{.certificate = leaf.get()});
  EXPECT_EQ(ran.fact("x509.name")["text"], "none: it is for a.test and *.b.test");
  EXPECT_EQ(ran.fact("x509.name")["assurance"], "observed");
}

TEST(Facts, OfAWildcardSayWhichMatched) {
  const Cert leaf = world().leaf(world().ec.get(), {.names = {"DNS:*.example.test"}});
  const Ran ran = run(Server{.certificate = leaf.get()});
  EXPECT_EQ(ran.fact("x509.name")["value"], "wildcard");
  EXPECT_EQ(ran.chains()[0]["trust"]["identifier"], "*.example.test");
}

TEST(MustStaple, WithoutAStapleIsFoundOnceItWasAskedFor) {
  const Cert leaf = world().leaf(world().ec.get(), {.extensions = {{NID_tlsfeature, "status_request"}}});
  const Server server{.certificate = leaf.get()};
  EXPECT_TRUE(run(server).finding("certificate-must-staple").is_null());
  EXPECT_TRUE(run(server).fact("x509.must_staple")["value"].is_null());
  const Ran explored = run(server, Depth::Quick);
  EXPECT_EQ(explored.fact("x509.must_staple")["value"], false);
  EXPECT_FALSE(explored.finding("certificate-must-staple").is_null());
}

TEST(Timestamps, AreCountedInCertificateAndHandshake) {
  const Bytes list = test::timestamp_list({test::timestamp(1, 11), test::timestamp(2, 22)});
  const Cert leaf =
      world().leaf(world().ec.get(), {.raw_extensions = {{"1.3.6.1.4.1.11129.2.4.2", test::octet_string(list)}}});
  const Ran ran = run(Server{.certificate = leaf.get(), .timestamps = test::timestamp_list({test::timestamp(3, 33)})},
                      Depth::Quick);
  const json& chain = ran.chains()[0];
  EXPECT_EQ(chain["sent"][0]["timestamps"].size(), 2U);
  EXPECT_EQ(chain["sent"][0]["timestamps"][1]["unix_ms"], 22);
  ASSERT_EQ(chain["timestamps"].size(), 1U);
  EXPECT_EQ(chain["timestamps"][0]["unix_ms"], 33);
}

// ── TLS 1.3 alone ────────────────────────────────────────────────────────────────────────────

Server tls13_alone() {
  Server server;
  server.min_version = server.max_version = TLS1_3_VERSION;
  return server;
}
json property(const Ran& ran, std::string_view code) {
  for (const json& one : ran.report["servers"][0]["addresses"][0]["exploration"]["properties"]) {
    if (one["code"] == code) return one;
  }
  return nullptr;
}

TEST(Tls13Alone, IsAskedForAPromisedStaple) {
  const Cert leaf = world().leaf(world().ec.get(), {.extensions = {{NID_tlsfeature, "status_request"}}});
  Server server = tls13_alone();
  server.certificate = leaf.get();
  EXPECT_TRUE(run(server).finding("certificate-must-staple").is_null());
  const Ran without = run(server, Depth::Standard);
  EXPECT_FALSE(without.finding("certificate-must-staple").is_null());
  EXPECT_EQ(property(without, "ocsp-staple")["support"], "no");
  EXPECT_EQ(property(without, "ocsp-staple")["label"], "Staples an OCSP answer (RFC 8446 section 4.4.2.1)");
  server.ocsp = test::ocsp_answer({leaf.get(), world().authority.middle.get(), world().authority.middle_key.get()});
  const Ran with = run(server, Depth::Standard);
  EXPECT_TRUE(with.finding("certificate-must-staple").is_null());
  EXPECT_EQ(with.fact("x509.must_staple")["value"], true);
  EXPECT_EQ(with.chains()[0]["stapled"], true);
  EXPECT_EQ(property(with, "ocsp-staple")["support"], "yes");
  ASSERT_EQ(with.chains().size(), 1U);
}

struct StapleRow {
  const char* name;
  Bytes (*ocsp)(X509* leaf);
  const char* worth;
  const char* words;
  const char* assurance;
  const char* finding;           ///< of a certificate that promises nothing; empty: none
  const char* finding_promised;  ///< of one that has to staple
};
test::OcspSpec by_the_issuer(X509* leaf) {
  return {leaf, world().authority.middle.get(), world().authority.middle_key.get()};
}
Bytes changed(X509* leaf, void (*change)(test::OcspSpec& spec)) {
  test::OcspSpec spec = by_the_issuer(leaf);
  change(spec);
  return test::ocsp_answer(spec);
}
class AStaple : public testing::TestWithParam<StapleRow> {};
TEST_P(AStaple, IsJudgedByWhoSignedItAndWhen) {
  for (const bool promised : {false, true}) {
    CertificateSpec spec;
    if (promised) spec.extensions = {{NID_tlsfeature, "status_request"}};
    const Cert leaf = world().leaf(world().ec.get(), spec);
    Server server = tls13_alone();
    server.certificate = leaf.get();
    server.ocsp = GetParam().ocsp(leaf.get());
    const Ran ran = run(server, Depth::Standard);
    EXPECT_EQ(ran.chains()[0]["staple"]["worth"], GetParam().worth);
    EXPECT_EQ(ran.chains()[0]["staple"]["words"], GetParam().words);
    const json fact = ran.fact("x509.staple");
    EXPECT_EQ(fact["text"], GetParam().words);
    EXPECT_EQ(fact["assurance"], GetParam().assurance);
    EXPECT_FALSE(fact["evidence"].empty());
    const std::string expected = promised ? GetParam().finding_promised : GetParam().finding;
    for (const char* code : {"certificate-revoked", "certificate-staple-useless", "certificate-must-staple"})
      EXPECT_EQ(ran.finding(code).is_null(), expected != code) << code << (promised ? ", promised" : "");
  }
}
INSTANTIATE_TEST_SUITE_P(
    Answers, AStaple,
    testing::Values(
        StapleRow{"Good", [](X509* leaf) { return test::ocsp_answer(by_the_issuer(leaf)); }, "good",
                  "not revoked as of 2026-09-01 (good until 2026-09-30), says its issuer", "verified", "", ""},
        StapleRow{"Revoked",
                  [](X509* leaf) {
                    return changed(leaf,
                                   [](test::OcspSpec& spec) { spec.status = test::revoked_on("20260815120000Z"); });
                  },
                  "revoked", "revoked on 2026-08-15 (keyCompromise), says its issuer", "verified",
                  "certificate-revoked", "certificate-revoked"},
        StapleRow{"Unknown",
                  [](X509* leaf) { return changed(leaf, [](test::OcspSpec& spec) { spec.status = "8200"; }); },
                  "unknown", "unknown to its issuer as of 2026-09-01 (good until 2026-09-30)", "verified", "", ""},
        StapleRow{"Stale",
                  [](X509* leaf) {
                    return changed(leaf, [](test::OcspSpec& spec) { spec.next_update = "20260910000000Z"; });
                  },
                  "stale", "out of date: not revoked as of 2026-09-01 (good until 2026-09-10)", "verified",
                  "certificate-staple-useless", "certificate-must-staple"},
        StapleRow{
            "OfSomebodyElse",
            [](X509* leaf) { return changed(leaf, [](test::OcspSpec& spec) { spec.signer = world().rsa.get(); }); },
            "unproven", "it says “not revoked”, but its signature does not prove that the issuer said so", "observed",
            "certificate-staple-useless", "certificate-must-staple"},
        StapleRow{"OfAnotherCertificate", [](X509*) { return test::ocsp_answer(by_the_issuer(world().ec_cert.get())); },
                  "other-certificate", "it is about another certificate", "observed", "certificate-staple-useless",
                  "certificate-must-staple"},
        StapleRow{"Refusal",
                  [](X509*) {
                    return Bytes{0x30, 3, 0x0a, 1, 3};
                  },
                  "refused", "none: the issuer’s responder said tryLater", "observed", "certificate-staple-useless",
                  "certificate-must-staple"},
        StapleRow{"Garbage",
                  [](X509*) {
                    return Bytes{1, 2, 3};
                  },
                  "unreadable", "it cannot be read (RFC 6960 4.2.1: no OCSPResponse)", "observed",
                  "certificate-staple-useless", "certificate-must-staple"}),
    [](const auto& row) { return row.param.name; });

TEST(ACertificateThatWasWithdrawn, IsNotSaidToProveTheName) {
  Server server = tls13_alone();
  server.ocsp =
      changed(world().ec_cert.get(), [](test::OcspSpec& spec) { spec.status = test::revoked_on("20260815120000Z"); });
  const Ran ran = run(server, Depth::Standard);
  EXPECT_TRUE(ran.finding("certificate-verified").is_null());
  EXPECT_EQ(ran.report["servers"][0]["addresses"][0]["sentence"],
            "It encrypts with TLS 1.3, but the authority that issued its certificate has withdrawn it.");
  EXPECT_EQ(ran.report["verdict"]["word"], "yes");
  EXPECT_FALSE(run(server).finding("certificate-verified").is_null()) << "the headline does not ask for it";
}

TEST(AStaple, OfAChainThatIsNotTrustedIsNotHeldAgainstIt) {
  Server server = tls13_alone();
  server.extra = {};
  server.ocsp = test::ocsp_answer(by_the_issuer(world().ec_cert.get()));
  const Ran ran = run(server, Depth::Standard);
  EXPECT_EQ(ran.chains()[0]["trust"]["status"], "missing-intermediate");
  EXPECT_EQ(ran.chains()[0]["staple"]["worth"], "unproven");
  EXPECT_TRUE(ran.finding("certificate-staple-useless").is_null());
}

TEST(Tls13Alone, ShowsBothKindsOfCertificateAndTimestamps) {
  Server server = tls13_alone();
  server.second = world().rsa_cert.get();
  server.second_key = world().rsa.get();
  server.timestamps = test::timestamp_list({test::timestamp(3, 33)});
  const Ran ran = run(server, Depth::Standard);
  ASSERT_EQ(ran.chains().size(), 2U) << ran.chains().dump(1);
  for (const json& chain : ran.chains()) {
    EXPECT_EQ(chain["assurance"], "verified");
    EXPECT_EQ(chain["stapled"], false);
    EXPECT_EQ(chain["timestamps"].size(), 1U);
  }
  EXPECT_EQ(ran.fact("x509.other_leaf")["assurance"], "verified");
  EXPECT_EQ(ran.finding("certificates-rsa-and-ecdsa")["assurance"], "observed") << "two connections side by side";
  for (const char* code : {"rsa-certificate", "ecdsa-certificate", "sct"})
    EXPECT_EQ(property(ran, code)["support"], "yes");
  EXPECT_EQ(ran.report["servers"][0]["addresses"][0]["exploration"]["sni"], "none");
}

TEST(Tls13Alone, IsNotAskedByEvidenceOfAnEarlierPlan) {
  Zone zone;
  zone.records = {{"example.test", Type::MX, "10 mx.example.test"}, {"mx.example.test", Type::A, "192.0.2.1"}};
  Check check({"example.test", {5, 5, 5}, kNow * 1000, Depth::Standard, kPlanWithAliases});
  ScriptedRelay relay(zone, {{"192.0.2.1", tls13_alone().script()}});
  ASSERT_TRUE(relay.run(check));
  const Ran ran{test::in_english(report::write_report(check, &world().roots))};
  EXPECT_EQ(property(ran, "ocsp-staple")["support"], "unknown");
  EXPECT_EQ(property(ran, "ecdsa-certificate")["support"], "unknown");
}

// ── two kinds of certificate ─────────────────────────────────────────────────────────────────

Server both_kinds(int max_version) {
  return {.max_version = max_version, .second = world().rsa_cert.get(), .second_key = world().rsa.get()};
}

class BothKinds : public testing::TestWithParam<int> {};
TEST_P(BothKinds, AreShownEachByItself) {
  const Ran ran = run(both_kinds(GetParam()), Depth::Standard);
  ASSERT_EQ(ran.chains().size(), 2U) << ran.chains().dump(1);
  for (const json& chain : ran.chains()) {
    EXPECT_EQ(chain["key_assurance"], "verified");
    EXPECT_TRUE(chain["key_proven"].get<bool>());
  }
  EXPECT_EQ(ran.chains()[0]["assurance"], GetParam() == TLS1_3_VERSION ? "verified" : "authenticated");
  // Its question was not carried to the end: the key is there, and the relay may have put another chain before it.
  EXPECT_EQ(ran.chains()[1]["assurance"], "observed");
  EXPECT_EQ(ran.chains()[0]["sent"][0]["certificate"]["key_type"], "EC");
  EXPECT_EQ(ran.chains()[1]["sent"][0]["certificate"]["key_type"], "RSA");
  EXPECT_EQ(ran.fact("x509.other_leaf")["assurance"], "observed");
  // The Certificate message, and the hello and key exchange that were signed over.
  EXPECT_EQ(ran.fact("x509.other_leaf")["evidence"].size(), 3U);
  EXPECT_EQ(ran.finding("certificates-rsa-and-ecdsa")["assurance"], "observed");
}
INSTANTIATE_TEST_SUITE_P(Versions, BothKinds, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

/// A server whose answers to questions a relay changes; the headline (a larger ClientHello, TLS 1.3) is left alone.
Ran with_second_kind_changed(const std::function<Bytes(Bytes)>& change) {
  Server server = both_kinds(TLS1_3_VERSION);
  const Bytes rsa_der = test::der_of(world().rsa_cert.get());
  server.tamper = [change, rsa_der](Bytes bytes) {
    const bool shows = std::search(bytes.begin(), bytes.end(), rsa_der.begin(), rsa_der.end()) != bytes.end();
    return shows ? change(std::move(bytes)) : bytes;
  };
  return run(server, Depth::Standard);
}
const json* second_kind(const Ran& ran) {
  for (const json& chain : ran.chains()) {
    if (chain["sent"][0]["certificate"]["key_type"] == "RSA") return &chain;
  }
  return nullptr;
}

TEST(LyingRelay, ThatReplaysAKeyExchangeNeverGetsTheSecondKindVerified) {
  Bytes recorded;
  with_second_kind_changed([&](Bytes bytes) {
    if (recorded.empty()) recorded = bytes;
    return bytes;
  });
  ASSERT_FALSE(recorded.empty());
  // Another check with another seed, as the relay cannot choose.
  Check check({.domain = "example.test",
               .seed = {9, 9, 9},
               .started_unix_ms = kNow * 1000,
               .depth = Depth::Standard,
               .anchors = test::unsigned_root()});
  ServerScript script = both_kinds(TLS1_3_VERSION).script();
  const Bytes rsa_der = test::der_of(world().rsa_cert.get());
  script.tamper = [&](Bytes bytes) {
    const bool shows = std::search(bytes.begin(), bytes.end(), rsa_der.begin(), rsa_der.end()) != bytes.end();
    return shows ? recorded : bytes;
  };
  const Zone zone{{{"example.test", Type::MX, "10 mx.example.test"}, {"mx.example.test", Type::A, "192.0.2.1"}}};
  EXPECT_TRUE(ScriptedRelay(zone, {{"192.0.2.1", script}}).run(check));
  const Ran replayed{test::in_english(report::write_report(check, &world().roots))};
  const json* chain = second_kind(replayed);
  ASSERT_NE(chain, nullptr);
  EXPECT_EQ((*chain)["trust"]["status"], "trusted");
  EXPECT_FALSE((*chain)["key_proven"].get<bool>());
  EXPECT_EQ((*chain)["assurance"], "observed");
  EXPECT_EQ((*chain)["key_assurance"], "observed");
  EXPECT_EQ(replayed.fact("x509.other_leaf")["assurance"], "observed");
  EXPECT_TRUE(replayed.finding("certificates-rsa-and-ecdsa").is_null());
}

TEST(LyingRelay, ThatChangesTheKeyExchangeNeverGetsTheSecondKindVerified) {
  // The signature ends the ServerKeyExchange, which a ServerHelloDone of four bytes follows in a record of its own.
  for (const std::size_t from_end : {10U, 100U, 265U, 275U, 290U}) {
    const Ran ran = with_second_kind_changed([&](Bytes bytes) {
      if (bytes.size() > from_end) bytes[bytes.size() - from_end] ^= 1;
      return bytes;
    });
    if (const json* chain = second_kind(ran)) {
      EXPECT_EQ((*chain)["assurance"], "observed") << from_end;
      EXPECT_EQ((*chain)["key_assurance"], "observed") << from_end;
    }
    const json other = ran.fact("x509.other_leaf");
    if (!other.is_null()) {
      EXPECT_EQ(other["assurance"], "observed") << from_end;
    }
    EXPECT_TRUE(ran.finding("certificates-rsa-and-ecdsa").is_null());
  }
}

TEST(LyingRelay, ThatShowsTheSecondKindOnItsOwnKeyNeverGetsItVerified) {
  test::Authority own;
  const Cert forged = own.leaf(world().rsa.get(), {"leaf", {"DNS:mx.example.test"}});
  Server server;
  server.max_version = TLS1_3_VERSION;
  server.second = forged.get();
  server.second_key = world().rsa.get();
  const Ran ran = run(server, Depth::Standard);
  const json* chain = second_kind(ran);
  ASSERT_NE(chain, nullptr);
  EXPECT_TRUE((*chain)["key_proven"].get<bool>());
  EXPECT_EQ((*chain)["assurance"], "observed");
  EXPECT_EQ((*chain)["key_assurance"], "observed");
}

// ── servers side by side ─────────────────────────────────────────────────────────────────────

TEST(SeveralServers, WithTheSameKeyAreTold) {
  const Ran same = run({{"mx.example.test", Server{}}, {"mx2.example.test", Server{}}});
  const json finding = same.finding("same-key");
  ASSERT_FALSE(finding.is_null());
  EXPECT_EQ(finding["subjects"].size(), 2U);
  EXPECT_EQ(finding["facts"].size(), 2U);
  EXPECT_EQ(finding["assurance"], "observed") << "the relay chooses where each connection leads";
  const Ran other =
      run({{"mx.example.test", Server{}},
           {"mx2.example.test", Server{.certificate = world().rsa_cert.get(), .key = world().rsa.get()}}});
  EXPECT_TRUE(other.finding("same-key").is_null());
}

struct NamesRow {
  const char* name;
  std::vector<const char*> first, second;  ///< addresses of two names, all with one key
  std::size_t subjects;                    ///< of the finding; 0: none
};
class OneKey : public testing::TestWithParam<NamesRow> {};
TEST_P(OneKey, IsSharedOnlyByServersWithAddressesOfTheirOwn) {
  Zone zone;
  std::map<std::string, ServerScript> servers;
  for (const char* host : {"mx.example.test", "mx2.example.test"})
    zone.records.push_back({"example.test", Type::MX, std::string("10 ") + host});
  const auto give = [&](const char* host, const std::vector<const char*>& addresses) {
    for (const char* address : addresses) {
      zone.records.push_back({host, Type::A, address});
      servers[address] = Server{}.script();
    }
  };
  give("mx.example.test", GetParam().first);
  give("mx2.example.test", GetParam().second);
  const json finding = run(zone, std::move(servers), Depth::Headline).finding("same-key");
  EXPECT_EQ(finding.is_null() ? 0 : finding["subjects"].size(), GetParam().subjects) << finding.dump();
}
INSTANTIATE_TEST_SUITE_P(
    Names, OneKey,
    testing::Values(NamesRow{"one_server_with_two_names", {"192.0.2.1"}, {"192.0.2.1"}, 0},
                    NamesRow{"two_servers", {"192.0.2.1"}, {"192.0.2.2"}, 2},
                    NamesRow{
                        "two_addresses_behind_both_names", {"192.0.2.1", "192.0.2.2"}, {"192.0.2.1", "192.0.2.2"}, 0},
                    NamesRow{"one_address_in_common", {"192.0.2.1", "192.0.2.2"}, {"192.0.2.2", "192.0.2.3"}, 2}),
    [](const auto& row) { return row.param.name; });

TEST(OneName, WithDifferentCertificatesIsTold) {
  const Server first{};
  const Server second{.certificate = world().rsa_cert.get(), .key = world().rsa.get()};
  const Ran good = run({{"mx.example.test", first}, {"mx.example.test", second}});
  EXPECT_FALSE(good.finding("certificates-differ").is_null());
  EXPECT_TRUE(good.finding("certificates-differ-untrusted").is_null());
  EXPECT_TRUE(good.finding("same-key").is_null());
  const Cert self = test::make_certificate({"self", {"DNS:mx.example.test"}}, world().other.get());
  const Server bad{.certificate = self.get(), .key = world().other.get(), .extra = {}};
  const Ran mixed = run({{"mx.example.test", first}, {"mx.example.test", bad}});
  EXPECT_FALSE(mixed.finding("certificates-differ-untrusted").is_null());
  EXPECT_TRUE(run({{"mx.example.test", first}, {"mx.example.test", first}}).finding("certificates-differ").is_null());
}

}  // namespace
}  // namespace mailglass::check
