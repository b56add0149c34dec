#include "senders/dialogue.h"

#include <gtest/gtest.h>

namespace mailglass::senders {
namespace {

constexpr std::string_view kGreeting = "220 mx.example.test ESMTP\r\n";
constexpr std::string_view kEhlo = "EHLO relay.example\r\n", kEhloReply = "250-mx.example.test\r\n250 STARTTLS\r\n";
constexpr std::string_view kStarttls = "STARTTLS\r\n", kGoAhead = "220 ready\r\n";

/// Greeting, EHLO and STARTTLS, answered one by one.
Dialogue begun(std::string_view starttls_reply) {
  Dialogue dialogue;
  dialogue.received(view_of(kGreeting));
  dialogue.sent(view_of(kEhlo));
  dialogue.received(view_of(kEhloReply));
  dialogue.sent(view_of(kStarttls));
  dialogue.received(view_of(starttls_reply));
  return dialogue;
}

TEST(ADialogue, KnowsWhichCommandGotWhichReply) {
  const Dialogue dialogue = begun(kGoAhead);
  ASSERT_EQ(dialogue.exchanges().size(), 3U);
  EXPECT_EQ(dialogue.exchanges()[0].command, Command::None);
  EXPECT_EQ(dialogue.exchanges()[1].command, Command::Ehlo);
  EXPECT_EQ(dialogue.exchanges()[1].command_range, (ByteRange{0, kEhlo.size()}));
  EXPECT_EQ(dialogue.exchanges()[1].reply.range, (ByteRange{kGreeting.size(), kEhloReply.size()}));
  EXPECT_EQ(dialogue.exchanges()[2].command_range, (ByteRange{kEhlo.size(), kStarttls.size()}));
  EXPECT_EQ(dialogue.reply_to(Command::Helo), nullptr);
  EXPECT_FALSE(dialogue.out_of_step());
}

TEST(ADialogue, EndsWhereTlsBegins) {
  Dialogue dialogue = begun(kGoAhead);
  const auto* tls = std::get_if<TlsBegun>(&dialogue.state());
  ASSERT_NE(tls, nullptr);
  EXPECT_EQ(tls->from_server_offset, kGreeting.size() + kEhloReply.size() + kGoAhead.size());
  EXPECT_EQ(tls->to_server_offset, kEhlo.size() + kStarttls.size());
  dialogue.sent(Bytes{22, 3, 1});
  EXPECT_EQ(dialogue.received(Bytes{22, 3, 3}).size(), 3U);
  EXPECT_EQ(dialogue.exchanges().size(), 3U);
}

TEST(ADialogue, HandsOverWhatStandsBehindTheGoAhead) {
  Dialogue dialogue = begun("");
  const std::string both = std::string(kGoAhead) + "\x16\x03";
  EXPECT_EQ(text_of(dialogue.received(view_of(both))), "\x16\x03");
}

TEST(ADialogue, GoesOnWhereStarttlsIsRefusedOrTakenBack) {
  Dialogue refused = begun("454 not now\r\n");
  EXPECT_TRUE(std::holds_alternative<Speaking>(refused.state()));
  // A relay that takes it for no go-ahead says QUIT.
  Dialogue dialogue = begun(kGoAhead);
  dialogue.sent(view_of("QUIT\r\n"));
  EXPECT_TRUE(std::holds_alternative<Speaking>(dialogue.state()));
  dialogue.received(view_of("221 bye\r\n"));
  ASSERT_NE(dialogue.reply_to(Command::Quit), nullptr);
}

TEST(ADialogue, IsOutOfStepBehindAReplyThatNothingWasSaidFor) {
  Dialogue dialogue;
  dialogue.received(view_of("220 one\r\n220 two\r\n"));
  EXPECT_TRUE(dialogue.out_of_step());
  Dialogue closing;
  closing.received(view_of("220 one\r\n421 closing\r\n"));
  EXPECT_FALSE(closing.out_of_step());
}

TEST(AnUnaskedClosing, IsTheLastReplyOrThereIsOneTooMany) {
  Dialogue dialogue;
  dialogue.received(view_of(kGreeting));
  dialogue.sent(view_of(kEhlo));
  dialogue.received(view_of("250 mx.example.test\r\n421 closing\r\n"));
  dialogue.sent(view_of("QUIT\r\n"));
  EXPECT_TRUE(dialogue.closes_unasked());
  EXPECT_EQ(dialogue.last_reply(), dialogue.heard().ehlo);
  EXPECT_FALSE(dialogue.out_of_step());
  dialogue.received(view_of("221 bye\r\n"));
  EXPECT_FALSE(dialogue.closes_unasked());
  EXPECT_TRUE(dialogue.out_of_step());
}

TEST(ADialogue, MayBeOutOfStepWhereAnotherReplyStandsInTheGoodbyesPlace) {
  const auto spoken = [](std::string_view ehlo, std::string_view quit) {
    Dialogue dialogue;
    dialogue.received(view_of(kGreeting));
    dialogue.sent(view_of(kEhlo));
    dialogue.received(view_of(ehlo));
    dialogue.sent(view_of("QUIT\r\n"));
    dialogue.received(view_of(quit));
    EXPECT_FALSE(dialogue.out_of_step());
    return dialogue.seems_out_of_step();
  };
  constexpr std::string_view kNone = "250 mx.example.test\r\n";
  EXPECT_FALSE(spoken(kNone, "221 bye\r\n"));
  EXPECT_FALSE(spoken(kNone, "250 bye\r\n")) << "some say so";
  EXPECT_FALSE(spoken(kNone, "421 bye\r\n"));
  EXPECT_TRUE(spoken(kNone, kEhloReply)) << "that was the answer to EHLO";
  EXPECT_TRUE(spoken("220 once more\r\n", kNone));
  EXPECT_TRUE(spoken("421 later\r\n", kNone));
}

TEST(AReplyInAdvance, AnswersTheNextCommandWhereTheGoodbyeStandsInItsPlace) {
  const auto spoken = [](const char* quit) {
    Dialogue dialogue;
    dialogue.received(view_of(std::string(kGreeting) + "250-mx.example.test\r\n250 SIZE\r\n"));
    dialogue.sent(view_of(kEhlo));
    EXPECT_EQ(dialogue.exchanges()[1].command, Command::Ehlo);
    dialogue.sent(view_of("QUIT\r\n"));
    EXPECT_TRUE(dialogue.out_of_step()) << "it is not known yet";
    dialogue.received(view_of(quit));
    EXPECT_NE(dialogue.heard().ehlo, nullptr);
    return dialogue;
  };
  EXPECT_FALSE(spoken("221 bye\r\n").out_of_step());
  EXPECT_TRUE(spoken("421 closing\r\n").out_of_step()) << "that may have been the answer to EHLO";
  EXPECT_TRUE(spoken("250-mx.example.test\r\n250 SIZE\r\n").out_of_step()) << "that was the answer to EHLO";
}

TEST(AGoAheadInAdvance, BeginsTls) {
  Dialogue dialogue;
  dialogue.received(view_of(kGreeting));
  dialogue.sent(view_of(kEhlo));
  dialogue.received(view_of(std::string(kEhloReply) + std::string(kGoAhead)));
  dialogue.sent(view_of(kStarttls));
  EXPECT_TRUE(std::holds_alternative<TlsBegun>(dialogue.state()));
}

TEST(ADialogue, IsNoSmtpWhereRepliesDoNotEnd) {
  Dialogue dialogue;
  for (int i = 0; i < 20; ++i) dialogue.received(view_of("220 more\r\n"));
  const auto* broken = std::get_if<NotSmtp>(&dialogue.state());
  ASSERT_NE(broken, nullptr);
  EXPECT_EQ(broken->error.rule, "more replies than commands");
  EXPECT_EQ(dialogue.exchanges().size(), 16U);
}

TEST(ADialogue, IsHeardAsSendersHearIt) {
  const Dialogue dialogue = begun(kGoAhead);
  const Conversation heard = dialogue.heard();
  ASSERT_TRUE(heard.greeting && heard.ehlo && heard.starttls);
  EXPECT_FALSE(heard.helo || heard.stray);
  EXPECT_EQ(way_of(kSenders[0], heard), Way::Tls);
  Dialogue stray;
  stray.received(view_of(std::string(kGreeting) + "no code here\r\n"));
  EXPECT_TRUE(stray.heard().stray);
}

}  // namespace
}  // namespace mailglass::senders
