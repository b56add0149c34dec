// What a domain publishes in signed DNS and at its policy's host, as a check takes it: DANE at each server, and the
// MTA-STS policy.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "assess/protection.h"
#include "bytes/encoding.h"
#include "check/bytes_at.h"
#include "check/check.h"
#include "dnssec/world.h"
#include "report/policy_view.h"
#include "support/checked.h"

namespace mailglass::check {
namespace {

using test::kWorldTime;
using test::SignedTree;

constexpr const char* kRecord = "_mta-sts.example.test. TXT \"v=STSv1; id=1\"";
constexpr const char* kPolicy = "version: STSv1\r\nmode: enforce\r\nmx: mx.example.test\r\nmax_age: 86400\r\n";

/// Of the client, and not under its key: a server answers it with an alert (RFC 8446 section 5.2).
constexpr const char* kBrokenRecord = "1703030014abababababababababababababababababababab";

std::string response(const std::string& status, const std::string& fields = "Content-Type: text/plain\r\n") {
  const std::string body = kPolicy;
  return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A domain whose zones are signed, and a relay that brings its answers and reaches nothing but its policy's host.
class Published {
 public:
  explicit Published(std::vector<std::string> records, std::string domain = "example.test")
      : domain_(std::move(domain)), tree_(zones(std::move(records))), certificate_(good()) {}

  Check check() {
    Setup setup;
    setup.domain = domain_;
    setup.started_unix_ms = kWorldTime * 1000;
    setup.anchors = tree_.trust().anchors;
    Check check(std::move(setup));
    wire::Welcome welcome{"r", "e", false, wire::Port25::Open, {4, 48, 24, 256, 1 << 20, 1, 1, 1, 1, 1}};
    welcome.says = {wire::Word::GetPolicy};
    send(check, welcome);
    send(check, wire::Opened{domain_});
    while (const auto next = check.next_outgoing()) {
      if (const auto* message = std::get_if<wire::FromPage>(&*next)) {
        take(check, *message);
      } else {
        const auto& frame = std::get<wire::Frame>(*next);
        hear(check, frame.stream, host_->take(frame.bytes));
      }
    }
    EXPECT_TRUE(check.finished());
    return check;
  }

  /// The policy, in a word.
  std::string policy() {
    switch (assess::policy_seen(check(), &test::world().roots).state) {
      case senders::Policy::Unknown: return "unknown";
      case senders::Policy::None: return "none";
      case senders::Policy::Testing: return "testing";
      case senders::Policy::Enforce: return "enforce";
      case senders::Policy::Unreachable: return "unreachable";
    }
    return {};
  }
  /// DANE at each server, in words.
  std::vector<std::string> dane() {
    const Check done = check();
    std::vector<std::string> out;
    for (const ServerRun& server : done.servers()) {
      const assess::ServerAssessment seen{&server, assess::ServerAssessment::State::Resolved, {}, {}, false, false, {},
                                          {}};
      const dane::Judgement judgement = assess::dane_at(done, seen);
      out.push_back(std::string(to_string(judgement.state)) + " " + std::string(to_string(judgement.demand)));
    }
    return out;
  }

  static test::Cert good() {
    return test::world().authority.leaf(test::world().key.get(), {"policy", {"DNS:mta-sts.example.test"}});
  }
  Published& shows(test::Cert certificate) {
    certificate_ = std::move(certificate);
    return *this;
  }
  Published& answers(std::string text) {
    response_ = std::move(text);
    return *this;
  }
  /// How the host ends behind its answer.
  enum class Ends : std::uint8_t { Not, CloseNotify, Alert };
  Published& ends(Ends how) {
    ends_ = how;
    return *this;
  }
  Published& refuses(std::function<bool(const wire::Lookup&)> lookup) {
    refuses_ = std::move(lookup);
    return *this;
  }
  [[nodiscard]] unsigned asked() const { return asked_; }
  [[nodiscard]] bool looked_up(const std::string& name) const {
    return std::find(lookups_.begin(), lookups_.end(), name) != lookups_.end();
  }

 private:
  static SignedTree zones(std::vector<std::string> records) {
    records.insert(records.end(), {"mx.example.test. A 192.0.2.1", "mta-sts.example.test. A 192.0.2.7"});
    test::ZoneSpec own{"example.test.", std::move(records)};
    return SignedTree({{"test."}, std::move(own), {"other.test.", {"policies.other.test. TXT \"v=STSv1; id=1\""}}});
  }

  void send(Check& check, const wire::FromRelay& message) { check.on_text(wire::encode(message), ++us_); }
  void hear(Check& check, std::uint32_t stream, const Bytes& bytes) {
    if (bytes.empty()) return;
    ++us_;
    check.on_binary(wire::encode(wire::Frame{stream, wire::Direction::FromServer, heard_, us_, bytes}), us_);
    heard_ += bytes.size();
  }

  void take(Check& check, const wire::FromPage& message) {
    if (const auto* lookup = std::get_if<wire::Lookup>(&message)) {
      lookups_.push_back(lookup->name);
      if (refuses_ && refuses_(*lookup)) return send(check, wire::Refused{lookup->id, "limit-lookups", ""});
      const auto type = static_cast<std::uint16_t>(*dns::type_from_string(lookup->rr));
      test::use_randomness();
      Bytes answer = tree_.source()({*dns::Name::from_text(lookup->name), type});
      test::forget_randomness();
      send(check, wire::Answer{lookup->id, wire::DnsStatus::Indeterminate, "", 1, std::move(answer)});
    }
    if (const auto* probe = std::get_if<wire::Probe>(&message)) {
      if (probe->service != wire::ServiceId::MtaSts)
        return send(check, wire::Closed{probe->id, wire::End::ConnectRefused, wire::Stage::Connecting, "", us_});
      host_ =
          std::make_unique<test::MemoryServer>(test::ServerSpec{.extra_chain = {test::world().authority.middle.get()}},
                                               certificate_.get(), test::world().key.get());
      heard_ = 0;
      hear(check, probe->id, host_->take(probe->client_hello));
    }
    if (const auto* word = std::get_if<wire::Say>(&message)) {
      ++asked_;
      hear(check, word->id, host_->say(response_));
      if (ends_ == Ends::CloseNotify) hear(check, word->id, host_->close());
      if (ends_ == Ends::Alert) hear(check, word->id, host_->take(from_hex(kBrokenRecord).value()));
    }
    if (const auto* finish = std::get_if<wire::Finish>(&message))
      send(check, wire::Closed{finish->id, wire::End::Done, wire::Stage::Closing, "", us_});
  }

  std::string domain_;
  SignedTree tree_;
  test::Cert certificate_;
  std::string response_ = response("200 OK");
  Ends ends_ = Ends::Not;
  std::function<bool(const wire::Lookup&)> refuses_;
  std::unique_ptr<test::MemoryServer> host_;
  std::vector<std::string> lookups_;
  unsigned asked_ = 0;
  std::uint64_t us_ = 0, heard_ = 0;
};

struct Announced {
  const char* name;
  std::vector<std::string> records;
  const char* policy;
};
class PolicyRecords : public testing::TestWithParam<Announced> {};
TEST_P(PolicyRecords, AnnounceAPolicyOrNone) {
  std::vector<std::string> records = GetParam().records;
  records.emplace_back("example.test. MX 10 mx.example.test.");
  EXPECT_EQ(Published(records).policy(), GetParam().policy);
}
INSTANTIATE_TEST_SUITE_P(
    Section31, PolicyRecords,
    testing::Values(
        Announced{"one", {kRecord}, "enforce"},
        // RFC 8461 3.1 [5]: strings are one text, without spaces between.
        Announced{"in_two_strings", {"_mta-sts.example.test. TXT \"v=STSv1; i\" \"d=1\""}, "enforce"},
        // RFC 8461 3.1 [6]: an alias is followed.
        Announced{"behind_an_alias", {"_mta-sts.example.test. CNAME policies.other.test."}, "enforce"},
        // RFC 8461 3.1 [4]: no other number than one, and none that is not valid, though some senders take it.
        Announced{"none", {}, "none"},
        Announced{"two", {kRecord, "_mta-sts.example.test. TXT \"v=STSv1; id=2\""}, "none"},
        Announced{"not_valid", {"_mta-sts.example.test. TXT \"v=STSv1; id=1;;\""}, "none"},
        Announced{"with_a_blank_that_the_grammar_has", {"_mta-sts.example.test. TXT \"v=STSv1 ; id=1\""}, "enforce"}),
    [](const auto& row) { return row.param.name; });

Published announced() {
  return Published({"example.test. MX 10 mx.example.test.", kRecord});
}

TEST(PolicyHosts, ProveTheirNameByACertificateThatHolds) {
  // RFC 8461 3.3 [1, 3]: of the host, up to a trusted root, in force; otherwise it is as if no policy could be fetched.
  auto& [authority, key, other, cert, wrong, expired, self, roots] = test::world();
  const std::vector<std::string> host{"DNS:mta-sts.example.test"};
  EXPECT_EQ(announced().policy(), "enforce");
  EXPECT_EQ(announced().shows(authority.leaf(key.get(), {"p", {"DNS:*.example.test"}})).policy(), "enforce");
  EXPECT_EQ(announced().shows(authority.leaf(key.get(), {"p", {"DNS:example.test"}})).policy(), "unreachable");
  EXPECT_EQ(announced().shows(authority.leaf(key.get(), {"mta-sts.example.test"})).policy(), "unreachable");
  EXPECT_EQ(announced().shows(authority.leaf(key.get(), {"p", host, test::kEarly, test::kNow - 1})).policy(),
            "unreachable");
  EXPECT_EQ(announced().shows(test::make_certificate({"p", host}, key.get())).policy(), "unreachable");
}

TEST(PolicyHosts, AreAskedOnceAndNotFollowedElsewhere) {
  // RFC 8461 3.3 [2]: redirects.
  for (const char* status : {"301 Moved Permanently", "302 Found", "307 Temporary Redirect", "304 Not Modified"}) {
    Published domain = announced();
    domain.answers(response(status, "Location: https://policies.other.test/\r\nContent-Type: text/plain\r\n"));
    EXPECT_EQ(domain.policy(), "unreachable") << status;
    EXPECT_EQ(domain.asked(), 1U);
    EXPECT_FALSE(domain.looked_up("policies.other.test"));
  }
  // RFC 8461 3.3 [2]: caching. What may be kept for long is asked for again.
  Published domain = announced();
  domain.answers(response("200 OK", "Cache-Control: max-age=86400\r\nContent-Type: text/plain\r\n"));
  EXPECT_EQ(domain.policy(), "enforce");
  EXPECT_EQ(domain.policy(), "enforce");
  EXPECT_EQ(domain.asked(), 2U);
}

TEST(PolicyHosts, ThatEndEarlyGiveNoPolicy) {
  // Whoever carries the bytes can have the host end: by a record that does not decrypt, by closing the client's side.
  using Ends = Published::Ends;
  const std::string measured = response("200 OK");
  const std::string open_ended = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + std::string(kPolicy);
  EXPECT_EQ(announced().answers(measured).ends(Ends::CloseNotify).policy(), "enforce");
  EXPECT_EQ(announced().answers(measured).ends(Ends::Alert).policy(), "enforce") << "it was whole before";
  EXPECT_EQ(announced().answers(open_ended).ends(Ends::CloseNotify).policy(), "unknown") << "more may have followed";
  EXPECT_EQ(announced().answers(open_ended).ends(Ends::Alert).policy(), "unreachable");
}

TEST(PolicyHosts, AreShownWithTheBytesThatProveWhatTheySaid) {
  const Check check = announced().check();
  const auto shown = report::policy_json(check, &test::world().roots);
  EXPECT_EQ(shown["host"], "mta-sts.example.test");
  EXPECT_EQ(shown["state"], "enforce");
  EXPECT_EQ(shown["mx"], nlohmann::ordered_json({"mx.example.test"}));
  ASSERT_EQ(shown["connections"].size(), 1U);
  const auto& one = shown["connections"][0];
  EXPECT_EQ(one["address"], "192.0.2.7");
  EXPECT_EQ(one["port"], 443);
  EXPECT_EQ(one["certificate"]["trust"]["name"], "exact");
  EXPECT_EQ(one["certificate"]["assurance"], "verified");
  EXPECT_EQ(one["request"][0], "GET /.well-known/mta-sts.txt HTTP/1.1");
  EXPECT_EQ(one["answer"]["status"], 200);
  EXPECT_EQ(one["answer"]["lines"].back()["text"], "max_age: 86400");
  // Handshake and answer are all that the host said, and stand one behind the other.
  const auto place = [&](const auto& at) {
    return BytesAt{Source::FromServer, at["stream"], {at["offset"], at["length"]}};
  };
  const BytesAt handshake = place(one["handshake"]), answer = place(one["answer"]["evidence"]);
  EXPECT_EQ(handshake.range.offset, 0U);
  EXPECT_EQ(answer.range.offset, handshake.range.length);
  EXPECT_EQ(answer.range.offset + answer.range.length, one["bytes_in"]);
  EXPECT_EQ(bytes_at(check, answer).value().size(), answer.range.length);
}

TEST(PolicyHosts, ThatNobodyAnnouncesAreNotShown) {
  Published domain({"example.test. MX 10 mx.example.test."});
  EXPECT_TRUE(report::policy_json(domain.check(), &test::world().roots).is_null());
}

TEST(Policies, AreNotAnnouncedByARecordThatIsNeitherSignedNorProvenUnsigned) {
  Published domain = announced();
  domain.refuses([](const wire::Lookup& lookup) { return lookup.rr == "DNSKEY"; });
  EXPECT_EQ(domain.policy(), "unknown");
}

TEST(Policies, OfADomainAboveAreNotAskedFor) {
  // RFC 8461 3.4 [2].
  Published domain({"sub.example.test. MX 10 mx.example.test.", kRecord}, "sub.example.test");
  EXPECT_EQ(domain.policy(), "none");
  EXPECT_TRUE(domain.looked_up("_mta-sts.sub.example.test"));
  EXPECT_FALSE(domain.looked_up("_mta-sts.example.test"));
  EXPECT_EQ(domain.asked(), 0U);
}

const std::string kTlsa = "_25._tcp.mx.example.test. TLSA 3 1 1 " + std::string(64, 'a');

TEST(DaneInACheck, IsJudgedAtEachServerByItself) {
  // RFC 7672 2.2.1 [5].
  using Words = std::vector<std::string>;
  Published domain({"example.test. MX 10 mx.example.test.", "example.test. MX 20 mx2.example.test.",
                    "mx2.example.test. A 192.0.2.2", kTlsa});
  EXPECT_EQ(domain.dane(), (Words{"not-seen authenticated", "no-records nothing"}));
  EXPECT_TRUE(domain.looked_up("_25._tcp.mx2.example.test"));
}

TEST(DaneInACheck, TakesWhatIsIndeterminateForAFailure) {
  // RFC 7672 2.1.1 [4].
  using Words = std::vector<std::string>;
  const std::vector<std::string> records{"example.test. MX 10 mx.example.test.", kTlsa};
  EXPECT_EQ(Published(records).dane(), Words{"not-seen authenticated"});
  const auto keys = [](const wire::Lookup& lookup) { return lookup.rr == "DNSKEY"; };
  EXPECT_EQ(Published(records).refuses(keys).dane(), Words{"unreachable no-delivery"});
  const auto tlsa = [](const wire::Lookup& lookup) { return lookup.rr == "TLSA"; };
  EXPECT_EQ(Published(records).refuses(tlsa).dane(), Words{"lookup-failed no-delivery"});
}

}  // namespace
}  // namespace mailglass::check
