#include "assess/lens/requirements.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "probe/simulated_world.h"

namespace mailglass::assess::lens {
namespace {

using namespace probe::simulation;
using probe::Depth;
using probe::Evidence;
using probe::Explorer;
using probe::Facts;
using x509::CertificateFacts;

constexpr std::int64_t kDay = 86400;
constexpr std::string_view kHost = "mx.example.test";

/// A server, and the certificates it has, which the simulation only hints at.
struct World {
  Config config;
  CertificateFacts rsa, ecdsa;
};

World good() {
  World world;
  world.config.versions = {0x0303, 0x0304};
  world.config.suites = {0xc02b, 0xc02f, 0xc02c, 0xc030};
  world.config.suites13 = {0x1301, 0x1302};
  world.config.groups12 = world.config.groups13 = {0x0017, 0x0018};
  world.config.server_preference = false;
  world.config.ecdsa = true;
  world.config.sha1 = false;
  world.config.staple = true;
  world.rsa.key_type = "RSA";
  world.rsa.key_bits = 3072;
  world.rsa.signature_algorithm = "sha256WithRSAEncryption";
  world.rsa.not_after = 90 * kDay - 1;
  world.rsa.sha256_fingerprint = "rsa";
  world.ecdsa = world.rsa;
  world.ecdsa.key_type = "EC";
  world.ecdsa.key_bits = 256;
  world.ecdsa.key_curve = "P-256";
  world.ecdsa.signature_algorithm = "ecdsa-with-SHA256";
  world.ecdsa.sha256_fingerprint = "ecdsa";
  return world;
}

using Statuses = std::map<std::string_view, Judgement>;

Statuses judge(const Lens& lens, const Facts& facts, const std::vector<CertificateSeen>& certificates) {
  const Subject subject{facts, certificates};
  Statuses all;
  for (const Rule& rule : lens.rules) all.emplace(rule.code, rule.judge(subject, rule));
  return all;
}

Statuses explore(const Lens& lens, const World& world, Depth depth = Depth::Full) {
  const Server server(world.config);
  Explorer explorer({std::string(kHost), probe::Seed{7}, depth, 300, 2}, headline(server, std::string(kHost)));
  drive(explorer, server);
  std::vector<CertificateSeen> certificates;
  if (world.config.rsa) certificates.push_back({&world.rsa, true, Evidence{1, {200, 900}}});
  if (world.config.ecdsa) certificates.push_back({&world.ecdsa, true, Evidence{2, {200, 600}}});
  return judge(lens, explorer.facts(), certificates);
}

std::set<std::string_view> with(const Statuses& all, Status status) {
  std::set<std::string_view> codes;
  for (const auto& [code, judgement] : all) {
    if (judgement.status == status) codes.insert(code);
  }
  return codes;
}

using Codes = std::set<std::string_view>;

TEST(EveryLens, NamesItsDocumentAndEdition) {
  std::set<std::string_view> codes;
  for (const Lens* lens : lenses()) {
    EXPECT_TRUE(codes.insert(lens->code).second) << lens->code;
    for (const std::string_view text : {lens->code, lens->title, lens->document, lens->edition}) EXPECT_NE(text, "");
    EXPECT_EQ(lens->link.substr(0, 8), "https://");
    EXPECT_GE(lens->rules.size(), 8U);
  }
  EXPECT_EQ(codes.size(), 6U);
}

TEST(EveryRule, HasACodeOfItsOwnASectionAndWords) {
  for (const Lens* lens : lenses()) {
    std::set<std::string_view> codes, texts;
    for (const Rule& rule : lens->rules) {
      EXPECT_TRUE(codes.insert(rule.code).second) << lens->code << " " << rule.code;
      EXPECT_TRUE(texts.insert(rule.text).second) << lens->code << " " << rule.text;
      EXPECT_NE(rule.section, "") << rule.code;
      EXPECT_NE(rule.judge, nullptr) << rule.code;
    }
  }
}

// ── a server that follows the document ────────────────────────────────────────────────────────

struct Followed {
  const Lens* lens;
  void (*prepare)(World& world);
  Codes not_applicable;  ///< what such a server does not have
};

void as_it_is(World&) {}
void with_x25519(World& world) {
  world.config.groups12 = world.config.groups13 = {0x0017, 0x001d};
}
void modern(World& world) {
  world.config.versions = {0x0304};
  world.config.rsa = false;
}

const std::vector<Followed>& followed() {
  static const std::vector<Followed> kAll = {
      {&kRfc9325, with_x25519, {"dh-bits"}}, {&kMozillaIntermediate, as_it_is, {"dh-bits"}},
      {&kNcscNl, as_it_is, {"dh-groups"}},   {&kBsiTr021022, as_it_is, {"dh-bits"}},
      {&kNistSp80052, as_it_is, {}},
  };
  return kAll;
}
World following(const Lens& lens) {
  World world = good();
  for (const Followed& one : followed()) {
    if (one.lens == &lens) one.prepare(world);
  }
  return world;
}

TEST(AServerThatFollowsTheDocument, MeetsEveryRule) {
  for (const Followed& one : followed()) {
    const Statuses all = explore(*one.lens, following(*one.lens));
    EXPECT_EQ(with(all, Status::Violated), Codes{}) << one.lens->code;
    EXPECT_EQ(with(all, Status::NotEstablished), Codes{}) << one.lens->code;
    EXPECT_EQ(with(all, Status::NotApplicable), one.not_applicable) << one.lens->code;
  }
}

TEST(AServerWithTls13Alone, MeetsMozillaModernAsFarAsCanBeSeen) {
  World world = good();
  modern(world);
  const Statuses all = explore(kMozillaModern, world);
  EXPECT_EQ(with(all, Status::Violated), Codes{});
  // Nothing tells in TLS 1.3 whether there is another certificate; and the staple is encrypted.
  EXPECT_EQ(with(all, Status::NotEstablished),
            (Codes{"certificate-type", "certificate-signature", "lifetime", "ocsp-staple"}));
  EXPECT_EQ(with(all, Status::Met),
            (Codes{"old-versions", "tls13", "tls13-suites", "groups", "client-order", "ecdsa-curve"}));
}

TEST(AServerWithTls13Alone, HasNothingForTheRulesAboutOlderVersions) {
  World world = good();
  modern(world);
  const Statuses all = explore(kNcscNl, world);
  for (const std::string_view code :
       {"suites", "suites-phase-out", "static-dh", "dh-groups", "sha1-signatures", "compression", "renegotiation"}) {
    EXPECT_EQ(all.at(code).status, Status::NotApplicable) << code;
  }
  EXPECT_EQ(all.at("tls13-suites").status, Status::Met);
}

// ── one deviation ─────────────────────────────────────────────────────────────────────────────

struct Deviation {
  std::string_view name;
  const Lens* lens;
  Codes violated;
  void (*deviate)(World& world);
};
void PrintTo(const Deviation& deviation, std::ostream* out) {
  *out << deviation.lens->code << " " << deviation.name;
}
class OneDeviation : public testing::TestWithParam<Deviation> {};

TEST_P(OneDeviation, ViolatesExactlyTheRuleAboutIt) {
  World world = following(*GetParam().lens);
  GetParam().deviate(world);
  const Statuses all = explore(*GetParam().lens, world);
  EXPECT_EQ(with(all, Status::Violated), GetParam().violated);
  for (const std::string_view code : GetParam().violated) {
    EXPECT_NE(all.at(code).why, "") << code;
    EXPECT_FALSE(all.at(code).evidence.empty()) << code;
  }
}

void suite(World& world, std::uint16_t id) {
  world.config.suites.push_back(id);
}
void tls10(World& world) {
  world.config.versions.insert(0x0301);
}
void no_tls13(World& world) {
  world.config.versions.erase(0x0304);
}
void no_tls12(World& world) {
  world.config.versions.erase(0x0303);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc9325, OneDeviation,
    testing::Values(
        Deviation{"Ssl2", &kRfc9325, {"old-versions"}, [](World& w) { w.config.ssl2 = true; }},
        Deviation{"NoTls12", &kRfc9325, {"tls12"}, no_tls12}, Deviation{"NoTls13", &kRfc9325, {"tls13"}, no_tls13},
        Deviation{"Compression", &kRfc9325, {"compression"}, [](World& w) { w.config.compression = true; }},
        Deviation{"Renegotiation", &kRfc9325, {"renegotiation"}, [](World& w) { w.config.renegotiation = false; }},
        Deviation{"MasterSecret", &kRfc9325, {"extended-master-secret"}, [](World& w) { w.config.ems = false; }},
        Deviation{"Null", &kRfc9325, {"null"}, [](World& w) { suite(w, 0xc010); }},
        Deviation{"Rc4", &kRfc9325, {"rc4"}, [](World& w) { suite(w, 0xc011); }},
        Deviation{"Export", &kRfc9325, {"below-112-bits", "static-rsa"}, [](World& w) { suite(w, 0x0008); }},
        Deviation{"TripleDes", &kRfc9325, {"below-128-bits"}, [](World& w) { suite(w, 0xc012); }},
        Deviation{"StaticRsa", &kRfc9325, {"static-rsa"}, [](World& w) { suite(w, 0x009c); }},
        Deviation{"StaticDh", &kRfc9325, {"static-dh"}, [](World& w) { suite(w, 0xc031); }},
        Deviation{"Dhe", &kRfc9325, {"dhe"}, [](World& w) { suite(w, 0x009e); }},
        Deviation{"SmallDhe",
                  &kRfc9325,
                  {"dhe", "dh-bits"},
                  [](World& w) {
                    suite(w, 0x009e);
                    w.config.dh_prime = Bytes(128, 0xf1);
                  }},
        Deviation{"NoForwardSecrecy",
                  &kRfc9325,
                  {"forward-secrecy", "recommended-suites", "static-rsa"},
                  [](World& w) {
                    w.config.suites = {0x009c};
                    w.config.ecdsa = false;
                  }},
        Deviation{"NoRecommendedSuite",
                  &kRfc9325,
                  {"recommended-suites"},
                  [](World& w) {
                    w.config.suites = {0xcca8};
                    w.config.ecdsa = false;
                  }},
        Deviation{"CbcWithoutEncryptThenMac",
                  &kRfc9325,
                  {"cbc"},
                  [](World& w) {
                    suite(w, 0xc027);
                    w.config.etm = false;
                  }},
        Deviation{"EcdsaCurve", &kRfc9325, {"ecdsa-curve"}, [](World& w) { w.ecdsa.key_curve = "P-384"; }},
        Deviation{
            "NoX25519", &kRfc9325, {"groups"}, [](World& w) { w.config.groups12 = w.config.groups13 = {0x0017}; }},
        Deviation{"SmallCurve", &kRfc9325, {"small-curves"}, [](World& w) { w.config.groups12.push_back(0x0013); }},
        Deviation{"SmallRsaKey", &kRfc9325, {"rsa-bits"}, [](World& w) { w.rsa.key_bits = 1024; }},
        Deviation{"Sha1Certificate",
                  &kRfc9325,
                  {"certificate-signature"},
                  [](World& w) { w.rsa.signature_algorithm = "sha1WithRSAEncryption"; }},
        Deviation{"Sha1EcdsaCertificate",
                  &kRfc9325,
                  {"certificate-signature"},
                  [](World& w) { w.ecdsa.signature_algorithm = "ecdsa-with-SHA1"; }},
        Deviation{"Sha1Signature", &kRfc9325, {"sha1-signatures"}, [](World& w) { w.config.sha1 = true; }}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    MozillaIntermediate, OneDeviation,
    testing::Values(
        Deviation{"Ssl2", &kMozillaIntermediate, {"old-versions"}, [](World& w) { w.config.ssl2 = true; }},
        Deviation{"NoTls13", &kMozillaIntermediate, {"versions"}, no_tls13},
        Deviation{"Dhe", &kMozillaIntermediate, {"suites"}, [](World& w) { suite(w, 0x009e); }},
        Deviation{"Cbc", &kMozillaIntermediate, {"suites"}, [](World& w) { suite(w, 0xc027); }},
        Deviation{"Ccm", &kMozillaIntermediate, {"suites"}, [](World& w) { suite(w, 0xc0ac); }},
        Deviation{"StaticDh", &kMozillaIntermediate, {"suites", "static-dh"}, [](World& w) { suite(w, 0xc031); }},
        Deviation{
            "Ccm8", &kMozillaIntermediate, {"tls13-suites"}, [](World& w) { w.config.suites13.push_back(0x1305); }},
        Deviation{"P521", &kMozillaIntermediate, {"groups"}, [](World& w) { w.config.groups12.push_back(0x0019); }},
        Deviation{"Ffdhe", &kMozillaIntermediate, {"groups"}, [](World& w) { w.config.groups13.push_back(0x0100); }},
        Deviation{"ServerOrder",
                  &kMozillaIntermediate,
                  {"client-order"},
                  [](World& w) { w.config.server_preference = true; }},
        Deviation{"SmallRsaKey", &kMozillaIntermediate, {"rsa-bits"}, [](World& w) { w.rsa.key_bits = 1024; }},
        Deviation{"OtherCurve", &kMozillaIntermediate, {"ecdsa-curve"}, [](World& w) { w.ecdsa.key_curve = "P-521"; }},
        Deviation{"Signature",
                  &kMozillaIntermediate,
                  {"certificate-signature"},
                  [](World& w) { w.rsa.signature_algorithm = "sha1WithRSAEncryption"; }},
        Deviation{"ThreeMonthsAndADay",
                  &kMozillaIntermediate,
                  {"short-lived"},
                  [](World& w) { w.rsa.not_after = 91 * kDay; }},
        Deviation{"TwoYears",
                  &kMozillaIntermediate,
                  {"short-lived", "lifetime"},
                  [](World& w) { w.rsa.not_after = 730 * kDay; }}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(MozillaModern, OneDeviation,
                         testing::Values(Deviation{"Tls12AndWhatComesWithIt",
                                                   &kMozillaModern,
                                                   {"old-versions", "certificate-type", "certificate-signature"},
                                                   [](World&) {}},
                                         Deviation{"Tls12",
                                                   &kMozillaModern,
                                                   {"old-versions"},
                                                   [](World& w) {
                                                     w.config.rsa = false;
                                                     w.config.suites = {0xc02b};
                                                   }}),
                         [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    NcscNl, OneDeviation,
    testing::Values(
        Deviation{"Ssl2", &kNcscNl, {"old-versions"}, [](World& w) { w.config.ssl2 = true; }},
        Deviation{"CbcSha1", &kNcscNl, {"suites"}, [](World& w) { suite(w, 0xc013); }},
        Deviation{"StaticRsa", &kNcscNl, {"suites"}, [](World& w) { suite(w, 0x009c); }},
        Deviation{"CbcSha2", &kNcscNl, {"suites-phase-out"}, [](World& w) { suite(w, 0xc027); }},
        Deviation{"Camellia", &kNcscNl, {"suites-phase-out"}, [](World& w) { suite(w, 0xc08a); }},
        Deviation{"DheOfItsOwn", &kNcscNl, {"suites-phase-out", "dh-groups"}, [](World& w) { suite(w, 0x009e); }},
        Deviation{"StaticDh", &kNcscNl, {"suites", "static-dh"}, [](World& w) { suite(w, 0xc031); }},
        Deviation{"Ccm8", &kNcscNl, {"tls13-suites"}, [](World& w) { w.config.suites13.push_back(0x1305); }},
        Deviation{"Secp256k1", &kNcscNl, {"groups"}, [](World& w) { w.config.groups12.push_back(0x0016); }},
        Deviation{"Ffdhe2048", &kNcscNl, {"groups"}, [](World& w) { w.config.groups13.push_back(0x0100); }},
        Deviation{"Secp224r1", &kNcscNl, {"groups-phase-out"}, [](World& w) { w.config.groups12.push_back(0x0015); }},
        Deviation{"Rsa2048", &kNcscNl, {"rsa-bits-phase-out"}, [](World& w) { w.rsa.key_bits = 2048; }},
        Deviation{"Rsa1024", &kNcscNl, {"rsa-bits", "rsa-bits-phase-out"}, [](World& w) { w.rsa.key_bits = 1024; }},
        Deviation{"Curve", &kNcscNl, {"curves"}, [](World& w) { w.ecdsa.key_curve = "secp256k1"; }},
        Deviation{"Sha1Signature", &kNcscNl, {"sha1-signatures"}, [](World& w) { w.config.sha1 = true; }},
        Deviation{"Compression", &kNcscNl, {"compression"}, [](World& w) { w.config.compression = true; }}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Bsi, OneDeviation,
    testing::Values(
        Deviation{"Ssl2", &kBsiTr021022, {"old-versions"}, [](World& w) { w.config.ssl2 = true; }},
        Deviation{"NoTls13", &kBsiTr021022, {"tls13"}, no_tls13},
        Deviation{"ChaCha", &kBsiTr021022, {"suites"}, [](World& w) { suite(w, 0xcca8); }},
        Deviation{
            "ChaChaTls13", &kBsiTr021022, {"tls13-suites"}, [](World& w) { w.config.suites13.push_back(0x1303); }},
        Deviation{"X25519", &kBsiTr021022, {"groups"}, [](World& w) { w.config.groups13.push_back(0x001d); }},
        Deviation{"DheOf2048", &kBsiTr021022, {"dh-bits"}, [](World& w) { suite(w, 0x009e); }},
        Deviation{"Heartbeat", &kBsiTr021022, {"heartbeat"}, [](World& w) { w.config.heartbeat = true; }},
        Deviation{"CbcWithoutEncryptThenMac",
                  &kBsiTr021022,
                  {"cbc"},
                  [](World& w) {
                    suite(w, 0xc027);
                    w.config.etm = false;
                  }},
        Deviation{"Rsa2048", &kBsiTr021022, {"rsa-bits"}, [](World& w) { w.rsa.key_bits = 2048; }},
        Deviation{"SmallCurve", &kBsiTr021022, {"curve-bits"}, [](World& w) { w.ecdsa.key_bits = 224; }}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Nist, OneDeviation,
    testing::Values(
        Deviation{"Ssl2", &kNistSp80052, {"ssl"}, [](World& w) { w.config.ssl2 = true; }},
        Deviation{"NoTls13", &kNistSp80052, {"versions"}, no_tls13},
        Deviation{"ChaCha", &kNistSp80052, {"suites"}, [](World& w) { suite(w, 0xcca8); }},
        Deviation{"Anonymous", &kNistSp80052, {"suites"}, [](World& w) { suite(w, 0x00a6); }},
        Deviation{
            "ChaChaTls13", &kNistSp80052, {"tls13-suites"}, [](World& w) { w.config.suites13.push_back(0x1303); }},
        Deviation{"NoNistCurve",
                  &kNistSp80052,
                  {"curves"},
                  [](World& w) {
                    w.config.groups12 = w.config.groups13 = {0x001d};
                    w.config.ecdsa = false;
                    w.config.suites = {0xc02f, 0xc030};
                  }},
        Deviation{"SmallRsaKey", &kNistSp80052, {"rsa-bits"}, [](World& w) { w.rsa.key_bits = 1024; }},
        Deviation{"FourYears", &kNistSp80052, {"lifetime"}, [](World& w) { w.rsa.not_after = 1461 * kDay; }},
        Deviation{"Compression", &kNistSp80052, {"compression"}, [](World& w) { w.config.compression = true; }}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(AnOldVersion, IsFoundByEveryLens) {
  const std::map<const Lens*, std::string_view> rules = {
      {&kRfc9325, "old-versions"}, {&kMozillaIntermediate, "old-versions"}, {&kMozillaModern, "old-versions"},
      {&kNcscNl, "old-versions"},  {&kBsiTr021022, "old-versions"},         {&kNistSp80052, "old-tls"}};
  World world = good();
  tls10(world);
  suite(world, 0xc013);
  for (const Lens* lens : lenses()) {
    const Judgement judgement = explore(*lens, world).at(rules.at(lens));
    EXPECT_EQ(judgement.status, Status::Violated) << lens->code;
    EXPECT_EQ(judgement.why, lens == &kMozillaModern ? "supports TLS 1.0; supports TLS 1.2" : "supports TLS 1.0");
  }
}

// ── any server ────────────────────────────────────────────────────────────────────────────────

/// Whether the server accepts a suite that the rule is about, static (EC)DH included.
bool accepts_any(const Server& server, const Rule& rule) {
  for (const std::uint16_t version : Numbers{0x0300, 0x0301, 0x0302, 0x0303}) {
    if (!server.negotiates(version)) continue;
    for (const std::uint16_t id : probe::suites_for(version, true)) {
      if (rule.suite(*tls::find_cipher_suite(id)) && server.accepts(id, version)) return true;
    }
  }
  return false;
}

TEST(AnyServer, IsNeverJudgedAgainstItsConfiguration) {
  std::mt19937 random(20260407);
  std::size_t met = 0, violated = 0;
  for (int i = 0; i < 150; ++i) {
    const Server server(random_config(random));
    const Depth depth = i % 3 == 0 ? Depth::Full : Depth::Standard;
    Explorer explorer({std::string(kHost), probe::Seed{7}, depth, probe::default_budget(depth), 2},
                      headline(server, std::string(kHost)));
    drive(explorer, server);
    for (const Lens* lens : lenses()) {
      const Statuses all = judge(*lens, explorer.facts(), {});
      for (const Rule& rule : lens->rules) {
        const Status status = all.at(rule.code).status;
        if (rule.judge != suites_absent && rule.judge != suites_present) continue;
        const bool there = accepts_any(server, rule);
        const bool good = (rule.judge == suites_present) == there;
        if (status == Status::Met) {
          EXPECT_TRUE(good) << "server " << i << " " << lens->code << " " << rule.code;
        }
        if (status == Status::Violated) {
          EXPECT_FALSE(good) << "server " << i << " " << lens->code << " " << rule.code;
        }
        met += status == Status::Met ? 1 : 0;
        violated += status == Status::Violated ? 1 : 0;
      }
    }
  }
  EXPECT_GT(met, 200U);
  EXPECT_GT(violated, 200U);
}

// ── what is not known ─────────────────────────────────────────────────────────────────────────

TEST(WithoutAnswers, NoRuleIsMetOrViolated) {
  for (const Lens* lens : lenses()) {
    for (const auto& [code, judgement] : judge(*lens, probe::derive({}), {})) {
      EXPECT_EQ(judgement.status, Status::NotEstablished) << lens->code << " " << code;
      EXPECT_NE(judgement.why, "") << lens->code << " " << code;
    }
  }
}

TEST(FromTheHeadlineAlone, NothingIsMetThatWasNotSeen) {
  const Server server(good().config);
  const auto seen = headline(server, std::string(kHost));
  const Facts facts = probe::derive({*seen});
  for (const Lens* lens : lenses()) {
    for (const auto& [code, judgement] : judge(*lens, facts, {})) {
      // It chose TLS 1.3, a suite and a group.
      const bool shown = code == "tls13" || code == "curves";
      if (shown) continue;
      EXPECT_EQ(judgement.status, Status::NotEstablished) << lens->code << " " << code;
    }
  }
}

TEST(StandardDepth, LeavesOpenOnlyWhatItDoesNotAsk) {
  const Statuses all = explore(kMozillaIntermediate, good(), Depth::Standard);
  EXPECT_EQ(with(all, Status::Violated), Codes{});
  EXPECT_EQ(with(all, Status::NotEstablished), (Codes{"static-dh", "groups"}));
  EXPECT_EQ(all.at("suites").status, Status::Met);
  EXPECT_NE(all.at("suites").why.find("static (EC)DH was not asked for"), std::string::npos);
}

TEST(AMissingStaple, IsNoViolation) {
  World world = good();
  world.config.staple = false;
  for (const Lens* lens : {&kMozillaIntermediate, &kNistSp80052})
    EXPECT_EQ(explore(*lens, world).at("ocsp-staple").status, Status::NotEstablished);
}

TEST(ASelfIssuedCertificate, IsNotJudgedByItsOwnSignature) {
  World world = good();
  world.config.ecdsa = false;
  world.config.suites = {0xc02f, 0xc030};
  world.rsa.self_issued = true;
  world.rsa.signature_algorithm = "sha1WithRSAEncryption";
  EXPECT_EQ(explore(kRfc9325, world).at("certificate-signature").status, Status::NotApplicable);
}

TEST(AnIssuersCertificate, CountsOnlyWhereTheDocumentSaysSo) {
  const Server server(good().config);
  Explorer explorer({std::string(kHost), probe::Seed{7}, Depth::Full, 300, 2}, headline(server, std::string(kHost)));
  drive(explorer, server);
  CertificateFacts issuer = good().rsa, root = issuer;
  issuer.key_bits = 1024;
  root.key_bits = 512;
  root.self_issued = true;
  const World world = good();
  const std::vector<CertificateSeen> sent = {
      {&world.rsa, true, {}}, {&world.ecdsa, true, {}}, {&issuer, false, {}}, {&root, false, {}}};
  EXPECT_EQ(judge(kMozillaIntermediate, explorer.facts(), sent).at("rsa-bits").status, Status::Met);
  const Judgement whole = judge(kNcscNl, explorer.facts(), sent).at("rsa-bits");
  EXPECT_EQ(whole.status, Status::Violated);
  EXPECT_EQ(whole.why, "RSA key, 1024 bits (an issuer's certificate)");
}

TEST(ASignatureWhoseHashIsAParameter, IsNotCalledStrong) {
  World world = good();
  world.rsa.signature_algorithm = "rsassaPss";
  EXPECT_EQ(explore(kRfc9325, world).at("certificate-signature").status, Status::NotEstablished);
}

TEST(AStandardGroup, IsToldFromAPrimeOfTheServersOwn) {
  Facts facts = probe::derive({});
  facts.dh.push_back({{4096, 2, "RFC 3526, MODP group 16", {}}, 0x009e, {1, {10, 20}}});
  EXPECT_EQ(judge(kNcscNl, facts, {}).at("dh-groups").status, Status::Violated);
  facts.dh.back().parameters.known_prime = "RFC 7919, ffdhe4096";
  EXPECT_EQ(judge(kNcscNl, facts, {}).at("dh-groups").status, Status::NotEstablished);  // not every DHE suite was asked
}

}  // namespace
}  // namespace mailglass::assess::lens
