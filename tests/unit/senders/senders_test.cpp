// What senders make of odd servers: the cases are servers that were run, and what Postfix 3.7 and Exim 4.96 did.
#include "senders/senders.h"

#include <gtest/gtest.h>

namespace mailglass::senders {
namespace {

/// The replies in order: greeting, EHLO, then HELO or STARTTLS, whatever `Next` asks for.
struct Server {
  const char* name;
  std::string greeting, ehlo, third;
  Way postfix, exim;
};

std::optional<smtp::Reply> read(std::string_view text) {
  smtp::ReplyReader reader;
  ByteView bytes = view_of(text);
  auto reply = reader.feed(bytes);
  return reply ? std::move(*reply) : std::nullopt;
}

const Sender& sender(Name name) {
  return kSenders[static_cast<std::size_t>(name)];
}

class OddServer : public testing::TestWithParam<Server> {};
TEST_P(OddServer, IsTakenForWhatTheSenderTakesItFor) {
  const auto greeting = read(GetParam().greeting), ehlo = read(GetParam().ehlo), third = read(GetParam().third);
  Conversation heard{greeting ? &*greeting : nullptr, ehlo ? &*ehlo : nullptr, nullptr, nullptr};
  if (ehlo && third) (after_ehlo(*ehlo) == Next::Starttls ? heard.starttls : heard.helo) = &*third;
  EXPECT_EQ(way_of(sender(Name::Postfix), heard), GetParam().postfix);
  EXPECT_EQ(way_of(sender(Name::EximGnutls), heard), GetParam().exim);
  EXPECT_EQ(way_of(sender(Name::EximOpenssl), heard), GetParam().exim);
}

const std::string kHi = "220 mx.example.test ESMTP\r\n";
const std::string kOffer = "250-mx.example.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n";
const std::string kNone = "250-mx.example.test\r\n250 SIZE 1000\r\n";
const std::string kGo = "220 go\r\n";

std::string lines(std::size_t count, const std::string& text, const std::string& last) {
  std::string all = "250-mx\r\n";
  for (std::size_t i = 0; i < count; ++i) all += "250-" + text + "\r\n";
  return all + "250 " + last + "\r\n";
}
std::string offer(const std::string& keyword) {
  return "250-mx\r\n250-" + keyword + "\r\n250 SIZE\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Really, OddServer,
    testing::Values(
        Server{"in_order", kHi, kOffer, kGo, Way::Tls, Way::Tls},
        Server{"nothing_offered", kHi, kNone, "", Way::Readable, Way::Readable},
        Server{"blank_line_in_ehlo", kHi, "250-mx\r\n\r\n250 STARTTLS\r\n", kGo, Way::Tls, Way::Defers},
        Server{"blank_line_in_ehlo_nothing_offered", kHi, "250-mx\r\n\r\n250 SIZE\r\n", "", Way::Readable, Way::Defers},
        Server{"blank_line_before_greeting", "\r\n" + kHi, kNone, "", Way::Readable, Way::Defers},
        Server{"starttls_without_code", kHi, "250-mx\r\nSTARTTLS\r\n250 SIZE\r\n", "", Way::Readable, Way::Defers},
        Server{"greeting_250", "250 mx\r\n", kOffer, kGo, Way::Tls, Way::Tls},
        Server{"starttls_250", kHi, kOffer, "250 go\r\n", Way::Tls, Way::Tls},
        Server{"ehlo_252", kHi, "252 mx\r\n", "", Way::Readable, Way::Readable},
        Server{"code_changes_in_greeting", "220-mx\r\n250 mx\r\n", kNone, "", Way::Readable, Way::Readable},
        Server{"code_changes_in_ehlo", kHi, "250-mx\r\n250-STARTTLS\r\n220 SIZE\r\n", kGo, Way::Tls, Way::Tls},
        Server{"code_changes_at_starttls", kHi, "250-mx\r\n220 STARTTLS\r\n", kGo, Way::Tls, Way::Readable},
        Server{"last_code_refuses", "220-mx\r\n554 no\r\n", kOffer, kGo, Way::Defers, Way::Tls},
        Server{"last_code_refuses_and_ehlo_is_refused", "220-mx\r\n554 no\r\n", "550 no\r\n", "250 mx\r\n", Way::Defers,
               Way::Readable},
        Server{"more_carriage_returns", kHi, "250-mx\r\r\n250 STARTTLS\r\r\n", kGo, Way::Tls, Way::Tls},
        Server{"bare_lf", "220 mx\n", "250-mx\n250 STARTTLS\n", kGo, Way::Tls, Way::Tls},
        Server{"nul_behind_starttls", kHi, std::string("250-mx\r\n250 STARTTLS\0\r\n", 23), kGo, Way::Tls, Way::Tls},
        Server{"lower_case", kHi, offer("starttls"), kGo, Way::Tls, Way::Readable},
        Server{"trailing_blanks", kHi, offer("STARTTLS  "), kGo, Way::Tls, Way::Tls},
        Server{"with_parameter", kHi, offer("STARTTLS REQUIRED"), kGo, Way::Tls, Way::Tls},
        Server{"tab_behind", kHi, offer("STARTTLS\t"), kGo, Way::Readable, Way::Tls},
        Server{"equals_behind", kHi, offer("STARTTLS="), kGo, Way::Tls, Way::Readable},
        Server{"blank_before", kHi, offer(" STARTTLS"), kGo, Way::Tls, Way::Readable},
        Server{"first_line", kHi, "250-STARTTLS\r\n250 SIZE\r\n", "", Way::Readable, Way::Readable},
        Server{"only_line", kHi, "250 STARTTLS\r\n", kGo, Way::Readable, Way::Readable},
        Server{"as_a_parameter", kHi, offer("AUTH LOGIN STARTTLS"), "", Way::Readable, Way::Readable},
        Server{"behind_an_enhanced_code", kHi, offer("2.0.0 STARTTLS"), "", Way::Readable, Way::Readable},
        Server{"blanked_out", kHi, offer("XXXXXXXA"), "", Way::Readable, Way::Readable},
        Server{"three_hundred_lines", kHi, lines(300, "X1", "SIZE"), "", Way::Readable, Way::Readable},
        Server{"behind_two_thousand_bytes", kHi, lines(300, "X1", "STARTTLS"), kGo, Way::Readable, Way::Tls},
        Server{"long_greeting", "220 " + std::string(5000, 'x') + "\r\n", kNone, "", Way::Readable, Way::Defers},
        Server{"long_answer", kHi, lines(100, std::string(60, 'x'), "SIZE"), "", Way::Readable, Way::Defers},
        Server{"ehlo_not_known", kHi, "502 what\r\n", "250 mx\r\n", Way::Readable, Way::Readable},
        Server{"ehlo_not_now", kHi, "451 later\r\n", "250 mx\r\n", Way::Readable, Way::Readable},
        Server{"ehlo_and_helo_refused", kHi, "550 no\r\n", "550 no\r\n", Way::Unknown, Way::Unknown},
        Server{"last_code_of_ehlo_refuses", kHi, "250-mx\r\n250-STARTTLS\r\n550 SIZE\r\n", kGo, Way::Readable,
               Way::Tls},
        Server{"first_code_of_ehlo_refuses", kHi, "550-mx\r\n250-STARTTLS\r\n250 SIZE\r\n", kGo, Way::Tls,
               Way::Readable},
        Server{"masked_by_a_firewall", "220 ******\r\n", kOffer, kGo, Way::Readable, Way::Tls},
        Server{"greeting_without_words", "220\r\n", kOffer, kGo, Way::Readable, Way::Tls},
        Server{"some_asterisks", "220 mx ****\r\n", kOffer, kGo, Way::Tls, Way::Tls},
        Server{"closing", kHi, "421 closing\r\n", "", Way::Unknown, Way::Unknown},
        Server{"closing_and_helo_taken", kHi, "421 closing\r\n", "250 mx\r\n", Way::Defers, Way::Readable},
        Server{"closing_twice", kHi, "421 closing\r\n", "421 closing\r\n", Way::Unknown, Way::Unknown},
        Server{"second_word_without_code", kHi, "250-mx\r\nand STARTTLS\r\n250 SIZE\r\n", kGo, Way::Tls, Way::Defers},
        Server{"behind_a_hyphen_without_code", kHi, "250-mx\r\nx-STARTTLS\r\n250 SIZE\r\n", kGo, Way::Tls, Way::Defers},
        Server{"behind_four_digits", kHi, "250-mx\r\n2500-starttls\r\n250 SIZE\r\n", kGo, Way::Tls, Way::Defers},
        Server{"only_word_without_code", kHi, "250-mx\r\n- STARTTLS\r\n250 SIZE\r\n", "", Way::Readable, Way::Defers},
        Server{"third_word_without_code", kHi, "250-mx\r\nsay and STARTTLS\r\n250 SIZE\r\n", "", Way::Readable,
               Way::Defers},
        Server{"behind_a_tab_without_code", kHi, "250-mx\r\nx\tSTARTTLS\r\n250 SIZE\r\n", "", Way::Readable,
               Way::Defers},
        Server{"behind_a_first_line_without_code", kHi, "x hello\r\n250-STARTTLS\r\n250 SIZE\r\n", kGo, Way::Tls,
               Way::Defers},
        Server{"behind_a_first_word_without_code", kHi, "x\r\n250-STARTTLS\r\n250 SIZE\r\n", "", Way::Readable,
               Way::Defers},
        Server{"behind_a_first_line_without_words", kHi, "250-\r\n250-STARTTLS\r\n250 SIZE\r\n", kGo, Way::Readable,
               Way::Tls},
        Server{"refused", "554 no\r\n", "", "", Way::Unknown, Way::Unknown},
        Server{"starttls_not_now", kHi, kOffer, "454 not now\r\n", Way::Readable, Way::Readable},
        Server{"starttls_refused", kHi, kOffer, "554 no\r\n", Way::Readable, Way::Readable},
        Server{"starttls_closing", kHi, kOffer, "421 closing\r\n", Way::Unknown, Way::Unknown},
        Server{"blank_line_at_starttls", kHi, kOffer, "\r\n220 go\r\n", Way::Tls, Way::Defers},
        Server{"broken_off", kHi, "", "", Way::Unknown, Way::Unknown}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Senders, ThatTakeStartTlsForRefusedHandNothingOverToWhoSpeaksTls) {
  const auto greeting = read(kHi), ehlo = read(kOffer), starttls = read("220-go\r\n454 not now\r\n");
  Conversation heard{&*greeting, &*ehlo, nullptr, &*starttls};
  EXPECT_EQ(way_of(sender(Name::Postfix), heard), Way::Unknown) << "it said nothing to a ClientHello";
  heard.clear_again = true;
  EXPECT_EQ(way_of(sender(Name::Postfix), heard), Way::Readable);
  heard.clear_again = false;
  heard.tls_begun = true;
  EXPECT_EQ(way_of(sender(Name::Postfix), heard), Way::Defers);
  EXPECT_EQ(way_of(sender(Name::EximGnutls), heard), Way::Tls);
}

/// Whoever is to be handed mail in clear text has to be there still.
TEST(Senders, HandNothingOverToWhoLeftBehindItsReply) {
  const auto greeting = read(kHi), offers = read(kOffer), none = read(kNone), refused = read("454 no\r\n");
  const auto ways = [](Conversation heard, const smtp::Reply& last) {
    heard.left_behind = &last;
    return std::pair(way_of(sender(Name::Postfix), heard), way_of(sender(Name::EximOpenssl), heard));
  };
  const std::pair nobody(Way::Defers, Way::Defers);
  EXPECT_EQ(ways({&*greeting, &*none}, *none), nobody);
  EXPECT_EQ(ways({&*greeting, &*offers, nullptr, &*refused}, *refused), nobody);
  const auto ehlo_refused = read("502 what\r\n"), helo = read("250 mx\r\n");
  EXPECT_EQ(ways({&*greeting, &*ehlo_refused, &*helo}, *helo), nobody);
  const auto masked = read("220 ****\r\n");
  EXPECT_EQ(ways({&*masked, &*none}, *none), std::pair(Way::Readable, Way::Defers)) << "Postfix says HELO";
  const auto lower = read(offer("starttls"));
  EXPECT_EQ(ways({&*greeting, &*lower, nullptr, &*refused}, *refused), std::pair(Way::Defers, Way::Readable))
      << "Exim says no STARTTLS there";
}

TEST(Senders, TakeClosingForARefusalOfStartTlsWhereTheServerStays) {
  const auto greeting = read(kHi), ehlo = read(kOffer), starttls = read("421 later\r\n");
  Conversation heard{&*greeting, &*ehlo, nullptr, &*starttls};
  heard.stayed = true;
  for (const Sender& one : kSenders) EXPECT_EQ(way_of(one, heard), Way::Readable) << one.code;
}

TEST(Senders, TakeClosingForARefusalOfEhloWhereTheServerStays) {
  const auto greeting = read(kHi), last = read("250-mx\r\n421 later\r\n"), first = read("421-mx\r\n250 SIZE\r\n");
  for (const bool stayed : {false, true}) {
    Conversation heard{&*greeting, &*last};
    heard.stayed = stayed;
    EXPECT_EQ(way_of(sender(Name::Postfix), heard), stayed ? Way::Defers : Way::Unknown);
    EXPECT_EQ(way_of(sender(Name::EximGnutls), heard), Way::Readable);
    heard.ehlo = &*first;
    EXPECT_EQ(way_of(sender(Name::Postfix), heard), Way::Readable);
    EXPECT_EQ(way_of(sender(Name::EximGnutls), heard), stayed ? Way::Readable : Way::Unknown);
  }
}

TEST(Postfix, SaysHeloToWhatAFirewallLeftOfAGreeting) {
  const auto ehlo = read(kOffer), starttls = read(kGo);
  const auto way = [&](std::string_view greeting) {
    const auto reply = read(greeting);
    return way_of(sender(Name::Postfix), {&*reply, &*ehlo, nullptr, &*starttls});
  };
  EXPECT_EQ(way("220 **** 2\r\n"), Way::Readable);
  EXPECT_EQ(way("****\r\n220 ****\r\n"), Way::Readable);
  EXPECT_EQ(way("\r\n220 ****\r\n"), Way::Readable);
  EXPECT_EQ(way("220-****\r\n220 ****\r\n"), Way::Tls) << "a hyphen";
  EXPECT_EQ(way("220 \t***\r\n"), Way::Tls) << "a tab";
  EXPECT_EQ(way("x***\r\n220 ****\r\n"), Way::Tls);
}

TEST(Senders, DifferOnClosingInsideTls) {
  const auto closing = read("421 later\r\n");
  EXPECT_EQ(way_inside(sender(Name::Postfix), *closing, true), Way::Defers);
  EXPECT_EQ(way_inside(sender(Name::EximGnutls), *closing, true), Way::Tls);
  EXPECT_EQ(way_inside(sender(Name::EximGnutls), *closing, false), Way::Unknown) << "whether it stays was not seen";
}

TEST(Senders, EachStandsWhereItsNameSays) {
  for (std::size_t i = 0; i < kSenders.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(kSenders[i].name), i);
}

}  // namespace
}  // namespace mailglass::senders
