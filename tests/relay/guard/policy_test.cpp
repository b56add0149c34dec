// The request for a domain's policy, said inside TLS at real servers: it arrives to the letter, nothing else does, and
// a policy host is no mail server.
#include <gtest/gtest.h>

#include "conversation.h"
#include "guard/guard.h"

namespace mailglass::relay::guard {
namespace {

using test::kEhloName;
using test::policy_host;
using wire::End;
using wire::Stage;
using wire::Word;

constexpr const char* kRequest =
    "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mx.example.test\r\nAccept: text/plain\r\nConnection: close\r\n\r\n";
constexpr const char* kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";

Bytes said(const Step& step) {
  Bytes all;
  for (const Utterance& utterance : step.say) all.insert(all.end(), utterance.bytes().begin(), utterance.bytes().end());
  return all;
}
std::string rule_of(const Step& step) {
  EXPECT_EQ(step.refusal.has_value(), step.ending.has_value());
  EXPECT_TRUE(!step.refusal || step.say.empty());
  return step.refusal ? std::string(step.refusal->rule) : "";
}

std::vector<test::ConversationSpec> specs() {
  std::vector<test::ConversationSpec> those;
  for (const test::ConversationSpec& spec : test::conversation_specs()) {
    // Without a name, or with the protocols of mail, a ClientHello is not for a policy host.
    if (!spec.nameless && !(spec.tls13_only && !spec.tls13_only->protocols.empty())) those.push_back(spec);
  }
  return those;
}

class GetPolicy : public testing::TestWithParam<test::ConversationSpec> {
 protected:
  GetPolicy() : ends_(test::ends_of(GetParam())), guard_(kEhloName, policy_host(), hello()) {}

  void shake_hands() {
    Bytes to_server = said(guard_.on_connected());
    EXPECT_EQ(guard_.stage(), Stage::Handshake);
    while (!to_server.empty()) {
      const Bytes answer = ends_.server->take(std::exchange(to_server, {}));
      if (answer.empty()) break;
      EXPECT_EQ(said(guard_.on_server(answer)), Bytes{});
      const Bytes wanted = ends_.client->receive(answer);
      if (wanted.empty()) continue;
      const Step step = guard_.on_page(wanted);
      EXPECT_FALSE(step.refusal) << step.refusal->why;
      to_server = said(step);
    }
    ASSERT_TRUE(ends_.client->ready_for_quit());
    ASSERT_TRUE(ends_.server->finished());
  }

  CheckedHello hello() const {
    auto checked = check_client_hello(ends_.client->client_hello(), policy_host());
    EXPECT_TRUE(checked) << checked.refusal().why;
    return std::move(*checked);
  }

  test::Ends ends_;
  Guard guard_;
};

TEST_P(GetPolicy, BringsTheRequestAndNothingElse) {
  shake_hands();
  const Step step = guard_.on_say(Word::GetPolicy, ends_.client->write_key());
  ASSERT_FALSE(step.refusal) << step.refusal->why;
  EXPECT_EQ(step.stage, Stage::Session);
  EXPECT_EQ(guard_.wait(), Wait::Reply);
  ends_.server->take(said(step));
  EXPECT_EQ(ends_.server->application_data(), kRequest);
  EXPECT_EQ(said(guard_.on_server(ends_.server->say(kAnswer))), Bytes{});
  const Step over = guard_.on_server_closed();
  ASSERT_TRUE(over.ending);
  EXPECT_EQ(over.ending->end, End::Done);
}

TEST_P(GetPolicy, IsOverWhenThePageHasWhatItAskedFor) {
  shake_hands();
  guard_.on_say(Word::GetPolicy, ends_.client->write_key());
  guard_.on_server(ends_.server->say(kAnswer));
  const Step step = guard_.on_finish();
  EXPECT_TRUE(step.say.empty());
  ASSERT_TRUE(step.ending);
  EXPECT_EQ(step.ending->end, End::Done);
}

TEST_P(GetPolicy, IsAskedForOnce) {
  shake_hands();
  guard_.on_say(Word::GetPolicy, ends_.client->write_key());
  guard_.on_server(ends_.server->say(kAnswer));
  EXPECT_EQ(rule_of(guard_.on_say(Word::GetPolicy, ends_.client->write_key())), "say-order");
}

TEST_P(GetPolicy, IsFollowedByNothingOfThePages) {
  shake_hands();
  guard_.on_say(Word::GetPolicy, ends_.client->write_key());
  EXPECT_EQ(rule_of(guard_.on_page(Bytes{23, 3, 3, 0, 1, 0})), "guard-vocabulary");
}

TEST_P(GetPolicy, HasTheWordsOfNoMailServer) {
  shake_hands();
  EXPECT_EQ(rule_of(guard_.on_say(Word::Ehlo, ends_.client->write_key())), "say-order");
}

TEST_P(GetPolicy, IsNotSaidBeforeTheHandshakeIsThrough) {
  guard_.on_connected();
  EXPECT_EQ(rule_of(guard_.on_say(Word::GetPolicy, Bytes(32, 1))), "say-order");
}

TEST_P(GetPolicy, IsNotSaidUnderAKeyOfAnotherLength) {
  shake_hands();
  Bytes key = ends_.client->write_key();
  key.push_back(0);
  EXPECT_EQ(rule_of(guard_.on_say(Word::GetPolicy, key)), "say-key");
}

INSTANTIATE_TEST_SUITE_P(Real, GetPolicy, testing::ValuesIn(specs()), [](const auto& row) { return row.param.name; });

TEST(PolicyWord, IsNoneOfAMailServers) {
  const Bytes hello = test::converse(test::conversation_specs().front()).client_hello;
  auto checked = check_client_hello(hello, test::mail_server());
  ASSERT_TRUE(checked);
  Guard guard(kEhloName, test::mail_server(), std::move(*checked));
  EXPECT_EQ(guard.on_connected().stage, Stage::Greeting);
  guard.on_server(view_of("220 hi\r\n"));
  guard.on_server(view_of("250-mx\r\n250 STARTTLS\r\n"));
  guard.on_server(view_of("220 go\r\n"));
  EXPECT_EQ(rule_of(guard.on_say(Word::GetPolicy, Bytes(32, 1))), "say-order");
}

TEST(PolicyHello, NamesItsHostAndHoldsNoRequest) {
  const Bytes hello = test::converse(test::conversation_specs().front()).client_hello;
  EXPECT_TRUE(check_client_hello(hello, policy_host()));
  const auto other = check_client_hello(hello, policy_host("mta-sts.example.test"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.refusal().rule, "client-hello-server-name");
  for (const std::string_view text : {"GET / HTTP/1.1\r\n", "\nGET /a", "\n PUT x", "xhttp/"}) {
    Bytes with_text = hello;
    // The random is the page's to choose.
    std::copy(text.begin(), text.end(), with_text.begin() + 5 + 4 + 2 + 3);
    const auto checked = check_client_hello(with_text, policy_host());
    ASSERT_FALSE(checked) << text;
    EXPECT_EQ(checked.refusal().rule, "client-hello-smtp");
    EXPECT_TRUE(check_client_hello(with_text, test::mail_server())) << text;
  }
}

TEST(PolicyHello, IsNeverThatOfSsl2) {
  Bytes ssl2{0x80, 30, 1, 0, 2, 0, 3, 0, 0, 0, 16, 1, 0, 0x80};
  ssl2.insert(ssl2.end(), 16, 0xaa);
  ssl2[1] = static_cast<std::uint8_t>(ssl2.size() - 2);
  EXPECT_TRUE(check_client_hello(ssl2, test::mail_server()));
  EXPECT_FALSE(check_client_hello(ssl2, policy_host()));
}

}  // namespace
}  // namespace mailglass::relay::guard
