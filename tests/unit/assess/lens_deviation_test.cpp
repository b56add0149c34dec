// A server that follows a document meets its rules, and one deviation violates the rule about it.

#include "lens_world.h"
#include "support/in_english.h"

#include <gtest/gtest.h>

namespace mailglass::assess::lens {
namespace {

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

TEST(AServerWithoutTls12, HasNothingForTheRuleAboutSignaturesThere) {
  for (const bool newer : {false, true}) {
    World world = good();
    world.config.versions = {0x0301};
    if (newer) world.config.versions.insert(0x0304);
    world.config.suites = {0xc013, 0xc009};
    for (const Lens* lens : {&kRfc9325, &kNcscNl, &kBsiTr021022})
      EXPECT_EQ(explore(*lens, world).at("sha1-signatures").status, Status::NotApplicable) << lens->code;
  }
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
    EXPECT_FALSE(all.at(code).why.empty()) << code;
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
    EXPECT_EQ(test::in_english(judgement.why),
              lens == &kMozillaModern ? "It supports TLS 1.0. It supports TLS 1.2." : "It supports TLS 1.0.");
  }
}

}  // namespace
}  // namespace mailglass::assess::lens
