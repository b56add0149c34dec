// Words inside TLS at real servers: what the relay says arrives to the letter, and with any other key nothing does.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "conversation.h"
#include "guard/guard.h"

namespace mailglass::relay::guard {
namespace {

using test::kEhloName;
using test::mail_server;
using wire::End;
using wire::Stage;
using wire::Word;

constexpr const char* kEhloLine = "EHLO relay.example.test\r\n";

Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}
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

/// A client, the guard and a server, up to any point of their handshake.
class Connection {
 public:
  explicit Connection(const test::ConversationSpec& spec)
      : ends_(test::ends_of(spec)), guard_(kEhloName, mail_server(), hello_of(*ends_.client)) {
    guard_.on_server(bytes_of("220 hi\r\n"));
    guard_.on_server(bytes_of("250-mx\r\n250 STARTTLS\r\n"));
    to_server_ = said(guard_.on_server(bytes_of("220 go\r\n")));
  }

  /// The server hears what is on its way, the page what it answers, and the server what the page says then. Whether
  /// anything was said.
  bool turn() {
    if (to_server_.empty()) return false;
    const Bytes answer = server().take(std::exchange(to_server_, {}));
    if (answer.empty()) return false;
    hear(answer);
    return true;
  }
  void hear(const Bytes& from_server) {
    EXPECT_EQ(said(guard_.on_server(from_server)), Bytes{});
    const Bytes wanted = client().receive(from_server);
    if (wanted.empty()) return;
    const Step step = guard_.on_page(wanted);
    EXPECT_FALSE(step.refusal) << step.refusal->why;
    to_server_ = said(step);
  }
  void shake_hands() {
    while (turn()) {
    }
    ASSERT_TRUE(client().ready_for_quit());
    ASSERT_TRUE(server().finished());
  }

  Step say(Word word, const Bytes& key) { return guard_.on_say(word, key); }
  /// A word that goes out; what the server says to it by itself.
  Bytes said_to_server(Word word, const Bytes& key) {
    const Step step = say(word, key);
    EXPECT_FALSE(step.refusal) << step.refusal->why;
    return server().take(said(step));
  }

  [[nodiscard]] handshake::Client& client() { return *ends_.client; }
  [[nodiscard]] test::MemoryServer& server() { return *ends_.server; }
  [[nodiscard]] Guard& guard() { return guard_; }
  [[nodiscard]] Bytes key() { return client().write_key(); }

 private:
  static CheckedHello hello_of(const handshake::Client& client) {
    auto checked = check_client_hello(client.client_hello(), mail_server());
    EXPECT_TRUE(checked) << checked.refusal().why;
    return std::move(*checked);
  }
  test::Ends ends_;
  Guard guard_;
  Bytes to_server_;
};

bool is_tls13(const handshake::Outcome& outcome) {
  return outcome.version == 0x0304;
}

class Say : public testing::TestWithParam<test::ConversationSpec> {};

TEST_P(Say, BringsExactlyTheWordsToTheServerAndItsAnswersToThePage) {
  Connection all(GetParam());
  all.shake_hands();
  all.said_to_server(Word::Ehlo, all.key());
  EXPECT_EQ(all.server().application_data(), kEhloLine);
  EXPECT_EQ(all.guard().stage(), Stage::Session);
  EXPECT_EQ(all.guard().wait(), Wait::Reply);
  all.hear(all.server().say("250-mx\r\n250 SIZE\r\n"));
  EXPECT_FALSE(all.client().outcome().failure);
  all.said_to_server(Word::Quit, all.key());
  EXPECT_EQ(all.server().application_data(), std::string(kEhloLine) + "QUIT\r\n");
  EXPECT_EQ(all.guard().stage(), Stage::Closing);
  all.hear(all.server().say("221 bye\r\n"));
  EXPECT_FALSE(all.client().outcome().failure);
  EXPECT_EQ(all.guard().on_server_closed().ending->end, End::Done);
}

TEST_P(Say, MayBeQuitAlone) {
  Connection all(GetParam());
  all.shake_hands();
  all.said_to_server(Word::Quit, all.key());
  EXPECT_EQ(all.server().application_data(), "QUIT\r\n");
  EXPECT_EQ(all.guard().wait(), Wait::Goodbye);
}

TEST_P(Say, WithAnotherKeyBringsNothing) {
  using Change = std::function<void(Bytes & key)>;
  const auto flipped = [](auto place) -> Change { return [place](Bytes& key) { key[place(key.size())] ^= 1; }; };
  const std::vector<Change> changes{
      [](Bytes& key) { std::fill(key.begin(), key.end(), std::uint8_t{0}); },
      [](Bytes& key) { std::reverse(key.begin(), key.end()); },
      [](Bytes& key) { std::rotate(key.begin(), key.begin() + 1, key.end()); },
      // Each part of it by itself: with encrypt-then-MAC the right MAC key would do for a server, whatever is said.
      flipped([](std::size_t) { return std::size_t{0}; }),
      flipped([](std::size_t size) { return size / 2; }),
      flipped([](std::size_t size) { return size - 17; }),
  };
  for (const Change& change : changes) {
    Connection all(GetParam());
    all.shake_hands();
    Bytes other = all.key();
    ASSERT_FALSE(other.empty());
    change(other);
    const Step step = all.say(Word::Ehlo, other);
    if (!is_tls13(all.client().outcome())) {
      EXPECT_EQ(rule_of(step), "say-key");
      continue;
    }
    // The relay cannot tell; the server can, and says so by an alert: in TLS 1.3 a record of 19 bytes (tag of 16).
    EXPECT_EQ(rule_of(step), "");
    EXPECT_EQ(all.server().take(said(step)).size(), 24U);
    EXPECT_EQ(all.server().application_data(), "");
    EXPECT_TRUE(all.server().say("250 ok\r\n").empty());
  }
}

TEST_P(Say, WithTheEncryptionKeyAloneExchangedBringsNothing) {
  Connection all(GetParam());
  all.shake_hands();
  const handshake::Outcome& seen = all.client().outcome();
  // TLS 1.0 has an IV behind it, which is used no more.
  Bytes key = all.key();
  key[key.size() - (seen.version == 0x0301 ? 17 : 1)] ^= 1;
  all.server().take(said(all.say(Word::Ehlo, key)));
  EXPECT_EQ(all.server().application_data(), "");
}

TEST_P(Say, WithAKeyOfAnotherLengthIsRefused) {
  for (const int change : {-1, 1}) {
    Connection all(GetParam());
    all.shake_hands();
    Bytes key = all.key();
    key.resize(key.size() + static_cast<std::size_t>(change));
    EXPECT_EQ(rule_of(all.say(Word::Quit, key)), "say-key");
    EXPECT_EQ(all.server().application_data(), "");
  }
}

TEST_P(Say, NeedsTheRightKeyForEachWord) {
  Connection all(GetParam());
  all.shake_hands();
  Bytes key = all.key();
  all.said_to_server(Word::Ehlo, key);
  all.hear(all.server().say("250 mx\r\n"));
  key[key.size() / 2] ^= 1;
  const Step step = all.say(Word::Quit, key);
  all.server().take(said(step));
  EXPECT_EQ(all.server().application_data(), kEhloLine);
  EXPECT_EQ(rule_of(step), is_tls13(all.client().outcome()) ? "" : "say-key");
}

TEST_P(Say, KeepsItsOrder) {
  const auto refused = [&](const char* what, const std::function<Step(Connection&)>& act) {
    Connection all(GetParam());
    all.shake_hands();
    EXPECT_EQ(rule_of(act(all)), "say-order") << what;
    EXPECT_EQ(all.guard().wait(), Wait::Nothing) << what;
  };
  refused("EHLO twice", [](Connection& all) {
    all.said_to_server(Word::Ehlo, all.key());
    all.hear(all.server().say("250 mx\r\n"));
    return all.say(Word::Ehlo, all.key());
  });
  refused("QUIT before the answer to EHLO", [](Connection& all) {
    all.said_to_server(Word::Ehlo, all.key());
    return all.say(Word::Quit, all.key());
  });
  refused("EHLO behind QUIT", [](Connection& all) {
    all.said_to_server(Word::Quit, all.key());
    return all.say(Word::Ehlo, all.key());
  });
  refused("QUIT twice", [](Connection& all) {
    all.said_to_server(Word::Quit, all.key());
    return all.say(Word::Quit, all.key());
  });
}

TEST_P(Say, IsTheOnlyWayToSayAnything) {
  {
    Connection all(GetParam());
    all.shake_hands();
    EXPECT_EQ(rule_of(all.guard().on_page(all.client().quit())), "guard-vocabulary");
  }
  Connection all(GetParam());
  all.shake_hands();
  all.said_to_server(Word::Ehlo, all.key());
  all.hear(all.server().say("250 mx\r\n"));
  EXPECT_EQ(rule_of(all.guard().on_page(all.client().quit())), "guard-vocabulary");
}

TEST_P(Say, IsNotForTheTimeBeforeTheHandshakesEnd) {
  for (std::size_t turns = 0;; ++turns) {
    Connection all(GetParam());
    for (std::size_t i = 0; i < turns; ++i) all.turn();
    if (all.client().ready_for_quit()) break;
    EXPECT_EQ(rule_of(all.say(Word::Ehlo, Bytes(32, 1))), "say-order") << "after " << turns << " turns";
    ASSERT_LT(turns, 8U);
  }
}

TEST_P(Say, ThatIsFinishedOrHungUpOnEndsTheStream) {
  Connection left(GetParam());
  left.shake_hands();
  left.said_to_server(Word::Ehlo, left.key());
  const Step step = left.guard().on_finish();
  EXPECT_EQ(step.ending->end, End::Cancelled);
  EXPECT_TRUE(step.say.empty());
  Connection hung_up(GetParam());
  hung_up.shake_hands();
  hung_up.said_to_server(Word::Ehlo, hung_up.key());
  EXPECT_EQ(hung_up.guard().on_server_closed().ending->end, End::PeerClosed);
  EXPECT_EQ(hung_up.guard().stage(), Stage::Session);
}

INSTANTIATE_TEST_SUITE_P(Real, Say, testing::ValuesIn(test::conversation_specs()),
                         [](const auto& row) { return row.param.name; });

TEST(SayInClearText, IsRefused) {
  const Bytes hello = test::converse(test::conversation_specs().front()).client_hello;
  for (int replies = 0; replies < 3; ++replies) {
    auto checked = check_client_hello(hello, mail_server());
    Guard guard(kEhloName, mail_server(), std::move(*checked));
    if (replies > 0) guard.on_server(bytes_of("220 hi\r\n"));
    if (replies > 1) guard.on_server(bytes_of("250-mx\r\n250 STARTTLS\r\n"));
    EXPECT_EQ(rule_of(guard.on_say(Word::Quit, Bytes(32, 1))), "say-order");
  }
}

}  // namespace
}  // namespace mailglass::relay::guard
