// Words inside TLS from a page's message to a real TLS server, over a real WebSocket and real connections.
#include <gtest/gtest.h>

#include "handshake/client.h"
#include "support/certificates.h"
#include "support/mail_server.h"
#include "support/memory_server.h"
#include "support/page.h"
#include "support/running_relay.h"

namespace mailglass::test {
namespace {

constexpr const char* kHost = "mx.example.test";
constexpr const char* kEhloLine = "EHLO relay.example.test\r\n";
constexpr std::string_view kGo = "220 go\r\n";

/// One TLS record, header included; empty at the end of the connection.
std::string read_record(Visitor& visitor) {
  std::string record = visitor.read_bytes(5);
  if (record.size() < 5) return {};
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(record[at])); };
  return record + visitor.read_bytes(byte(3) << 8 | byte(4));
}

/// A mail server with STARTTLS that answers EHLO and QUIT inside TLS. Its end of TLS is looked at when it is gone.
MailServer::Script speaking_tls(MemoryServer& tls) {
  return [&tls](Visitor& visitor) {
    visitor.say("220 hi\r\n");
    visitor.read_line();
    visitor.say("250-mx\r\n250 STARTTLS\r\n");
    visitor.read_line();
    visitor.say(kGo);
    std::size_t answered = 0;
    for (std::string record = read_record(visitor); !record.empty(); record = read_record(visitor)) {
      Bytes answer = tls.take(view_of(record));
      const bool word = tls.application_data().size() > answered;
      answered = tls.application_data().size();
      if (word)
        answer = tls.say(answered > std::string_view(kEhloLine).size() ? "221 bye\r\n" : "250-mx\r\n250 SIZE\r\n");
      if (!answer.empty()) visitor.say(text_of(answer));
    }
  };
}

struct Dialogue {
  std::vector<wire::Stage> stages;
  std::optional<wire::Closed> closed;
  std::vector<std::string> rules;
};

/// The page's part: it carries the handshake to its end, then asks for the words, one after each answer.
Dialogue talk(Page& page, const std::string& address, handshake::Client& client, std::vector<wire::Word> words) {
  const std::uint32_t stream = page.start_probe(kHost, address, client.client_hello());
  Dialogue seen;
  std::string heard;
  std::uint64_t said = client.client_hello().size();
  std::size_t tls_begins = std::string::npos, fed = 0, next = 0;
  while (!seen.closed) {
    const Heard one = page.hear();
    if (const auto* control = std::get_if<wire::FromRelay>(&one)) {
      if (const auto* stage = std::get_if<wire::StageReached>(control)) seen.stages.push_back(stage->stage);
      if (const auto* refused = std::get_if<wire::Refused>(control)) seen.rules.push_back(refused->rule);
      if (const auto* closed = std::get_if<wire::Closed>(control)) seen.closed = *closed;
      continue;
    }
    const auto* frame = std::get_if<wire::Frame>(&one);
    if (!frame) break;
    if (frame->direction != wire::Direction::FromServer) continue;
    heard += text_of(frame->bytes);
    if (tls_begins == std::string::npos && heard.find(kGo) != std::string::npos) {
      tls_begins = heard.find(kGo) + kGo.size();
      fed = tls_begins;
    }
    if (tls_begins == std::string::npos || fed == heard.size()) continue;
    const Bytes wanted = client.receive(view_of(heard).subspan(fed));
    fed = heard.size();
    if (!wanted.empty()) {
      page.say_binary(wire::encode(wire::Frame{stream, wire::Direction::ToServer, said, 0, wanted}));
      said += wanted.size();
    } else if (client.ready_for_quit() && next < words.size()) {
      page.say(wire::Say{stream, words[next++], client.write_key()});
    }
  }
  return seen;
}

class SayThroughARelay : public testing::Test {
 protected:
  // TLS 1.2: its two ends never work at the same time, and the library under both knows no threads.
  SayThroughARelay()
      : key_(rsa_key()),
        certificate_(make_certificate({"test", {std::string("DNS:") + kHost}}, key_.get())),
        tls_(ServerSpec{.max_version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-SHA256:@SECLEVEL=0"},
             certificate_.get(), key_.get()),
        client_({.server_name = kHost, .seed = {}}),
        server_(speaking_tls(tls_)),
        relay_(test_config(server_.port()), one_server(server_.address())),
        page_(relay_.port()) {
    says_ = page_.expect<wire::Welcome>().says;
    page_.open("example.test", kHost);
  }
  Dialogue talk(std::vector<wire::Word> words) {
    return test::talk(page_, server_.address(), client_, std::move(words));
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

TEST_F(SayThroughARelay, EhloAndQuitArriveAndAreAnswered) {
  EXPECT_EQ(says_, (std::vector{wire::Word::Ehlo, wire::Word::Quit, wire::Word::GetPolicy}));
  const Dialogue seen = talk({wire::Word::Ehlo, wire::Word::Quit});
  ASSERT_TRUE(seen.closed);
  EXPECT_EQ(seen.closed->end, wire::End::Done);
  EXPECT_TRUE(seen.rules.empty());
  EXPECT_EQ(tls_.application_data(), std::string(kEhloLine) + "QUIT\r\n");
  using wire::Stage;
  EXPECT_EQ(seen.stages, (std::vector{Stage::Connecting, Stage::Connected, Stage::Greeting, Stage::Ehlo,
                                      Stage::Starttls, Stage::Handshake, Stage::Session, Stage::Closing}));
  // Words for a stream that has ended may have crossed with its end.
  page_.say(wire::Say{seen.closed->id, wire::Word::Quit, Bytes(32, 1)});
  page_.say(wire::Say{4'000, wire::Word::Quit, Bytes(32, 1)});
  const auto refused = page_.expect<wire::Refused>();
  EXPECT_EQ(refused.rule, "frame-stream");
  EXPECT_EQ(refused.id, 4'000U);
}

TEST_F(SayThroughARelay, AWordOutOfOrderEndsTheStream) {
  const Dialogue seen = talk({wire::Word::Ehlo, wire::Word::Ehlo});
  ASSERT_TRUE(seen.closed);
  EXPECT_EQ(seen.closed->end, wire::End::Cancelled);
  EXPECT_EQ(seen.rules, std::vector<std::string>{"say-order"});
  EXPECT_EQ(tls_.application_data(), kEhloLine);
}

}  // namespace
}  // namespace mailglass::test
