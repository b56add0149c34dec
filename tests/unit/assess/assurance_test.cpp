// What decides how sure a fact is, row by row; and that no lie of a relay, and none of whoever saved a file, makes
// anything surer than it is (docs/assurance.md).

#include "assess/assurance.h"

#include <algorithm>

#include "support/checked.h"
#include "support/in_english.h"
#include "support/ocsp.h"
#include "tls/record.h"

namespace mailglass::assess {
namespace {

using check::Depth;
using check::Reading;
using dns::Type;
using handshake::Progress;
using nlohmann::json;
using test::encrypted;
using test::one_server;
using test::ServerScript;
using test::ServerSpec;
using test::world;

constexpr auto kTls12 = static_cast<std::uint16_t>(tls::Version::Tls12);
constexpr auto kTls13 = static_cast<std::uint16_t>(tls::Version::Tls13);
constexpr auto kTls10 = static_cast<std::uint16_t>(tls::Version::Tls10);
constexpr std::uint16_t kEcdhe = 0xc02f, kDhe = 0x009e, kStaticRsa = 0x009c, kAes13 = 0x1301;

// ── what a conversation shows ────────────────────────────────────────────────────────────────

struct ShownRow {
  const char* name;
  Progress progress;
  std::uint16_t version, suite;
  std::optional<std::uint16_t> signature;
  Shown shown;
};
class AConversation : public testing::TestWithParam<ShownRow> {};
TEST_P(AConversation, ShowsNoMoreThanItsVersionKeyExchangeAndProgressAllow) {
  handshake::Outcome seen;
  seen.progress = GetParam().progress;
  seen.version = GetParam().version;
  seen.suite = GetParam().suite;
  seen.signature_scheme = GetParam().signature;
  EXPECT_EQ(shown_by(seen), GetParam().shown);
}
INSTANTIATE_TEST_SUITE_P(
    Handshakes, AConversation,
    testing::Values(
        ShownRow{"tls13_to_its_end", Progress::ServerFinished, kTls13, kAes13, 0x0804, Shown::Conversation},
        ShownRow{"tls13_cut", Progress::ServerHello, kTls13, kAes13, 0x0804, Shown::Nothing},
        ShownRow{"tls12_to_its_end", Progress::ServerFinished, kTls12, kEcdhe, 0x0401, Shown::KeyAndFinished},
        ShownRow{"tls12_dhe_to_its_end", Progress::ServerFinished, kTls12, kDhe, 0x0804, Shown::KeyAndFinished},
        ShownRow{"tls12_cut_behind_the_signature", Progress::KeyProven, kTls12, kEcdhe, 0x0403, Shown::Key},
        ShownRow{"tls12_cut_before_it", Progress::ServerHello, kTls12, kEcdhe, 0x0403, Shown::Nothing},
        ShownRow{"tls12_signed_with_sha1", Progress::ServerFinished, kTls12, kEcdhe, 0x0201, Shown::Finished},
        ShownRow{"tls12_signed_with_md5", Progress::ServerFinished, kTls12, kDhe, 0x0101, Shown::Finished},
        ShownRow{"tls12_signed_with_sha1_and_cut", Progress::KeyProven, kTls12, kEcdhe, 0x0203, Shown::Nothing},
        ShownRow{"static_rsa", Progress::ServerFinished, kTls12, kStaticRsa, {}, Shown::Finished},
        ShownRow{"static_rsa_cut", Progress::ServerHello, kTls12, kStaticRsa, {}, Shown::Nothing},
        ShownRow{"tls10_to_its_end", Progress::ServerFinished, kTls10, 0xc013, {}, Shown::Finished},
        ShownRow{"tls10_cut", Progress::KeyProven, kTls10, 0xc013, {}, Shown::Nothing},
        ShownRow{"nothing_heard", Progress::HelloSent, 0, 0, {}, Shown::Nothing}),
    [](const auto& row) { return row.param.name; });

// ── and what that makes of a fact ────────────────────────────────────────────────────────────

struct AssuredRow {
  Shown shown;
  const char *key, *choice, *sent, *day, *day_opened, *inside;
};
constexpr AssuredRow kAssured[] = {
    {Shown::Nothing, "observed unfinished", "observed unfinished", "observed unfinished", "observed unfinished",
     "observed unfinished", "observed unfinished"},
    {Shown::Key, "verified key-signed", "observed unfinished", "observed unfinished", "observed unfinished",
     "observed unfinished", "observed unfinished"},
    {Shown::Finished, "authenticated finished", "authenticated finished", "authenticated finished",
     "authenticated finished", "authenticated finished", "authenticated finished"},
    {Shown::KeyAndFinished, "verified key-signed", "authenticated finished", "authenticated finished",
     "authenticated finished", "authenticated finished", "authenticated finished"},
    {Shown::Conversation, "verified signed", "verified signed", "verified signed", "verified signed",
     "authenticated dated", "authenticated finished"},
};

std::string text(Assured assured) {
  return std::string(to_string(assured.assurance)) + " " + std::string(to_string(assured.reason));
}

TEST(AFact, IsAsSureAsWhatItIsAboutWasShown) {
  for (const AssuredRow& row : kAssured) {
    const Proofs proofs(row.shown);
    for (const Reading reading : {Reading::Live, Reading::Opened}) {
      EXPECT_EQ(text(proofs.assured(About::Key, true, reading)), row.key);
      EXPECT_EQ(text(proofs.assured(About::Choice, true, reading)), row.choice);
      EXPECT_EQ(text(proofs.assured(About::Sent, true, reading)), row.sent);
      EXPECT_EQ(text(proofs.assured(About::Inside, true, reading)), row.inside);
    }
    EXPECT_EQ(text(proofs.assured(About::Day, true, Reading::Live)), row.day);
    EXPECT_EQ(text(proofs.assured(About::Day, true, Reading::Opened)), row.day_opened);
  }
}

TEST(AFact, IsOnlyObservedWhereNoCertificateBindsTheName) {
  for (const AssuredRow& row : kAssured) {
    for (const About about : {About::Key, About::Choice, About::Sent, About::Day, About::Inside})
      EXPECT_EQ(text(Proofs(row.shown).assured(about, false, Reading::Live)), "observed unnamed");
  }
}

TEST(AFact, OfSeveralConversationsIsAsSureAsTheBestOfThem) {
  Proofs proofs(Shown::Finished);
  EXPECT_TRUE(proofs.key());
  EXPECT_FALSE(proofs.key_signed());
  proofs.add(Shown::Key);
  EXPECT_TRUE(proofs.key_signed());
  EXPECT_EQ(text(proofs.assured(About::Key, true, Reading::Opened)), "verified key-signed");
  EXPECT_EQ(text(proofs.assured(About::Sent, true, Reading::Opened)), "authenticated finished");
  EXPECT_FALSE(Proofs(Shown::Nothing).key());
}

TEST(AFinding, IsAsSureAsTheWeakestThingThatItRestsOn) {
  const Assured signed_{Assurance::Verified, Reason::Signed}, shared{Assurance::Authenticated, Reason::Finished};
  EXPECT_EQ(weakest(signed_, shared), shared);
  EXPECT_EQ(weakest(shared, signed_), shared);
  EXPECT_EQ(weakest(shared, kTold), kTold);
  EXPECT_EQ(at_most("tls-1.3"), signed_);
  for (const char* compares : {"same-key", "certificates-differ", "certificates-differ-untrusted",
                               "certificates-rsa-and-ecdsa", "large-hello-intolerant"})
    EXPECT_EQ(text(at_most(compares)), "observed compared");
}

// ── in whole checks ──────────────────────────────────────────────────────────────────────────

json report_of(const ServerScript& script, Reading reading, Depth depth = Depth::Headline,
               const test::Zone& zone = one_server()) {
  check::Check check(test::setup("example.test", depth));
  EXPECT_TRUE(test::ScriptedRelay(zone, {{"192.0.2.1", script}}).run(check));
  return test::in_english(report::write_report(check::replay(check.evidence(), reading), &world().roots));
}
json fact_of(const json& report, std::string_view code) {
  for (const json& fact : report["facts"]) {
    if (fact["code"] == code) return fact;
  }
  return {{"assurance", "none"}, {"text", ""}, {"label", ""}};
}
json finding_of(const json& report, std::string_view code) {
  for (const json& finding : report["findings"]) {
    if (finding["code"] == code) return finding;
  }
  return nullptr;
}

/// Cuts every connection behind the server's first flight, which `change` may have changed.
ServerScript cut(const ServerSpec& spec, X509* certificate = nullptr,
                 const std::function<Bytes(Bytes)>& change = nullptr) {
  ServerScript script;
  script.tls_each = [=] { return test::tls_server(spec, certificate); };
  script.tamper = [change, first = true](Bytes bytes) mutable {
    if (!std::exchange(first, false)) return Bytes();
    return change ? change(std::move(bytes)) : bytes;
  };
  return script;
}

struct CheckRow {
  const char* name;
  std::function<ServerScript()> script;
  const char *choice, *key, *sent, *day, *day_opened;
};
class ACheck : public testing::TestWithParam<CheckRow> {};
TEST_P(ACheck, SaysHowSureEachFactIsAndToWhom) {
  const CheckRow& row = GetParam();
  for (const Reading reading : {Reading::Live, Reading::Opened}) {
    const bool live = reading == Reading::Live;
    const json report = report_of(row.script(), reading);
    EXPECT_EQ(report["reading"], live ? "live" : "opened");
    const auto sure = [&](const char* code) { return fact_of(report, code)["assurance"].get<std::string>(); };
    EXPECT_EQ(sure("tls.version"), row.choice);
    EXPECT_EQ(sure("tls.suite"), row.choice);
    for (const char* code : {"tls.group", "tls.static_rsa", "tls.signature_scheme", "tls.client_certificate_requested"})
      EXPECT_TRUE(sure(code) == row.choice || sure(code) == "none") << code;
    EXPECT_EQ(sure("x509.key"), row.key);
    EXPECT_EQ(sure("x509.leaf"), row.sent);
    EXPECT_EQ(sure("x509.name"), row.sent);
    for (const char* code : {"x509.validity", "x509.trust", "x509.chain"})
      EXPECT_EQ(sure(code), live ? row.day : row.day_opened) << code;
    for (const char* code : {"smtp.greeting", "smtp.starttls_offered"})
      EXPECT_EQ(sure(code), "observed") << "clear text, whatever else is proven";
    EXPECT_EQ(sure("dns.mx"), "reported") << "the relay's resolver found it";
    // A finding is as its weakest fact, or less.
    for (const json& finding : report["findings"]) {
      for (const json& id : finding["facts"]) {
        const std::string weak = report["facts"][id.get<std::size_t>() - 1]["assurance"];
        constexpr std::array<std::string_view, 4> kOrder = {"verified", "authenticated", "observed", "reported"};
        const auto place = [&](const std::string& word) { return std::find(kOrder.begin(), kOrder.end(), word); };
        EXPECT_GE(place(finding["assurance"]), place(weak)) << finding["code"];
      }
    }
    const json& proof = report["servers"][0]["addresses"][0]["proof"];
    if (std::string_view(row.key) == "observed") {
      EXPECT_TRUE(proof.is_null());
    } else {
      EXPECT_EQ(proof["name"], "mx.example.test");
      EXPECT_EQ(proof["assurance"], row.key);
    }
  }
}
constexpr const char *kVerified = "verified", *kShared = "authenticated", *kSeen = "observed";
INSTANTIATE_TEST_SUITE_P(
    Servers, ACheck,
    testing::Values(CheckRow{"tls13", [] { return encrypted({.request_certificate = true}); }, kVerified, kVerified,
                             kVerified, kVerified, kShared},
                    CheckRow{"tls12",
                             [] { return encrypted({.max_version = TLS1_2_VERSION, .request_certificate = true}); },
                             kShared, kVerified, kShared, kShared, kShared},
                    CheckRow{"tls12_cut", [] { return cut({.max_version = TLS1_2_VERSION}); }, kSeen, kVerified, kSeen,
                             kSeen, kSeen},
                    CheckRow{"static_rsa",
                             [] { return encrypted({.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"}); },
                             kShared, kShared, kShared, kShared, kShared},
                    CheckRow{"tls10", [] { return encrypted({.max_version = TLS1_VERSION}); }, kShared, kShared,
                             kShared, kShared, kShared},
                    CheckRow{"self_signed", [] { return encrypted({}, world().self_signed.get(), false); }, kSeen,
                             kSeen, kSeen, kSeen, kSeen}),
    [](const auto& row) { return row.param.name; });

// ── lies of a relay (B) and of whoever saved a file (A), by their rows in docs/assurance.md ──

Bytes with_another(Bytes bytes, X509* shown, X509* instead) {
  const Bytes from = test::der_of(shown), to = test::der_of(instead);
  EXPECT_EQ(from.size(), to.size());
  const auto at = std::search(bytes.begin(), bytes.end(), from.begin(), from.end());
  if (at != bytes.end()) std::copy(to.begin(), to.end(), at);
  return bytes;
}

TEST(LyingRelay, B1ThatShowsARenewedCertificateAndCutsProvesTheKeyAlone) {
  const json report = report_of(
      cut({.max_version = TLS1_2_VERSION}, world().expired.get(),
          [](Bytes bytes) { return with_another(std::move(bytes), world().expired.get(), world().cert.get()); }),
      Reading::Live);
  const json trust = fact_of(report, "x509.trust");
  EXPECT_EQ(trust["value"]["status"], "trusted");
  EXPECT_EQ(trust["text"].get<std::string>().find("not shown: "), 0U) << trust;
  EXPECT_TRUE(finding_of(report, "certificate-verified").is_null());
  const std::string sentence = report["servers"][0]["addresses"][0]["sentence"];
  EXPECT_EQ(sentence.find("proves its name"), std::string::npos) << sentence;
  for (const json& fact : report["facts"]) EXPECT_EQ(fact["assurance"] == "verified", fact["code"] == "x509.key");
  EXPECT_EQ(fact_of(report, "x509.key")["label"], "Key that whoever answered holds");
  for (const json& finding : report["findings"]) EXPECT_NE(finding["assurance"], "verified") << finding;
}

TEST(LyingRelay, B1WithoutACutIsFoundOut) {
  ServerScript script = encrypted({.max_version = TLS1_2_VERSION}, world().expired.get());
  script.tamper = [](Bytes bytes) { return with_another(std::move(bytes), world().expired.get(), world().cert.get()); };
  check::Check check(test::setup());
  test::ScriptedRelay(one_server(), {{"192.0.2.1", script}}).run(check);
  check.on_lost(60'000'000);
  const json report = test::in_english(report::write_report(check, &world().roots));
  for (const json& fact : report["facts"]) EXPECT_TRUE(fact["assurance"] != "verified" || fact["code"] == "x509.key");
}

/// The first connection is answered truly, and each later one by `other`.
ServerScript then_another(const std::function<std::shared_ptr<test::MemoryServer>()>& other,
                          const ServerSpec& first = {.max_version = TLS1_2_VERSION}) {
  ServerScript script;
  script.tls_each = [=, begun = std::make_shared<bool>(false)] {
    return std::exchange(*begun, true) ? other() : test::tls_server(first);
  };
  return script;
}

TEST(LyingRelay, B1bACertificateThatOnlyAQuestionBroughtIsObserved) {
  static const test::Cert renewed =
      world().authority.leaf(world().key.get(), {"leaf", {"DNS:mx.example.test"}, 1'700'000'000, 1'850'000'000});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const json report =
        report_of(then_another([] { return test::tls_server({.max_version = TLS1_2_VERSION}, renewed.get()); },
                               {.max_version = version}),
                  Reading::Live, Depth::Standard);
    EXPECT_EQ(fact_of(report, "x509.other_leaf")["assurance"], "observed");
    for (const json& chain : report["servers"][0]["addresses"][0]["certificates"]) {
      EXPECT_EQ(chain["key_assurance"], "verified") << "it is the same key";
      EXPECT_EQ(chain["assurance"] != "observed", chain["headline"] == true);
      EXPECT_EQ(chain["trust"]["assurance"] != "observed", chain["headline"] == true);
    }
  }
}

TEST(LyingRelay, B2TheOrderAndNumberOfCertificatesOfAQuestionAreObserved) {
  const json report =
      report_of(then_another([] {
                  test::Authority& authority = world().authority;
                  ServerSpec spec{.max_version = TLS1_2_VERSION};
                  spec.extra_chain = {authority.root.get(), authority.middle.get(), authority.middle.get()};
                  return std::make_shared<test::MemoryServer>(spec, world().cert.get(), world().key.get());
                }),
                Reading::Live, Depth::Standard);
  for (const char* code : {"certificate-chain-order", "certificate-chain-extra", "certificate-root-sent"})
    EXPECT_EQ(finding_of(report, code)["assurance"], "observed") << code;
}

TEST(LyingRelay, B4ThatSwallowsTheLargerHelloShowsNothingOfTheServer) {
  ServerScript script;
  script.tls_each = [begun = std::make_shared<bool>(false)] {
    return std::exchange(*begun, true) ? test::tls_server() : nullptr;
  };
  const json finding = finding_of(report_of(script, Reading::Live), "large-hello-intolerant");
  EXPECT_EQ(finding["assurance"], "observed");
  EXPECT_EQ(finding["reason"], "compared");
}

TEST(LyingRelay, B5AgreementsOfACutConversationAreObserved) {
  const json report =
      report_of(cut({.max_version = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES128-GCM-SHA256"}), Reading::Live);
  EXPECT_EQ(fact_of(report, "tls.dh_bits")["assurance"], "observed");
  EXPECT_EQ(fact_of(report, "tls.signature_scheme")["reason"], "unfinished");
}

TEST(LyingRelay, B6ThatLeadsEveryConnectionToOneServerProvesANameAndNoPlace) {
  // Two names, each certified, and one server that holds the key of both.
  const test::Cert both =
      world().authority.leaf(world().key.get(), {"leaf", {"DNS:mx.example.test", "DNS:mx2.example.test"}});
  const test::Zone zone{{{"example.test", Type::MX, "10 mx.example.test"},
                         {"example.test", Type::MX, "20 mx2.example.test"},
                         {"mx.example.test", Type::A, "192.0.2.1"},
                         {"mx2.example.test", Type::A, "192.0.2.2"}}};
  check::Check check(test::setup());
  ASSERT_TRUE(
      test::ScriptedRelay(zone, {{"192.0.2.1", encrypted({}, both.get())}, {"192.0.2.2", encrypted({}, both.get())}})
          .run(check));
  const json report = test::in_english(report::write_report(check, &world().roots));
  EXPECT_EQ(finding_of(report, "same-key")["assurance"], "observed");
  for (const json& server : report["servers"]) EXPECT_EQ(server["addresses"][0]["proof"]["name"], server["host"]);
  for (const json& fact : report["facts"]) {
    const std::string code = fact["code"];
    EXPECT_EQ(fact["assurance"] == "verified", code.starts_with("tls.") || code.starts_with("x509.")) << fact;
  }
}

TEST(LyingRelay, B7ThatNamesAServerOfItsOwnIsToldBesideEachName) {
  struct Row {
    test::Zone zone;
    wire::DnsStatus status = wire::DnsStatus::Insecure;
    const char* source = "";
    const char* words = "";
  };
  const test::Zone implicit{{{"mx.example.test", Type::A, "192.0.2.1"}}};
  const Row rows[] = {
      {one_server(), wire::DnsStatus::Insecure, "mx", "the name came from unsigned DNS, by the relay's word"},
      {one_server(), wire::DnsStatus::Secure, "mx-signed",
       "the name came from DNS that is signed, as the relay's resolver says"},
      {implicit, wire::DnsStatus::Insecure, "domain", "the name is the domain's own"},
  };
  for (const Row& row : rows) {
    test::Zone zone = row.zone;
    zone.status = row.status;
    check::Check check(test::setup(row.source == std::string_view("domain") ? "mx.example.test" : "example.test"));
    ASSERT_TRUE(test::ScriptedRelay(zone, {{"192.0.2.1", encrypted()}}).run(check));
    const json report = test::in_english(report::write_report(check, &world().roots));
    EXPECT_EQ(report["routing"]["name_source"], row.source);
    EXPECT_EQ(report["routing"]["name_words"], row.words);
    const std::string sentence = report["servers"][0]["addresses"][0]["sentence"];
    EXPECT_EQ(sentence,
              "It encrypts with TLS 1.3, and its certificate proves its name; " + std::string(row.words) + ".");
    const std::string text = finding_of(report, "certificate-verified")["text"];
    EXPECT_NE(text.find(row.words), std::string::npos) << text;
  }
}

TEST(AnAuthor, A1OfAStaticRsaSessionVerifiesNothing) {
  const json report =
      report_of(encrypted({.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"}), Reading::Opened);
  for (const json& fact : report["facts"]) EXPECT_NE(fact["assurance"], "verified") << fact;
  for (const json& finding : report["findings"]) EXPECT_NE(finding["assurance"], "verified") << finding;
}

TEST(AnAuthor, A1bWhoNamesTheDayVerifiesNothingThatRestsOnIt) {
  const json report = report_of(encrypted(), Reading::Opened);
  for (const json& fact : report["facts"]) {
    const std::string code = fact["code"];
    const bool of_the_day = code == "x509.validity" || code == "x509.trust" || code == "x509.chain";
    if (of_the_day) {
      EXPECT_EQ(fact["assurance"], "authenticated") << fact;
      EXPECT_EQ(fact["reason"], "dated") << fact;
    }
  }
  EXPECT_EQ(finding_of(report, "certificate-verified")["assurance"], "authenticated");
  EXPECT_EQ(finding_of(report, "tls-1.3")["assurance"], "verified");
}

TEST(AnAuthor, A2OfASessionBeforeTls13VerifiesTheKeyAlone) {
  const json report =
      report_of(encrypted({.max_version = TLS1_2_VERSION, .request_certificate = true}), Reading::Opened);
  for (const json& fact : report["facts"])
    EXPECT_EQ(fact["assurance"] == "verified", fact["code"] == "x509.key") << fact;
}

TEST(AnAuthor, IsBoundByTheTimesThatOthersSigned) {
  ServerSpec spec{.min_version = TLS1_3_VERSION};
  EXPECT_TRUE(report_of(encrypted(), Reading::Opened)["not_before"].is_null());
  spec.ocsp =
      test::ocsp_answer({world().cert.get(), world().authority.middle.get(), world().authority.middle_key.get()});
  ServerScript script;
  script.tls_each = [&] { return test::tls_server(spec); };
  const json report = report_of(script, Reading::Opened, Depth::Standard);
  EXPECT_EQ(report["not_before"]["by"], "ocsp");
  EXPECT_EQ(report["not_before"]["unix_seconds"],
            report["servers"][0]["addresses"][0]["certificates"][0]["staple"]["this_update"]);
}

}  // namespace
}  // namespace mailglass::assess
