// A domain's policy, fetched through a relay: from a page's message to a real TLS server and back, over a real
// WebSocket.
#include <gtest/gtest.h>

#include "handshake/client.h"
#include "support/certificates.h"
#include "support/mail_server.h"
#include "support/memory_server.h"
#include "support/page.h"
#include "support/running_relay.h"

namespace mailglass::test {
namespace {

constexpr const char* kPolicyHost = "mta-sts.example.test";
constexpr const char* kRequest =
    "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.example.test\r\nAccept: text/plain\r\nConnection: "
    "close\r\n\r\n";
constexpr const char* kResponse = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc";

std::string read_record(Visitor& visitor) {
  std::string record = visitor.read_bytes(5);
  if (record.size() < 5) return {};
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(record[at])); };
  return record + visitor.read_bytes(byte(3) << 8 | byte(4));
}

class PolicyThroughARelay : public testing::Test {
 protected:
  PolicyThroughARelay()
      : key_(rsa_key()),
        certificate_(make_certificate({"test", {std::string("DNS:") + kPolicyHost}}, key_.get())),
        tls_(ServerSpec{.max_version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"},
             certificate_.get(), key_.get()),
        client_({.server_name = kPolicyHost, .seed = {}}),
        server_([this](Visitor& visitor) { serve(visitor); }),
        relay_(config(), answers()),
        page_(relay_.port()) {
    says_ = page_.expect<wire::Welcome>().says;
    page_.open("example.test", kPolicyHost);
  }

  void serve(Visitor& visitor) {
    for (std::string record = read_record(visitor); !record.empty(); record = read_record(visitor)) {
      Bytes answer = tls_.take(view_of(record));
      const bool asked = !tls_.application_data().empty();
      if (asked) answer = tls_.say(kResponse);
      if (!answer.empty()) visitor.say(text_of(answer));
      if (asked) return;  // and closes
    }
  }
  relay::Config config() const {
    relay::Config made = test_config(25);
    made.lab.https_port = server_.port();
    return made;
  }
  std::vector<ScriptedAnswer> answers() const {
    return {{"example.test", dns::Type::MX, {mx("example.test", 10, "mx.example.test")}},
            {kPolicyHost, dns::Type::A, {address(kPolicyHost, server_.address())}}};
  }

  /// Rules broken, stages and the end, of a probe in which the page asks for this word.
  struct Seen {
    std::vector<wire::Stage> stages;
    std::vector<std::string> rules;
    std::optional<wire::Closed> closed;
  };
  Seen ask(wire::Word word) {
    const std::uint32_t stream = page_.next_id();
    page_.say(
        wire::Probe{stream, wire::ServiceId::MtaSts, kPolicyHost, server_.address(), client_.client_hello(), 300'000});
    Seen seen;
    std::uint64_t said = client_.client_hello().size();
    bool asked = false;
    while (!seen.closed) {
      const Heard one = page_.hear();
      if (const auto* control = std::get_if<wire::FromRelay>(&one)) {
        if (const auto* stage = std::get_if<wire::StageReached>(control)) seen.stages.push_back(stage->stage);
        if (const auto* refused = std::get_if<wire::Refused>(control)) seen.rules.push_back(refused->rule);
        if (const auto* closed = std::get_if<wire::Closed>(control)) seen.closed = *closed;
        continue;
      }
      const auto* frame = std::get_if<wire::Frame>(&one);
      if (!frame) break;
      if (frame->direction != wire::Direction::FromServer) continue;
      const Bytes wanted = client_.receive(frame->bytes);
      if (!wanted.empty()) {
        page_.say_binary(wire::encode(wire::Frame{stream, wire::Direction::ToServer, said, 0, wanted}));
        said += wanted.size();
      } else if (client_.ready_for_quit() && !std::exchange(asked, true)) {
        page_.say(wire::Say{stream, word, client_.write_key()});
      }
    }
    return seen;
  }

  Key key_;
  Cert certificate_;
  MemoryServer tls_;
  handshake::Client client_;
  MailServer server_;
  RunningRelay relay_;
  Page page_;
  std::vector<wire::Word> says_;
};

TEST_F(PolicyThroughARelay, IsAskedForInOneRequestAndTheAnswerArrives) {
  EXPECT_NE(std::find(says_.begin(), says_.end(), wire::Word::GetPolicy), says_.end());
  const Seen seen = ask(wire::Word::GetPolicy);
  ASSERT_TRUE(seen.closed);
  EXPECT_EQ(seen.closed->end, wire::End::Done) << seen.closed->why;
  EXPECT_TRUE(seen.rules.empty());
  EXPECT_EQ(tls_.application_data(), kRequest);
  using wire::Stage;
  EXPECT_EQ(seen.stages, (std::vector{Stage::Connecting, Stage::Connected, Stage::Handshake, Stage::Session}));
}

TEST_F(PolicyThroughARelay, IsAllThatCanBeSaidToItsHost) {
  const Seen seen = ask(wire::Word::Ehlo);
  ASSERT_TRUE(seen.closed);
  EXPECT_EQ(seen.closed->end, wire::End::Cancelled);
  EXPECT_EQ(seen.rules, std::vector<std::string>{"say-order"});
  EXPECT_EQ(tls_.application_data(), "");
}

TEST_F(PolicyThroughARelay, IsNotAskedOfAnotherHostOrAddress) {
  const auto rule_of = [&](const char* host, const std::string& address) {
    const handshake::Client client({.server_name = host, .seed = {}});
    page_.say(wire::Probe{page_.next_id(), wire::ServiceId::MtaSts, host, address, client.client_hello()});
    return page_.expect<wire::Refused>().rule;
  };
  EXPECT_EQ(rule_of("mx.example.test", server_.address()), "target-not-named");
  EXPECT_EQ(rule_of("mta-sts.other.test", server_.address()), "target-not-named");
  EXPECT_EQ(rule_of(kPolicyHost, "127.0.45.2"), "target-not-named");
}

}  // namespace
}  // namespace mailglass::test
