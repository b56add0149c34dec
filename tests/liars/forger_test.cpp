// A file whose author lies: he knows the seed, and so every key of the page's side, and he chooses the date. What he
// can make up must not read as what anybody can check.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "knowing_author.h"
#include "lying_relay.h"
#include "support/checked.h"

namespace mailglass::liars {
namespace {

using nlohmann::json;
using tls::HandshakeType;

constexpr std::uint16_t kRsaAes128 = 0x009c;       // TLS_RSA_WITH_AES_128_GCM_SHA256
constexpr std::uint16_t kEcdheRsaAes128 = 0xc02f;  // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256

/// The evidence that an author makes: for each connection he says what the server's first flight is to have been.
std::string made_up(const check::Setup& setup, const std::function<Flight(const Bytes& client_hello)>& first_flight) {
  check::Check check(setup);
  LyingRelay relay(test::one_server(), [&](const wire::Probe& request) {
    const auto author = std::make_shared<KnowingAuthor>(handshake::ClientConfig{
        .server_name = request.host, .seed = check::probe_seed(setup.seed, request.id), .key_from_seed = true});
    EXPECT_EQ(author->client_hello(), request.client_hello);
    Line line;
    line.tls = [author, first_flight, turn = 0](ByteView said) mutable {
      switch (turn++) {
        case 0: {
          const Flight flight = first_flight(Bytes(said.begin(), said.end()));
          author->make_up(flight);
          return Heard{put_together(flight)};
        }
        case 1: return Heard{author->server_end()};
        default: return Heard{{}, wire::End::Done};  // the page's QUIT
      }
    };
    return line;
  });
  EXPECT_TRUE(relay.run(check));
  return check::write_evidence(check.evidence());
}

json opened(const std::string& evidence) {
  const auto read = check::read_evidence(evidence);
  EXPECT_TRUE(read);
  return json::parse(report::write_report(check::replay(*read), &test::world().roots));
}

std::set<std::string> verified(const json& report) {
  std::set<std::string> codes;
  for (const json& fact : report["facts"]) {
    if (fact["assurance"] == "verified") codes.insert(fact["code"].get<std::string>());
  }
  for (const json& finding : report["findings"]) {
    if (finding["assurance"] == "verified") codes.insert("finding " + finding["code"].get<std::string>());
  }
  return codes;
}
/// A fact's text, or the phrase that says it.
json text_of_fact(const json& report, const std::string& code) {
  for (const json& fact : report["facts"]) {
    if (fact["code"] == code) return fact["text"];
  }
  return nullptr;
}
bool authenticated(const json& report, const std::string& code) {
  return std::any_of(report["facts"].begin(), report["facts"].end(),
                     [&](const json& fact) { return fact["code"] == code && fact["assurance"] == "authenticated"; });
}

/// No server, no private key: what a certificate needs, anybody can have.
Flight static_rsa(X509* certificate) {
  const std::vector<Bytes> chain = test::chain_of(certificate, test::world().authority.middle.get());
  return {0x0303,
          {KnowingAuthor::server_hello(kRsaAes128, Bytes(32, 0x11)),
           {HandshakeType::Certificate, certificate_body(chain)},
           {HandshakeType::ServerHelloDone, {}}},
          {}};
}

TEST(AuthorWhoLies, ForgesStaticRsaOutOfACertificateAloneAndNothingOfItIsVerified) {
  const json report = opened(made_up(test::setup(), [](const Bytes&) { return static_rsa(test::world().cert.get()); }));
  // The forgery succeeds: to whoever had the session's keys for himself alone, the server would have been proved.
  ASSERT_EQ(report["servers"][0]["addresses"][0]["outcome"], "encrypted");
  EXPECT_EQ(text_of_fact(report, "tls.suite"), "TLS_RSA_WITH_AES_128_GCM_SHA256");
  EXPECT_TRUE(authenticated(report, "tls.suite"));
  EXPECT_EQ(verified(report), std::set<std::string>{});
}

TEST(AuthorWhoLies, TakesACertificateThatEndedAndAnEarlierDateAndNothingOfItIsVerified) {
  check::Setup then = test::setup();
  then.started_unix_ms = 1'699'000'000'000;  // the certificate ends eleven days later
  const json report = opened(made_up(then, [](const Bytes&) { return static_rsa(test::world().expired.get()); }));
  ASSERT_EQ(report["servers"][0]["addresses"][0]["outcome"], "encrypted");
  EXPECT_EQ(text_of_fact(report, "x509.validity")["args"]["days"], 11);
  EXPECT_EQ(verified(report), std::set<std::string>{});
}

TEST(AuthorWhoLies, TurnsOneTrueFlightIntoAnotherAndOnlyTheKeyIsVerified) {
  test::ServerSpec spec{.max_version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES256-GCM-SHA384"};
  const json report = opened(made_up(test::setup(), [&](const Bytes& hello) {
    // The true server signs the page's random; the author knows that from the seed and has it signed himself.
    Flight flight = take_apart(test::tls_server(spec)->take(hello));
    Message* const choice = flight.find(HandshakeType::ServerHello);
    *choice = KnowingAuthor::server_hello(kEcdheRsaAes128, random_in(choice->body));
    flight.messages.insert(std::prev(flight.messages.end()), {HandshakeType::CertificateRequest, request_body()});
    return flight;
  }));
  ASSERT_EQ(report["servers"][0]["addresses"][0]["outcome"], "encrypted");
  EXPECT_EQ(text_of_fact(report, "tls.suite"), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
      << "which the server did not choose";
  EXPECT_EQ(text_of_fact(report, "tls.client_certificate_requested")["phrase"], "said.yes")
      << "which the server did not do";
  EXPECT_TRUE(authenticated(report, "tls.suite"));
  // The key's holder did sign the page's random; nothing more is sure.
  std::set<std::string> codes = verified(report);
  codes.erase("x509.key");
  EXPECT_EQ(codes, std::set<std::string>{});
}

TEST(AuthorWhoLies, CannotMakeUpASignature) {
  test::ServerSpec spec{.max_version = TLS1_2_VERSION};
  // His own server, with the certificate of another in its Certificate message.
  const check::Setup setup = test::setup();
  check::Check check(setup);
  LyingRelay relay(test::one_server(), [&](const wire::Probe&) {
    const auto own = test::tls_server(spec, test::world().self_signed.get());
    Line line;
    line.tls = [own](ByteView said) {
      Flight flight = take_apart(own->take(said));
      if (Message* const certificate = flight.find(HandshakeType::Certificate)) {
        const test::Cert other =
            test::world().authority.leaf(test::world().other_key.get(), {"leaf", {"DNS:mx.example.test"}});
        certificate->body = certificate_body(test::chain_of(other.get(), test::world().authority.middle.get()));
      }
      return Heard{put_together(flight)};
    };
    return line;
  });
  relay.run(check);
  const json report = opened(check::write_evidence(check.evidence()));
  EXPECT_EQ(report["servers"][0]["addresses"][0]["outcome"], "proof-failed");
  EXPECT_EQ(verified(report), std::set<std::string>{});
}

// ── one event's time ──────────────────────────────────────────────────────────────────────────

std::string explored() {
  const test::ServerSpec spec{};
  test::ServerScript script;
  script.tls_each = [spec] { return test::tls_server(spec); };
  return test::run(test::one_server(), {{"192.0.2.1", script}}, "example.test", check::Depth::Standard).evidence;
}

TEST(AuthorWhoLies, ChoosesTimesAtTheEndOfTimeAndNothingBreaks) {
  const auto read = check::read_evidence(explored());
  ASSERT_TRUE(read);
  ASSERT_GT(read->events.size(), 50U);
  for (const std::uint64_t end : {~std::uint64_t{0}, ~std::uint64_t{0} - 61'000'000, std::uint64_t{1} << 63}) {
    for (std::size_t at = 0; at < read->events.size(); at += read->events.size() / 12) {
      check::Evidence changed = *read;
      std::visit([&](auto& event) { event.us = end; }, changed.events[at]);
      const check::Check check = check::replay(changed);
      EXPECT_FALSE(report::write_report(check, nullptr).empty()) << at;
      const auto saved = check::read_evidence(check::write_evidence(changed));
      ASSERT_FALSE(saved) << "no check lasts for 285 years";
      EXPECT_EQ(saved.error().rule, "evidence.event-time");
    }
  }
}

}  // namespace
}  // namespace mailglass::liars
