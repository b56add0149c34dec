#include "guard/guard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "conversation.h"

namespace mailglass::relay::guard {
namespace {

using test::kEhloName;
using test::mail_server;
using wire::End;
using wire::Stage;

Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

std::string said(const Step& step) {
  std::string all;
  for (const Utterance& utterance : step.say) all += text_of(utterance.bytes());
  return all;
}

const test::Conversation& conversation(std::string_view wanted) {
  static const std::vector<test::Conversation> all = [] {
    std::vector<test::Conversation> list;
    for (const auto& spec : test::conversation_specs()) list.push_back(test::converse(spec));
    return list;
  }();
  for (const auto& one : all) {
    if (one.name == wanted) return one;
  }
  ADD_FAILURE() << "no conversation " << wanted;
  return all.front();
}

Guard guard_for(const Bytes& hello) {
  auto checked = check_client_hello(hello, mail_server());
  EXPECT_TRUE(checked) << checked.refusal().why;
  return Guard(kEhloName, mail_server(), std::move(*checked));
}

/// A guard that has just said the ClientHello.
Guard speaking(const Bytes& hello) {
  Guard guard = guard_for(hello);
  guard.on_server(bytes_of("220 hi\r\n"));
  guard.on_server(bytes_of("250-mx\r\n250 STARTTLS\r\n"));
  const Step step = guard.on_server(bytes_of("220 go\r\n"));
  EXPECT_EQ(said(step), text_of(hello));
  EXPECT_EQ(step.stage, Stage::Handshake);
  return guard;
}

class GuardTls : public testing::TestWithParam<test::ConversationSpec> {};

TEST_P(GuardTls, LetsAWholeHandshakeThrough) {
  const auto& story = conversation(GetParam().name);
  ASSERT_TRUE(story.through);
  Guard guard = speaking(story.client_hello);
  for (const test::Turn& turn : story.turns) {
    if (turn.from_server) {
      EXPECT_EQ(said(guard.on_server(turn.bytes)), "");
    } else {
      const Step step = guard.on_page(turn.bytes);
      ASSERT_FALSE(step.refusal) << step.refusal->why;
      EXPECT_EQ(said(step), text_of(turn.bytes));
    }
  }
  EXPECT_EQ(guard.stage(), Stage::Handshake);
  EXPECT_FALSE(guard.on_say(wire::Word::Quit, story.write_key).refusal);
  EXPECT_EQ(guard.stage(), Stage::Closing);
  EXPECT_EQ(guard.on_server_closed().ending->end, End::Done);
}

TEST_P(GuardTls, LetsItThroughByteByByte) {
  const auto& story = conversation(GetParam().name);
  Guard guard = speaking(story.client_hello);
  for (const test::Turn& turn : story.turns) {
    std::string passed;
    for (const std::uint8_t byte : turn.bytes) {
      const Step step = turn.from_server ? guard.on_server({&byte, 1}) : guard.on_page({&byte, 1});
      ASSERT_FALSE(step.refusal) << step.refusal->why;
      passed += said(step);
    }
    EXPECT_EQ(passed, turn.from_server ? "" : text_of(turn.bytes));
  }
  EXPECT_EQ(guard.wait(), Wait::Handshake);
}

// With AES and SHA-256 (encrypt-then-MAC), "VRFY postgres" CR LF makes a record of the same length as QUIT does, and
// nobody but the two ends sees the difference.
TEST_P(GuardTls, RefusesAnythingBehindIt) {
  const auto& story = conversation(GetParam().name);
  constexpr std::array<std::uint8_t, 4> kTypes{20, 21, 22, 23};
  constexpr std::array<std::uint8_t, 15> kSizes{1, 2, 15, 19, 22, 23, 24, 30, 32, 40, 48, 53, 64, 69, 80};
  for (const std::uint8_t type : kTypes) {
    for (const std::uint8_t size : kSizes) {
      Guard guard = speaking(story.client_hello);
      for (const test::Turn& turn : story.turns)
        turn.from_server ? guard.on_server(turn.bytes) : guard.on_page(turn.bytes);
      Bytes record{type, 3, 3, 0, size};
      record.resize(record.size() + size, 1);
      const Step step = guard.on_page(record);
      ASSERT_TRUE(step.refusal) << int{type} << ' ' << int{size};
      EXPECT_EQ(step.refusal->rule, "guard-vocabulary");
      EXPECT_EQ(said(step), "");
      EXPECT_EQ(step.ending->end, End::Cancelled);
    }
  }
}

/// Follows the conversation up to the page's last turn, which ends with Finished.
Bytes last_turn(Guard& guard, const test::Conversation& story) {
  std::size_t last = story.turns.size();
  while (last > 0 && story.turns[last - 1].from_server) --last;
  for (std::size_t i = 0; i + 1 < last; ++i) {
    const test::Turn& turn = story.turns[i];
    turn.from_server ? guard.on_server(turn.bytes) : guard.on_page(turn.bytes);
  }
  return story.turns[last - 1].bytes;
}
/// Where the last of these records begins.
std::size_t last_record(const Bytes& records) {
  std::size_t at = 0, last = 0;
  while (at + 5 <= records.size()) {
    last = at;
    at += 5U + (std::size_t{records[at + 3]} << 8U) + records[at + 4];
  }
  return last;
}

TEST_P(GuardTls, RefusesARecordThatIsLongerThanItMayBe) {
  const auto& story = conversation(GetParam().name);
  Guard guard = speaking(story.client_hello);
  Bytes longer = last_turn(guard, story);
  ++longer[last_record(longer) + 4];
  longer.push_back(0);
  const Step step = guard.on_page(longer);
  ASSERT_TRUE(step.refusal);
  EXPECT_EQ(said(step), "");
}

TEST_P(GuardTls, TakesNoOtherRecordForFinished) {
  const auto& story = conversation(GetParam().name);
  Guard guard = speaking(story.client_hello);
  Bytes turn = last_turn(guard, story);
  std::uint8_t& type = turn[last_record(turn)];
  ASSERT_EQ(type, story.version == 0x0304 ? 23 : 22);
  type = type == 23 ? 21 : 23;
  const Step step = guard.on_page(turn);
  ASSERT_TRUE(step.refusal);
  EXPECT_EQ(step.refusal->rule, "guard-vocabulary");
  EXPECT_EQ(said(step), "");
}

INSTANTIATE_TEST_SUITE_P(Real, GuardTls, testing::ValuesIn(test::conversation_specs()),
                         [](const auto& row) { return row.param.name; });

TEST(Guard, WaitsForAllLinesOfAReply) {
  Guard guard = guard_for(conversation("Tls13").client_hello);
  EXPECT_EQ(said(guard.on_server(bytes_of("220-teaser\r\n"))), "");
  EXPECT_EQ(guard.wait(), Wait::Greeting);
  EXPECT_EQ(said(guard.on_server(bytes_of("220 real\r\n"))), "EHLO relay.example.test\r\n");
  EXPECT_EQ(said(guard.on_server(bytes_of("250-mx\r\n250-STARTTLS\r\n"))), "");
  EXPECT_EQ(said(guard.on_server(bytes_of("250 HELP\r\n"))), "STARTTLS\r\n");
}

struct ClearText {
  const char *name, *server, *said;
};
class GuardGoesOn : public testing::TestWithParam<ClearText> {};
TEST_P(GuardGoesOn, WhereverASenderDoes) {
  Guard guard = guard_for(conversation("Tls13").client_hello);
  const std::string_view all = GetParam().server;
  std::string words;
  // A server that waits for its turn: what stands before a bar is said at once.
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t bar = std::min(all.find('|', at), all.size());
    const std::string step = said(guard.on_server(bytes_of(all.substr(at, bar - at))));
    words += step.size() > 60 ? "hello" : step;
    at = bar + 1;
  }
  std::string shown;
  for (const char c : words) shown += c == '\r' ? '|' : c == '\n' ? ' ' : c;
  EXPECT_EQ(shown, GetParam().said);
}
INSTANTIATE_TEST_SUITE_P(
    Replies, GuardGoesOn,
    testing::Values(ClearText{"greeting_250", "250 hi\r\n|250 mx\r\n", "EHLO relay.example.test| QUIT| "},
                    ClearText{"starttls_250", "220 hi\r\n|250-mx\r\n250 STARTTLS\r\n|250 go\r\n",
                              "EHLO relay.example.test| STARTTLS| hello"},
                    ClearText{"code_changes", "220 hi\r\n|250-mx\r\n220 STARTTLS\r\n|",
                              "EHLO relay.example.test| STARTTLS| "},
                    ClearText{"blank_lines", "\r\n220 hi\r\n|\r\n250-mx\r\n\r\n250 STARTTLS\r\n|",
                              "EHLO relay.example.test| STARTTLS| "},
                    ClearText{"more_carriage_returns", "220 hi\r\n|250-mx\r\r\n250 STARTTLS\r\r\n|",
                              "EHLO relay.example.test| STARTTLS| "},
                    ClearText{"keyword_with_equals", "220 hi\r\n|250-mx\r\n250 STARTTLS=\r\n|",
                              "EHLO relay.example.test| STARTTLS| "},
                    ClearText{"ehlo_unknown", "220 hi\r\n|502 what\r\n|250 mx\r\n",
                              "EHLO relay.example.test| HELO relay.example.test| QUIT| "},
                    ClearText{"ehlo_not_now", "220 hi\r\n|451 later\r\n|451 later\r\n",
                              "EHLO relay.example.test| HELO relay.example.test| QUIT| "},
                    ClearText{"closing", "220 hi\r\n|421 closing\r\n|421 closing\r\n",
                              "EHLO relay.example.test| HELO relay.example.test| QUIT| "},
                    ClearText{"refused", "554 no\r\n", "QUIT| "}, ClearText{"no_reply_line", "220\thi\r\n", ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Guard, EndsAtOnceWhatIsNoText) {
  Guard guard = guard_for(conversation("Tls13").client_hello);
  EXPECT_EQ(guard.on_server(bytes_of("\x15\x03\x01")).ending->end, End::NotSmtp);
}

TEST(Guard, ReadsNoReplyWithoutEnd) {
  Guard guard = guard_for(conversation("Tls13").client_hello);
  EXPECT_FALSE(guard.on_server(bytes_of("220-" + std::string(60'000, 'x'))).ending);
  EXPECT_EQ(guard.on_server(bytes_of(std::string(10'000, 'x'))).ending->end, End::LimitReached);
}

TEST(Guard, RefusesThePageInClearText) {
  for (int replies = 0; replies < 3; ++replies) {
    Guard guard = guard_for(conversation("Tls13").client_hello);
    if (replies > 0) guard.on_server(bytes_of("220 hi\r\n"));
    if (replies > 1) guard.on_server(bytes_of("250-mx\r\n250 STARTTLS\r\n"));
    const Step step = guard.on_page(bytes_of("MAIL FROM:<a@b.test>\r\n"));
    ASSERT_TRUE(step.refusal);
    EXPECT_EQ(step.refusal->rule, "guard-vocabulary");
    EXPECT_EQ(said(step), "");
    EXPECT_TRUE(step.ending);
    EXPECT_EQ(said(guard.on_server(bytes_of("220 hi\r\n250 x\r\n"))), "");
  }
}

TEST(Guard, RefusesThePageBeforeTheServersTurnIsOver) {
  const auto& story = conversation("Tls13");
  Guard guard = speaking(story.client_hello);
  EXPECT_TRUE(guard.on_page(story.turns[1].bytes).refusal);
}

TEST(Guard, RefusesASecondClientHelloNobodyAskedFor) {
  const auto& story = conversation("Tls13");
  Guard guard = speaking(story.client_hello);
  guard.on_server(story.turns[0].bytes);
  EXPECT_TRUE(guard.on_page(story.client_hello).refusal);
}

TEST(Guard, RefusesAThirdClientHello) {
  const auto& story = conversation("Tls13HelloRetry");
  Guard guard = speaking(story.client_hello);
  guard.on_server(story.turns[0].bytes);
  ASSERT_FALSE(guard.on_page(story.turns[1].bytes).refusal);
  EXPECT_TRUE(guard.on_page(story.turns[1].bytes).refusal);
}

TEST(Guard, RefusesThePageAfterAChangeCipherSpecThatNoServerSends) {
  const auto& story = conversation("Tls12ResumedByTicket");
  ASSERT_TRUE(story.turns.size() > 1 && story.turns[0].from_server);
  for (const Bytes& oddity : {Bytes{20, 3, 3, 0, 1, 1} /* before the ServerHello */, Bytes{20, 3, 3, 0, 2, 1, 1}}) {
    Guard guard = speaking(story.client_hello);
    guard.on_server(oddity);
    guard.on_server(story.turns[0].bytes);
    EXPECT_TRUE(guard.on_page(story.turns[1].bytes).refusal);
  }
}

/// A handshake record of TLS 1.2 with one message.
Bytes message(std::uint8_t type, const Bytes& body) {
  ByteWriter record;
  record.u8(22).u16(0x0303).prefixed(
      2, [&](ByteWriter& fragment) { fragment.u8(type).prefixed(3, [&](ByteWriter& out) { out.append(body); }); });
  return record.bytes();
}

TEST(Guard, RefusesThePageWhereTheServersFirstMessageIsNoServerHello) {
  const auto& story = conversation("Tls12ResumedById");
  // HelloRequest with a body, NewSessionTicket, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone.
  for (const Bytes& first : {message(0, {0}), message(4, Bytes(6)), message(11, Bytes(3)), message(12, Bytes(4)),
                             message(13, Bytes(4)), message(14, {})}) {
    Guard guard = speaking(story.client_hello);
    guard.on_server(first);
    guard.on_server(story.turns[0].bytes);
    EXPECT_TRUE(guard.on_page(story.turns[1].bytes).refusal) << static_cast<int>(first[5]);
  }
}

TEST(Guard, PassesOverAHelloRequest) {
  const auto& story = conversation("Tls12ResumedById");
  Guard guard = speaking(story.client_hello);
  guard.on_server(message(0, {}));
  guard.on_server(story.turns[0].bytes);
  EXPECT_FALSE(guard.on_page(story.turns[1].bytes).refusal);
}

/// Nobody has said hello yet, so it is no answer to one.
TEST(Guard, PassesOverWhatCameWithTheGoAhead) {
  const test::Conversation& story = conversation(test::conversation_specs().front().name);
  Guard guard = guard_for(story.client_hello);
  guard.on_server(bytes_of("220 hi\r\n"));
  guard.on_server(bytes_of("250-mx\r\n250 STARTTLS\r\n"));
  guard.on_server(bytes_of("220 go\r\n220 go\r\n"));
  ASSERT_TRUE(story.turns.front().from_server);
  guard.on_server(story.turns.front().bytes);
  EXPECT_FALSE(guard.on_page(story.turns[1].bytes).refusal);
}

TEST(Guard, RefusesThePageAfterSomethingThatIsNoTls) {
  const auto& story = conversation("Tls13");
  Guard guard = speaking(story.client_hello);
  guard.on_server(bytes_of("500 what?\r\n"));
  EXPECT_TRUE(guard.on_page(story.turns[1].bytes).refusal);
}

TEST(Guard, FinishEndsAsPolitelyAsTheDialogueAllows) {
  const Bytes& hello = conversation("Tls13").client_hello;
  Guard waiting = guard_for(hello);
  EXPECT_EQ(waiting.on_finish().ending->end, End::Cancelled);
  Guard greeted = guard_for(hello);
  greeted.on_server(bytes_of("220 hi\r\n"));
  EXPECT_FALSE(greeted.on_finish().ending);
  EXPECT_EQ(said(greeted.on_server(bytes_of("250-mx\r\n250 STARTTLS\r\n"))), "QUIT\r\n");
  for (const auto& [reply, last_words] :
       {std::pair{"454 not now\r\n", "QUIT\r\n"}, std::pair{"220 speak TLS\r\n", ""}}) {
    Guard before_tls = guard_for(hello);
    before_tls.on_server(bytes_of("220 hi\r\n"));
    before_tls.on_server(bytes_of("250-mx\r\n250 STARTTLS\r\n"));
    EXPECT_FALSE(before_tls.on_finish().ending);
    const Step end = before_tls.on_server(bytes_of(reply));
    EXPECT_EQ(said(end), last_words);
    EXPECT_EQ(end.ending.has_value(), std::string_view(last_words).empty()) << "after " << reply;
  }
  Guard in_tls = speaking(hello);
  const Step step = in_tls.on_finish();
  EXPECT_EQ(step.ending->end, End::Cancelled);
  EXPECT_EQ(said(step), "");
}

TEST(Guard, FinishBreaksOffAHandshakeInTlssOwnWordsWhereTheServerStillReadsClearText) {
  const auto farewell = [](char minor) {
    std::string alerts("\x15\x03?\x00\x02\x01\x5a\x15\x03?\x00\x02\x01\x00", 14);  // user_canceled, close_notify
    std::replace(alerts.begin(), alerts.end(), '?', minor);
    return alerts;
  };
  const std::map<std::string_view, std::string> expected = {
      {"Tls13", ""},          {"Tls13HelloRetry", farewell(3)}, {"Tls12Gcm", farewell(3)},
      {"Tls11", farewell(2)}, {"Tls10", farewell(1)},           {"Tls12AsksForCertificate", farewell(3)}};
  for (const auto& [name, words] : expected) {
    const auto& story = conversation(name);
    Guard guard = speaking(story.client_hello);
    guard.on_server(story.turns[0].bytes);
    const Step step = guard.on_finish();
    EXPECT_EQ(said(step), words) << name;
    ASSERT_TRUE(step.ending) << name;
    EXPECT_EQ(step.ending->end, End::Cancelled);
    EXPECT_TRUE(said(guard.on_finish()).empty()) << name;
  }
  // Once our ChangeCipherSpec is said the server reads no clear text any more, nor does it after its own alert.
  const auto& story = conversation("Tls12Gcm");
  Guard encrypted = speaking(story.client_hello);
  encrypted.on_server(story.turns[0].bytes);
  const Bytes end_of_handshake = story.turns[1].bytes;
  ASSERT_FALSE(encrypted.on_page(end_of_handshake).refusal);
  EXPECT_EQ(said(encrypted.on_finish()), "");
  Guard refused = speaking(story.client_hello);
  refused.on_server(Bytes{21, 3, 1, 0, 2, 2, 40});
  EXPECT_EQ(said(refused.on_finish()), "");
}

}  // namespace
}  // namespace mailglass::relay::guard
