#include "lens_world.h"
#include "support/in_english.h"

#include <gtest/gtest.h>

namespace mailglass::assess::lens {
namespace {

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

// ── any server ────────────────────────────────────────────────────────────────────────────────

/// Whether the server accepts a suite that the rule is about, static (EC)DH included.
bool accepts_any(const Server& server, const Rule& rule) {
  for (const std::uint16_t version : probe::simulation::Numbers{0x0300, 0x0301, 0x0302, 0x0303}) {
    if (!server.negotiates(version)) continue;
    for (const std::uint16_t id : probe::suites_for(version, true)) {
      if (rule.get<SuiteTest>()(*tls::find_cipher_suite(id)) && server.accepts(id, version)) return true;
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
      EXPECT_FALSE(judgement.why.empty()) << lens->code << " " << code;
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
  EXPECT_NE(test::in_english(all.at("suites").why).find("Static (EC)DH was not asked for"), std::string::npos);
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
  EXPECT_EQ(test::in_english(whole.why), "Its certificates: RSA key, 1024 bits (an issuer’s certificate).");
}

TEST(ASignatureWhoseHashIsAParameter, IsNotCalledStrong) {
  World world = good();
  world.rsa.signature_algorithm = "rsassaPss";
  EXPECT_EQ(explore(kRfc9325, world).at("certificate-signature").status, Status::NotEstablished);
}

TEST(AStandardGroup, IsToldFromAPrimeOfTheServersOwn) {
  Facts facts = probe::derive({});
  facts.dh.push_back({{4096, 2, {}}, 0x009e, {1, {10, 20}}, 0x0303, "RFC 3526, MODP group 16"});
  EXPECT_EQ(judge(kNcscNl, facts, {}).at("dh-groups").status, Status::Violated);
  facts.dh.back().known_prime = "RFC 7919, ffdhe4096";
  EXPECT_EQ(judge(kNcscNl, facts, {}).at("dh-groups").status, Status::NotEstablished);  // not every DHE suite was asked
}

}  // namespace
}  // namespace mailglass::assess::lens
