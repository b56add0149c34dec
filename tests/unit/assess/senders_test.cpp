// Odd servers, each a kind that was really run with Postfix 3.7 and Exim 4.96 delivering to it, and the answer that
// follows from what they did. With a good server beside it, or alone.
#include "bytes/encoding.h"
#include "support/checked.h"

namespace mailglass::assess {
namespace {

using dns::Type;
using test::encrypted;
using test::one_server;
using test::Ran;
using test::run;
using test::ServerScript;
using test::Zone;

Zone two_servers() {
  return {{{"example.test", Type::MX, "10 mx.example.test"},
           {"example.test", Type::MX, "20 good.example.test"},
           {"mx.example.test", Type::A, "192.0.2.1"},
           {"good.example.test", Type::A, "192.0.2.2"}}};
}

ServerScript with_tls(ServerScript script) {
  script.tls_each = [] { return test::tls_server(); };
  return script;
}

struct Odd {
  const char* name;
  ServerScript (*server)();
  const char *word, *beside;  ///< alone, and beside a good server
  const char *postfix, *exim;
  const char* finding;  ///< empty: whatever
};
class OddServer : public testing::TestWithParam<Odd> {};
TEST_P(OddServer, IsJudgedByWhatSendersDo) {
  const Odd& odd = GetParam();
  const Ran alone = run(one_server(), {{"192.0.2.1", odd.server()}});
  EXPECT_EQ(alone.report["verdict"]["word"], odd.word) << alone.report["verdict"].dump() << alone.address().dump();
  EXPECT_EQ(alone.address()["senders"]["postfix"], odd.postfix) << alone.address().dump();
  EXPECT_EQ(alone.address()["senders"]["exim-gnutls"], odd.exim);
  EXPECT_TRUE(*odd.finding == '\0' || alone.found(odd.finding)) << alone.report["findings"].dump();
  const Ran beside = run(two_servers(), {{"192.0.2.1", odd.server()}, {"192.0.2.2", with_tls({})}});
  EXPECT_EQ(beside.report["verdict"]["word"], odd.beside) << beside.report["verdict"].dump();
}

const std::string kNoOffer = "250-mx.example.test\r\n250 SIZE 1000\r\n";

INSTANTIATE_TEST_SUITE_P(
    Kinds, OddServer,
    testing::Values(
        Odd{"greets_with_250", [] { return with_tls({.greeting = "250 mx ESMTP\r\n"}); }, "yes", "yes", "encrypts",
            "encrypts", ""},
        Odd{"greets_with_250_without_tls", [] { return ServerScript{.greeting = "250 mx\r\n", .ehlo = kNoOffer}; },
            "no", "partly", "readable", "readable", "starttls-not-supported"},
        Odd{"masked_greeting", [] { return with_tls({.greeting = "220 *****************\r\n"}); }, "partly", "partly",
            "readable", "encrypts", ""},
        Odd{"greeting_without_words", [] { return with_tls({.greeting = "220\r\n"}); }, "partly", "partly", "readable",
            "encrypts", ""},
        Odd{"code_changes_in_greeting_without_tls",
            [] { return ServerScript{.greeting = "220-mx\r\n250 mx\r\n", .ehlo = kNoOffer}; }, "no", "partly",
            "readable", "readable", "smtp-not-standard"},
        Odd{"code_changes_in_ehlo", [] { return with_tls({.ehlo = "250-mx\r\n250-STARTTLS\r\n220 SIZE\r\n"}); }, "yes",
            "yes", "encrypts", "encrypts", "smtp-not-standard"},
        Odd{"ehlo_252", [] { return ServerScript{.ehlo = "252 mx\r\n"}; }, "no", "partly", "readable", "readable", ""},
        Odd{"starttls_250", [] { return with_tls({.starttls = "250 go\r\n"}); }, "yes", "yes", "encrypts", "encrypts",
            ""},
        Odd{"more_carriage_returns", [] { return with_tls({.ehlo = "250-mx\r\r\n250 STARTTLS\r\r\n"}); }, "yes", "yes",
            "encrypts", "encrypts", "smtp-not-standard"},
        Odd{"nul_behind_starttls", [] { return with_tls({.ehlo = std::string("250-mx\r\n250 STARTTLS\0\r\n", 23)}); },
            "yes", "yes", "encrypts", "encrypts", "smtp-not-standard"},
        Odd{"blank_line", [] { return with_tls({.ehlo = "250-mx\r\n\r\n250 STARTTLS\r\n"}); }, "yes", "yes", "encrypts",
            "defers", "senders-differ"},
        Odd{"blank_line_without_tls", [] { return ServerScript{.ehlo = "250-mx\r\n\r\n250 SIZE\r\n"}; }, "no", "partly",
            "readable", "defers", "senders-differ"},
        Odd{"blank_line_before_greeting", [] { return ServerScript{.greeting = "\r\n220 mx\r\n", .ehlo = kNoOffer}; },
            "no", "partly", "readable", "defers", "senders-differ"},
        Odd{"stray_line_behind_ehlo", [] { return ServerScript{.ehlo = "250 mx\r\nstray\r\n"}; }, "no", "partly",
            "readable", "defers", "senders-differ"},
        Odd{"tls_behind_a_last_line_that_refuses", [] { return with_tls({.starttls = "220-go\r\n454 not now\r\n"}); },
            "yes", "yes", "defers", "encrypts", "senders-differ"},
        Odd{"tls_behind_a_first_line_that_refuses", [] { return with_tls({.starttls = "454-not now\r\n220 go\r\n"}); },
            "yes", "yes", "encrypts", "defers", "senders-differ"},
        Odd{"camellia_alone",
            [] {
              ServerScript script;
              script.tls_each = [] {
                return test::tls_server({.max_version = TLS1_2_VERSION, .ciphers = "CAMELLIA256-SHA:@SECLEVEL=0"});
              };
              return script;
            },
            "unknown", "partly", "encrypts", "unknown", ""},
        Odd{"starttls_without_code", [] { return with_tls({.ehlo = "250-mx\r\nSTARTTLS\r\n250 SIZE\r\n"}); }, "no",
            "partly", "readable", "defers", "starttls-not-supported"},
        Odd{"lower_case", [] { return with_tls({.ehlo = "250-mx\r\n250 starttls\r\n"}); }, "partly", "partly",
            "encrypts", "readable", "senders-differ"},
        Odd{"tab_behind_starttls", [] { return with_tls({.ehlo = "250-mx\r\n250 STARTTLS\t\r\n"}); }, "partly",
            "partly", "readable", "encrypts", "senders-differ"},
        Odd{"equals_behind_starttls", [] { return with_tls({.ehlo = "250-mx\r\n250 STARTTLS=\r\n"}); }, "partly",
            "partly", "encrypts", "readable", "senders-differ"},
        Odd{"starttls_as_the_only_line", [] { return with_tls({.ehlo = "250 STARTTLS\r\n"}); }, "no", "partly",
            "readable", "readable", ""},
        Odd{"long_greeting",
            [] { return ServerScript{.greeting = "220 " + std::string(5000, 'x') + "\r\n", .ehlo = kNoOffer}; }, "no",
            "partly", "readable", "defers", "senders-differ"},
        Odd{"tab_behind_code", [] { return ServerScript{.greeting = "220\tmx ESMTP\r\n"}; }, "unknown", "yes", "defers",
            "defers", ""},
        Odd{"two_greetings_at_once", [] { return ServerScript{.greeting = "220 mx\r\n220 mx\r\n", .ehlo = kNoOffer}; },
            "unknown", "yes", "defers", "defers", ""},
        Odd{"no_hyphens", [] { return ServerScript{.ehlo = "250 mx\r\n250 SIZE\r\n250 STARTTLS\r\n"}; }, "unknown",
            "yes", "defers", "defers", ""},
        Odd{"silent_after_connecting",
            [] { return ServerScript{.greeting = "", .ends_after_greeting = wire::End::Timeout}; }, "unknown", "partly",
            "unknown", "unknown", ""},
        Odd{"hangs_up_before_greeting",
            [] { return ServerScript{.greeting = "", .ends_after_greeting = wire::End::PeerClosed}; }, "unknown",
            "partly", "unknown", "unknown", ""},
        Odd{"not_now", [] { return ServerScript{.greeting = "421 busy\r\n"}; }, "unknown", "partly", "unknown",
            "unknown", ""},
        Odd{"closes_at_ehlo_and_takes_helo", [] { return ServerScript{.ehlo = "421 later\r\n"}; }, "no", "partly",
            "defers", "readable", "senders-differ"},
        Odd{"closes_at_starttls_and_stays", [] { return ServerScript{.starttls = "421 later\r\n"}; }, "no", "partly",
            "readable", "readable", "starttls-refused"},
        Odd{"refuses_starttls_and_hangs_up",
            [] { return ServerScript{.starttls = "454 no\r\n", .leaves = wire::End::PeerClosed}; }, "unknown", "yes",
            "defers", "defers", ""},
        Odd{"offers_nothing_and_resets", [] { return ServerScript{.ehlo = kNoOffer, .leaves = wire::End::PeerReset}; },
            "unknown", "yes", "defers", "defers", ""},
        Odd{"takes_helo_alone_and_hangs_up",
            [] { return ServerScript{.ehlo = "502 what\r\n", .leaves = wire::End::PeerClosed}; }, "unknown", "yes",
            "defers", "defers", ""},
        Odd{"refuses_ehlo_and_hangs_up",
            [] { return ServerScript{.ehlo = "502 what\r\n", .helo = "", .leaves = wire::End::PeerClosed}; }, "unknown",
            "partly", "unknown", "unknown", ""},
        Odd{"masked_greeting_behind_a_line_without_code", [] { return with_tls({.greeting = "****\r\n220 ****\r\n"}); },
            "no", "partly", "readable", "defers", ""},
        Odd{"closes_in_the_first_line", [] { return with_tls({.ehlo = "421-mx\r\n250-STARTTLS\r\n250 SIZE\r\n"}); },
            "partly", "partly", "encrypts", "readable", "senders-differ"},
        Odd{"closes_in_the_last_line", [] { return with_tls({.ehlo = "250-mx\r\n250-STARTTLS\r\n421 later\r\n"}); },
            "yes", "yes", "defers", "encrypts", "senders-differ"},
        Odd{"closes_in_the_last_line_and_offers_nothing",
            [] { return ServerScript{.ehlo = "250-mx\r\n250-SIZE\r\n421 later\r\n"}; }, "no", "partly", "defers",
            "readable", "senders-differ"},
        Odd{"closes_in_the_last_line_at_starttls", [] { return with_tls({.starttls = "220-go\r\n421 later\r\n"}); },
            "yes", "yes", "defers", "encrypts", "senders-differ"},
        Odd{"closes_unasked_and_goes_on", [] { return ServerScript{.ehlo = kNoOffer + "421 later\r\n"}; }, "unknown",
            "yes", "defers", "defers", ""},
        Odd{"closes_unasked_and_leaves",
            [] { return ServerScript{.ehlo = kNoOffer + "421 later\r\n", .leaves = wire::End::PeerClosed}; }, "unknown",
            "yes", "defers", "defers", ""},
        Odd{"says_more_with_its_go_ahead", [] { return with_tls({.starttls = "220 go\r\n220 go\r\n"}); }, "partly",
            "partly", "encrypts", "readable", "senders-differ"},
        Odd{"second_word_of_a_line_without_code",
            [] { return with_tls({.ehlo = "250-mx\r\nx-STARTTLS\r\n250 SIZE\r\n"}); }, "yes", "yes", "encrypts",
            "defers", "senders-differ"},
        Odd{"starttls_refused", [] { return ServerScript{.starttls = "454 not now\r\n"}; }, "no", "partly", "readable",
            "readable", "starttls-refused"},
        Odd{"clear_text_after_starttls",
            [] {
              ServerScript script{.after_starttls = "500 what?\r\n"};
              script.hangs_up = true;
              return script;
            },
            "no", "partly", "readable", "readable", "plaintext-after-starttls"},
        Odd{"hangs_up_after_starttls",
            [] {
              ServerScript script;
              script.hangs_up = true;
              return script;
            },
            "no", "partly", "readable", "readable", "validation-failure"},
        Odd{"silent_after_starttls", [] { return ServerScript{}; }, "unknown", "partly", "unknown", "unknown", ""}),
    [](const auto& row) { return std::string(row.param.name); });

struct Inside {
  const char* name;
  ServerScript (*server)();
  const char *word, *postfix, *gnutls, *openssl, *finding;
};
class InsideTls : public testing::TestWithParam<Inside> {};
TEST_P(InsideTls, IsWhereASessionHasToWork) {
  const Ran ran = run(one_server(), {{"192.0.2.1", GetParam().server()}});
  EXPECT_EQ(ran.report["verdict"]["word"], GetParam().word) << ran.report["verdict"].dump() << ran.address().dump();
  EXPECT_EQ(ran.address()["senders"]["postfix"], GetParam().postfix);
  EXPECT_EQ(ran.address()["senders"]["exim-gnutls"], GetParam().gnutls);
  EXPECT_EQ(ran.address()["senders"]["exim-openssl"], GetParam().openssl);
  EXPECT_TRUE(*GetParam().finding == '\0' || ran.found(GetParam().finding)) << ran.report["findings"].dump();
}
ServerScript answering(std::string ehlo_inside, std::optional<wire::End> end = {}) {
  ServerScript script = encrypted();
  script.ehlo_inside = std::move(ehlo_inside);
  script.ends_inside = end;
  return script;
}
INSTANTIATE_TEST_SUITE_P(
    Servers, InsideTls,
    testing::Values(
        Inside{"that_answer", [] { return encrypted(); }, "yes", "encrypts", "encrypts", "encrypts", ""},
        Inside{"that_want_a_certificate", [] { return encrypted({.require_certificate = true}); }, "no", "readable",
               "readable", "defers", "client-certificate-required"},
        Inside{"that_want_a_certificate_before_tls13",
               [] {
                 ServerScript script;
                 script.tls_each = [] {
                   return test::tls_server({.max_version = TLS1_2_VERSION, .require_certificate = true});
                 };
                 return script;
               },
               "no", "readable", "readable", "readable", "validation-failure"},
        Inside{"that_hang_up_at_ehlo", [] { return answering("", wire::End::PeerClosed); }, "no", "readable",
               "readable", "defers", "validation-failure"},
        Inside{"that_reset_at_ehlo", [] { return answering("", wire::End::PeerReset); }, "no", "readable", "readable",
               "defers", "validation-failure"},
        Inside{"that_hang_up_in_their_answer", [] { return answering("250-mx\r\n", wire::End::PeerClosed); }, "no",
               "readable", "defers", "defers", "validation-failure"},
        Inside{"that_reset_in_their_answer", [] { return answering("250-mx\r\n", wire::End::PeerReset); }, "no",
               "readable", "readable", "defers", "validation-failure"},
        Inside{"that_say_something_else_and_hang_up", [] { return answering("what?\r\n", wire::End::PeerClosed); },
               "no", "readable", "readable", "defers", "validation-failure"},
        Inside{"that_say_something_else_first", [] { return answering("what?\r\n250 mx\r\n"); }, "partly", "encrypts",
               "readable", "defers", "senders-differ"},
        Inside{"that_are_silent", [] { return answering("", wire::End::Timeout); }, "unknown", "unknown", "unknown",
               "unknown", ""},
        Inside{"that_refuse_ehlo", [] { return answering("554 no\r\n"); }, "yes", "encrypts", "encrypts", "encrypts",
               ""},
        Inside{"that_close", [] { return answering("421 busy\r\n", wire::End::PeerClosed); }, "unknown", "unknown",
               "unknown", "unknown", ""},
        Inside{"that_say_they_close_and_stay", [] { return answering("421 busy\r\n"); }, "yes", "defers", "encrypts",
               "encrypts", "senders-differ"},
        Inside{"that_hang_up_behind_their_answer", [] { return answering("250 mx\r\n", wire::End::PeerClosed); }, "no",
               "readable", "defers", "defers", "validation-failure"},
        Inside{"that_reset_behind_their_answer", [] { return answering("250 mx\r\n", wire::End::PeerReset); }, "no",
               "readable", "defers", "defers", "validation-failure"},
        Inside{"that_end_tls_behind_their_answer",
               [] {
                 ServerScript script = answering("554 no\r\n");
                 script.closes_inside = true;
                 return script;
               },
               "no", "readable", "defers", "defers", "validation-failure"},
        Inside{"that_answer_before_they_are_asked", [] { return answering("250 mx\r\n250 mx\r\n"); }, "unknown",
               "defers", "defers", "defers", ""},
        Inside{"that_say_something_behind_their_answer", [] { return answering("250 mx\r\nwhat?\r\n"); }, "yes",
               "encrypts", "defers", "defers", "senders-differ"},
        Inside{"that_say_something_in_clear",
               [] {
                 ServerScript script = encrypted();
                 script.before_inside = Bytes{20, 3, 3, 0, 1, 1};  // ChangeCipherSpec
                 return script;
               },
               "no", "readable", "readable", "defers", "validation-failure"},
        Inside{"that_say_what_does_not_decrypt",
               [] {
                 ServerScript script = encrypted();
                 script.before_inside = Bytes{23, 3, 3, 0, 20};
                 script.before_inside.resize(25, 0x5a);
                 return script;
               },
               "no", "readable", "readable", "defers", "validation-failure"},
        Inside{"that_begin_another_handshake",
               [] {
                 ServerScript script = encrypted({.max_version = TLS1_2_VERSION});
                 script.before_inside = Bytes{22, 3, 3, 0, 4, 0, 0, 0, 0};
                 return script;
               },
               "no", "readable", "readable", "defers", "validation-failure"}),
    [](const auto& row) { return std::string(row.param.name); });

/// What senders' own libraries mind, and this analyzer's does not.
struct Minded {
  const char* name;
  test::ServerSpec spec;
  const char* usage;  ///< keyUsage of the certificate; empty: none
  const char *postfix, *gnutls, *openssl;
};
class Libraries : public testing::TestWithParam<Minded> {};
TEST_P(Libraries, MindWhatTheyMind) {
  const Minded& row = GetParam();
  test::CertificateSpec leaf{"leaf", {"DNS:mx.example.test"}};
  if (*row.usage) leaf.extensions = {{NID_key_usage, row.usage}};
  const test::Cert certificate = test::world().authority.leaf(test::world().key.get(), leaf);
  const Ran ran = run(one_server(), {{"192.0.2.1", encrypted(row.spec, certificate.get())}});
  EXPECT_EQ(ran.address()["senders"]["postfix"], row.postfix) << ran.address().dump();
  EXPECT_EQ(ran.address()["senders"]["exim-gnutls"], row.gnutls);
  EXPECT_EQ(ran.address()["senders"]["exim-openssl"], row.openssl);
}
INSTANTIATE_TEST_SUITE_P(
    Servers, Libraries,
    testing::Values(
        Minded{"nothing", {}, "", "encrypts", "encrypts", "encrypts"},
        Minded{"a_key_that_may_not_sign", {}, "critical,keyEncipherment", "encrypts", "readable", "encrypts"},
        Minded{"a_key_that_may_not_sign_before_tls13",
               {.max_version = TLS1_2_VERSION},
               "critical,keyEncipherment",
               "encrypts",
               "readable",
               "encrypts"},
        Minded{"not_a_key_that_only_enciphers_where_it_does",
               {.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"},
               "critical,keyEncipherment",
               "encrypts",
               "encrypts",
               "encrypts"},
        Minded{"a_key_that_may_only_sign_where_it_enciphers",
               {.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"},
               "critical,digitalSignature",
               "encrypts",
               "readable",
               "encrypts"},
        Minded{"a_small_prime",
               {.max_version = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", .small_prime = true},
               "",
               "encrypts",
               "encrypts",
               "readable"},
        Minded{
            "sha1", {.max_version = TLS1_2_VERSION, .signatures = "RSA+SHA1"}, "", "encrypts", "encrypts", "readable"},
        Minded{"sha224",
               {.max_version = TLS1_2_VERSION, .signatures = "RSA+SHA224"},
               "",
               "encrypts",
               "readable",
               "encrypts"},
        Minded{"tls11_that_signs", {.max_version = TLS1_1_VERSION}, "", "encrypts", "encrypts", "readable"},
        Minded{"not_tls11_that_does_not",
               {.max_version = TLS1_1_VERSION, .ciphers = "AES128-SHA:@SECLEVEL=0"},
               "",
               "encrypts",
               "encrypts",
               "encrypts"},
        Minded{"ffdhe_alone_with_tls13", {.groups = "ffdhe2048"}, "", "readable", "encrypts", "encrypts"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Certificates, OfMoreThanOpenSslTakesAreClearTextToItsSenders) {
  const auto with = [](std::size_t bytes) {
    X509* one = test::world().authority.middle.get();
    test::ServerSpec spec;
    spec.extra_chain.assign(bytes / static_cast<std::size_t>(i2d_X509(one, nullptr)), one);
    return run(one_server(), {{"192.0.2.1", encrypted(spec, nullptr, false)}});
  };
  const Ran openssl = with(110'000);
  EXPECT_EQ(openssl.address()["senders"]["exim-gnutls"], "encrypts") << openssl.address().dump();
  EXPECT_EQ(openssl.report["verdict"]["sentence"],
            "Mail to example.test can travel readable. Postfix and Exim (with OpenSSL) hand mail over readable.");
  EXPECT_EQ(with(140'000).report["verdict"]["word"], "no");
  EXPECT_EQ(with(90'000).report["verdict"]["word"], "yes");
}

TEST(Sentence, NamesTheSendersThatHandMailOverReadable) {
  const ServerScript lower = with_tls({.ehlo = "250-mx\r\n250 starttls\r\n"});
  EXPECT_EQ(run(one_server(), {{"192.0.2.1", lower}}).report["verdict"]["sentence"],
            "Mail to example.test can travel readable. Exim hands mail over readable.");
  EXPECT_EQ(run(two_servers(), {{"192.0.2.1", lower}, {"192.0.2.2", with_tls({})}}).report["verdict"]["sentence"],
            "Mail to example.test can travel readable. It has 2 mail server addresses. One encrypts. At one it "
            "depends. Exim hands mail over readable.");
}

/// Servers whose connections differ; `offers`: 1 or 0 for each, then the last again.
std::function<ServerScript()> by_turns(std::string offers) {
  return [offers = std::move(offers), at = std::make_shared<std::size_t>(0)] {
    const bool offer = offers[std::min((*at)++, offers.size() - 1)] == '1';
    return with_tls(offer ? ServerScript{} : ServerScript{.ehlo = kNoOffer});
  };
}
TEST(Chance, OfAFirstConnectionWithoutEncryptionIsNoNo) {
  ServerScript script;
  script.each = by_turns("01");
  const Ran ran = run(one_server(), {{"192.0.2.1", script}});
  EXPECT_EQ(ran.connections.size(), 2U);
  EXPECT_EQ(ran.report["verdict"]["word"], "partly");
  EXPECT_TRUE(ran.found("starttls-sometimes"));
  EXPECT_EQ(ran.fact("smtp.starttls_sometimes")["value"]["without"], 1);
  EXPECT_EQ(ran.report["verdict"]["sentence"],
            "Mail to example.test can travel readable. Encryption is offered on some connections only.");
}
TEST(Chance, IsSeenInTheExplorationToo) {
  ServerScript script;
  script.each = by_turns("11101");
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, "example.test", check::Depth::Quick);
  EXPECT_EQ(ran.report["verdict"]["word"], "partly") << ran.report["verdict"].dump();
  EXPECT_EQ(ran.fact("smtp.starttls_sometimes")["value"]["without"], 1);
  EXPECT_TRUE(ran.found("starttls-sometimes"));
}

/// Refused on some connections, each by itself: the exploration's come slowly once one was refused.
std::function<ServerScript()> refusing(std::string takes) {
  return [takes = std::move(takes), at = std::make_shared<std::size_t>(0)] {
    const bool take = takes[std::min((*at)++, takes.size() - 1)] == '1';
    return with_tls(take ? ServerScript{} : ServerScript{.starttls = "454 not now\r\n"});
  };
}
TEST(Chance, OfARefusalIsSeenWhereNothingElseMayHaveProvokedIt) {
  ServerScript script;
  script.each = refusing("110101010111");
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, "example.test", check::Depth::Quick);
  EXPECT_EQ(ran.report["verdict"]["word"], "partly") << ran.report["verdict"].dump();
  EXPECT_TRUE(ran.found("starttls-sometimes"));
}
TEST(Chance, IsNoneWhereTheServerHadEnoughOfTheExploration) {
  ServerScript script;
  script.each = refusing("11110");
  const Ran ran = run(one_server(), {{"192.0.2.1", script}}, "example.test", check::Depth::Quick);
  EXPECT_EQ(ran.report["verdict"]["word"], "yes") << ran.report["verdict"].dump();
  EXPECT_FALSE(ran.found("starttls-sometimes"));
}

struct Door {
  const char* name;
  ServerScript (*first)();
};
class TurnedAwayOnce : public testing::TestWithParam<Door> {};
TEST_P(TurnedAwayOnce, IsWhoComesForTheFirstTime) {
  const auto server = [] {
    ServerScript script;
    script.each = [at = std::make_shared<std::size_t>(0)] { return (*at)++ == 0 ? GetParam().first() : with_tls({}); };
    return script;
  };
  const Ran ran = run(one_server(), {{"192.0.2.1", server()}});
  EXPECT_EQ(ran.report["verdict"]["word"], "yes") << ran.address().dump();
  EXPECT_EQ(ran.connections.size(), 2U);
  check::Setup older = test::setup();
  older.plan = check::kPlanWithSecondKnock - 1;
  EXPECT_EQ(run(one_server(), {{"192.0.2.1", server()}}, older).connections.size(), 1U);
}
INSTANTIATE_TEST_SUITE_P(
    Doors, TurnedAwayOnce,
    testing::Values(
        Door{"refused", [] { return ServerScript{.greeting = "554 no\r\n"}; }},
        Door{"closed", [] { return ServerScript{.greeting = "", .ends_after_greeting = wire::End::PeerClosed}; }},
        Door{"reset", [] { return ServerScript{.greeting = "", .ends_after_greeting = wire::End::PeerReset}; }},
        Door{"closed_at_ehlo",
             [] { return ServerScript{.ehlo = "421 no\r\n", .helo = "", .leaves = wire::End::PeerClosed}; }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Looks, AreOneWhereAllGoesWell) {
  EXPECT_EQ(run(one_server(), {{"192.0.2.1", with_tls({})}}).connections.size(), 1U);
}
TEST(Looks, AtAServerThatRefusesItsNameEndWithoutOne) {
  ServerScript script;
  script.each = [] {
    ServerScript one = with_tls({});
    one.refuses_names = true;
    return one;
  };
  const Ran ran = run(one_server(), {{"192.0.2.1", script}});
  EXPECT_EQ(ran.report["verdict"]["word"], "yes") << ran.address().dump();
  EXPECT_TRUE(ran.found("server-name-intolerant"));
  EXPECT_FALSE(ran.found("large-hello-intolerant"));
  EXPECT_EQ(ran.connections.size(), 2U);
}

/// The headline's hello has a name, and senders' has none.
TEST(Looks, BehindTheExplorationAreSendersOwnWhereHellosWithoutANameAreRefused) {
  const auto server = [] {
    ServerScript script = with_tls({});
    script.wants_names = true;
    return script;
  };
  const Ran ran = run(one_server(), {{"192.0.2.1", server()}}, "example.test", check::Depth::Full);
  EXPECT_EQ(ran.report["verdict"]["word"], "no") << ran.report["verdict"].dump();
  check::Setup older = test::setup("example.test", check::Depth::Full);
  older.plan = check::kPlanWithNamelessLooks - 1;
  EXPECT_EQ(run(one_server(), {{"192.0.2.1", server()}}, older).report["verdict"]["word"], "yes");
  const Ran good = run(one_server(), {{"192.0.2.1", with_tls({})}}, "example.test", check::Depth::Full);
  EXPECT_EQ(good.report["servers"][0]["addresses"][0]["senders"]["postfix"], "encrypts");
}

/// TLS 1.3: a HelloRetryRequest (RFC 8446 section 4.1.4) for secp192r1.
const Bytes kRetry = [] {
  const Bytes random = *from_hex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
  Bytes out{22, 3, 3, 0, 56, 2, 0, 0, 52, 3, 3};
  out.insert(out.end(), random.begin(), random.end());
  const Bytes rest{0, 0x13, 0x01, 0, 0, 12, 0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 0x13};
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}();

/// No sender goes on to a group that it has not offered.
TEST(Looks, BehindTheExplorationAreSendersOwnWhereHellosWithoutANameAreAskedForAnotherGroup) {
  const auto server = [] {
    ServerScript script = with_tls({});
    script.wants_names = true;
    script.refusal = kRetry;
    return script;
  };
  const Ran ran = run(one_server(), {{"192.0.2.1", server()}}, "example.test", check::Depth::Full);
  EXPECT_EQ(ran.report["verdict"]["word"], "no") << ran.report["verdict"].dump();
  check::Setup older = test::setup("example.test", check::Depth::Full);
  older.plan = check::kPlanWithRetries - 1;
  EXPECT_EQ(run(one_server(), {{"192.0.2.1", server()}}, older).report["verdict"]["word"], "yes");
}

/// Senders give none.
TEST(Looks, AtAServerThatIsSilentToItsNameEndWithoutOne) {
  ServerScript script;
  script.each = [] {
    ServerScript one = with_tls({});
    one.refuses_names = true;
    one.refusal = Bytes{};
    return one;
  };
  const Ran ran = run(one_server(), {{"192.0.2.1", script}});
  EXPECT_EQ(ran.report["verdict"]["word"], "yes") << ran.address().dump();
  EXPECT_EQ(ran.connections.size(), 3U);
  check::Setup older = test::setup("example.test", check::Depth::Headline);
  older.plan = check::kPlanWithSilentNames - 1;
  EXPECT_EQ(run(one_server(), {{"192.0.2.1", script}}, older).report["verdict"]["word"], "unknown");
}

/// What such a server minded, the name or the size, is nobody's to guess.
TEST(Looks, ThatDifferInNameAndSizeBlameNeither) {
  ServerScript script;
  script.each = [] {
    ServerScript one = with_tls({});
    one.refuses_names = true;
    one.alert_to_names = 80;  // internal_error, which says nothing of the name
    return one;
  };
  const Ran ran = run(one_server(), {{"192.0.2.1", script}});
  EXPECT_EQ(ran.report["verdict"]["word"], "yes") << ran.address().dump();
  EXPECT_EQ(ran.connections.size(), 2U);
  EXPECT_TRUE(ran.found("first-hello-refused"));
  EXPECT_FALSE(ran.found("server-name-intolerant"));
  EXPECT_FALSE(ran.found("large-hello-intolerant"));
}

TEST(WhatIsNotReadToItsEnd, IsNotBrokenOffByTheServer) {
  const auto sentence = [](wire::End end) {
    const ServerScript script{.greeting = "220-wait", .ends_after_greeting = end};
    return run(one_server(), {{"192.0.2.1", script}}).address()["sentence"];
  };
  EXPECT_EQ(sentence(wire::End::PeerClosed), "It broke off the conversation, so it could not be checked.");
  for (const wire::End end : {wire::End::LimitReached, wire::End::NotSmtp})
    EXPECT_EQ(sentence(end), "What it says could not be followed, so it could not be checked.");
}

struct Special {
  const char* name;
  Zone zone;
  const char *word, *because, *finding;
};
class Addresses : public testing::TestWithParam<Special> {};
TEST_P(Addresses, AreUsedAsSendersUseThem) {
  std::map<std::string, ServerScript> servers{{"192.0.2.1", with_tls({})},
                                              {"192.0.2.9", ServerScript{.ehlo = kNoOffer}},
                                              {"10.0.0.5", ServerScript{.refused = "target-special"}},
                                              {"fe80::1", ServerScript{.refused = "target-special"}},
                                              {"::ffff:10.0.0.5", ServerScript{.refused = "target-special"}},
                                              {"::ffff:172.16.0.5", ServerScript{.refused = "target-special"}},
                                              {"::ffff:192.0.2.9", ServerScript{.refused = "target-special"}}};
  const Ran ran = run(GetParam().zone, std::move(servers));
  EXPECT_EQ(ran.report["verdict"]["word"], GetParam().word) << ran.report["verdict"].dump();
  EXPECT_EQ(ran.report["verdict"]["because"], GetParam().because);
  EXPECT_TRUE(ran.found(GetParam().finding)) << ran.report["findings"].dump();
}
const Zone kGood{{{"example.test", Type::MX, "10 mx.example.test"}, {"mx.example.test", Type::A, "192.0.2.1"}}};
Zone and_also(Zone zone, std::vector<test::ZoneRecord> more) {
  zone.records.insert(zone.records.end(), more.begin(), more.end());
  return zone;
}
INSTANTIATE_TEST_SUITE_P(
    Zones, Addresses,
    testing::Values(
        Special{"private_beside_a_good_one",
                and_also(kGood,
                         {{"example.test", Type::MX, "20 in.example.test"}, {"in.example.test", Type::A, "10.0.0.5"}}),
                "yes", "all-encrypted", "mx-not-public"},
        Special{"link_local_of_the_same_host", and_also(kGood, {{"mx.example.test", Type::AAAA, "fe80::1"}}), "yes",
                "all-encrypted", "mx-not-public"},
        Special{"mapped_of_one_in_clear", and_also(kGood, {{"mx.example.test", Type::AAAA, "::ffff:192.0.2.9"}}),
                "partly", "some-unclear", "certificate-verified"},
        Special{"mapped_of_a_private_one", and_also(kGood, {{"mx.example.test", Type::AAAA, "::ffff:10.0.0.5"}}), "yes",
                "all-encrypted", "mx-not-public"},
        Special{"mapped_of_another_private_one",
                and_also(kGood, {{"mx.example.test", Type::AAAA, "::ffff:172.16.0.5"}}), "yes", "all-encrypted",
                "mx-not-public"},
        Special{"private_alone",
                Zone{{{"example.test", Type::MX, "20 in.example.test"}, {"in.example.test", Type::A, "10.0.0.5"}}},
                "unknown", "no-mail", "mx-not-public"},
        Special{"address_in_place_of_a_name", and_also(kGood, {{"example.test", Type::MX, "5 192.0.2.9"}}), "partly",
                "some-encrypted", "mx-is-address"},
        Special{"address_in_place_of_the_only_name", Zone{{{"example.test", Type::MX, "5 192.0.2.9"}}}, "no",
                "none-encrypted", "mx-is-address"},
        Special{"address_that_encrypts", and_also(kGood, {{"example.test", Type::MX, "20 192.0.2.1"}}), "yes",
                "all-encrypted", "mx-is-address"},
        Special{"null_mx_beside", and_also(kGood, {{"example.test", Type::MX, "0 ."}}), "yes", "all-encrypted",
                "null-mx-beside-others"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(OneHost, AtSeveralPreferencesIsOneServer) {
  const Zone zone = and_also(kGood, {{"example.test", Type::MX, "20 other.example.test"},
                                     {"other.example.test", Type::A, "192.0.2.1"},
                                     {"example.test", Type::MX, "30 mx.example.test"}});
  const Ran ran = run(zone, {{"192.0.2.1", with_tls({})}});
  EXPECT_EQ(ran.report["servers"].size(), 2U);
  EXPECT_EQ(ran.connections.size(), 2U);
}

}  // namespace
}  // namespace mailglass::assess
