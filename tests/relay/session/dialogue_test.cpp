// The relay's dialogue with mail servers, over a real WebSocket and real sockets.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "support/mail_server.h"
#include "support/page.h"
#include "support/running_relay.h"

namespace mailglass::test {
namespace {

using wire::End;
using wire::Stage;
using namespace std::chrono_literals;

constexpr const char* kHost = "mx.example.test";

StreamStory visit(const MailServer& server, const relay::Config& config) {
  RunningRelay relay(config, one_server(server.address()));
  Page page(relay.port());
  page.expect<wire::Welcome>();
  page.open("example.test", kHost);
  return page.probe(kHost, server.address(), client_hello_for(kHost));
}
StreamStory visit(const MailServer& server) {
  return visit(server, test_config(server.port()));
}

struct ClearText {
  const char* name;
  std::vector<std::string> replies;  ///< greeting, to EHLO, to STARTTLS
  std::string said;                  ///< all that the relay said
  Stage before_quit;
};

class Dialogue : public testing::TestWithParam<ClearText> {};

TEST_P(Dialogue, EndsPolitelyInClearText) {
  const auto& replies = GetParam().replies;
  MailServer server([&](Visitor& visitor) {
    for (const std::string& reply : replies) {
      visitor.say(reply);
      if (visitor.read_line().starts_with("QUIT")) break;
    }
    visitor.say("221 2.0.0 Bye\r\n");
    visitor.read_all();
  });
  const StreamStory story = visit(server);
  ASSERT_TRUE(story.closed);
  EXPECT_EQ(story.closed->end, End::Done) << story.closed->why;
  EXPECT_EQ(story.to_server, GetParam().said);
  EXPECT_EQ(story.stages.back(), Stage::Closing);
  EXPECT_EQ(story.stages[story.stages.size() - 2], GetParam().before_quit);
  std::string expected;
  for (const std::string& reply : replies) expected += reply;
  EXPECT_EQ(story.from_server, expected + "221 2.0.0 Bye\r\n");
}

const std::string kEhlo = "EHLO relay.example.test\r\n";
INSTANTIATE_TEST_SUITE_P(
    ClearText, Dialogue,
    testing::Values(
        ClearText{"NoStarttls", {"220 hello\r\n", "250-mx\r\n250 SIZE 1000\r\n"}, kEhlo + "QUIT\r\n", Stage::Ehlo},
        ClearText{"StrippedStarttls",
                  {"220 hello\r\n", "250-mx\r\n250-XXXXXXXA\r\n250 HELP\r\n"},
                  kEhlo + "QUIT\r\n",
                  Stage::Ehlo},
        ClearText{"Greeting421", {"421 4.3.2 busy\r\n"}, "QUIT\r\n", Stage::Greeting},
        ClearText{"Greeting554", {"554-no\r\n554 mail here\r\n"}, "QUIT\r\n", Stage::Greeting},
        ClearText{"EhloRejected",
                  {"220 hello\r\n", "502 what?\r\n", "250 mx\r\n"},
                  kEhlo + "HELO relay.example.test\r\nQUIT\r\n",
                  Stage::Ehlo},
        ClearText{"Starttls454",
                  {"220 hello\r\n", "250-mx\r\n250 STARTTLS\r\n", "454 4.7.0 later\r\n"},
                  kEhlo + "STARTTLS\r\nQUIT\r\n",
                  Stage::Starttls},
        ClearText{"Starttls502",
                  {"220 hello\r\n", "250-mx\r\n250 starttls\r\n", "502 no\r\n"},
                  kEhlo + "STARTTLS\r\nQUIT\r\n",
                  Stage::Starttls}),
    [](const auto& row) { return row.param.name; });

TEST(DialogueTls, SaysTheClientHelloAfterStarttls) {
  const Bytes hello = client_hello_for(kHost);
  MailServer server([&](Visitor& visitor) {
    visitor.say("220-wait\r\n");
    std::this_thread::sleep_for(50ms);
    visitor.say("220 hello\r\n");
    visitor.read_line();
    visitor.say("250-mx\r\n250 STARTTLS\r\n");
    visitor.read_line();
    visitor.say("220 go\r\n");
    visitor.read_bytes(hello.size());
  });
  const StreamStory story = visit(server);
  ASSERT_TRUE(story.closed);
  EXPECT_EQ(story.to_server, kEhlo + "STARTTLS\r\n" + text_of(hello));
  const std::vector<Stage> stages{Stage::Connecting, Stage::Connected, Stage::Greeting,
                                  Stage::Ehlo,       Stage::Starttls,  Stage::Handshake};
  EXPECT_EQ(story.stages, stages);
  EXPECT_EQ(story.closed->stage, Stage::Handshake);
  EXPECT_EQ(story.closed->end, End::PeerClosed);
}

TEST(DialogueEnds, ByWhatTheServerDoes) {
  struct Row {
    const char* what;
    MailServer::Script script;
    End end;
    Stage stage;
  };
  const Row rows[] = {
      {"closes at once", [](Visitor&) {}, End::PeerClosed, Stage::Greeting},
      {"closes in the greeting", [](Visitor& v) { v.say("220-hel"); }, End::PeerClosed, Stage::Greeting},
      {"resets",
       [](Visitor& v) {
         v.say("220 hi\r\n");
         v.read_line();
         v.reset();
       },
       End::PeerReset, Stage::Ehlo},
      {"speaks something else",
       [](Visitor& v) {
         v.say("\x15\x03\x01\n");  // TLS at once
         v.read_all();
       },
       End::NotSmtp, Stage::Greeting},
  };
  for (const Row& row : rows) {
    MailServer server(row.script);
    const StreamStory story = visit(server);
    ASSERT_TRUE(story.closed) << row.what;
    EXPECT_EQ(story.closed->end, row.end) << row.what << ": " << story.closed->why;
    EXPECT_EQ(story.closed->stage, row.stage) << row.what;
  }
}

TEST(DialogueEnds, WhenNobodyListens) {
  std::uint16_t port = 0;
  {
    port = MailServer([](Visitor&) {}).port();
  }
  RunningRelay relay(test_config(port), one_server("127.0.45.1"));
  Page page(relay.port());
  page.open("example.test", kHost);
  const StreamStory story = page.probe(kHost, "127.0.45.1", client_hello_for(kHost));
  ASSERT_TRUE(story.closed);
  EXPECT_EQ(story.closed->end, End::ConnectRefused);
  EXPECT_EQ(story.closed->stage, Stage::Connecting);
}

TEST(DialogueEnds, AtItsDeadlines) {
  struct Row {
    const char* what;
    MailServer::Script script;
    Stage stage;
    const char* why;
  };
  const Row rows[] = {
      {"never speaks", [](Visitor& v) { v.read_all(); }, Stage::Greeting, "no complete greeting within 300 ms"},
      {"only a teaser",
       [](Visitor& v) {
         v.say("220-wait\r\n");
         v.read_all();
       },
       Stage::Greeting, "no complete greeting within 300 ms"},
      {"text without a reply code",  // a reply may follow, and senders wait for it
       [](Visitor& v) {
         v.say("SSH-2.0-x\r\n");
         v.read_all();
       },
       Stage::Greeting, "no complete greeting within 300 ms"},
      {"no answer to EHLO",
       [](Visitor& v) {
         v.say("220 hi\r\n");
         v.read_all();
       },
       Stage::Ehlo, "no complete reply within 200 ms"},
      {"no TLS",
       [](Visitor& v) {
         v.say("220 hi\r\n");
         v.read_line();
         v.say("250-mx\r\n250 STARTTLS\r\n");
         v.read_line();
         v.say("220 go\r\n");
         v.read_all();
       },
       Stage::Handshake, "no complete handshake within 250 ms"},
      {"a byte now and then",
       [](Visitor& v) {
         const std::string_view greeting = "220 one byte at a time\r\n";
         for (const char c : greeting) {
           v.say({&c, 1});
           std::this_thread::sleep_for(30ms);
         }
         v.read_all();
       },
       Stage::Greeting, "no complete greeting within 300 ms"},
  };
  for (const Row& row : rows) {
    MailServer server(row.script);
    relay::Config config = test_config(server.port());
    config.limits.greeting_ms = 300;
    config.limits.reply_ms = 200;
    config.limits.handshake_ms = 250;
    const StreamStory story = visit(server, config);
    ASSERT_TRUE(story.closed) << row.what;
    EXPECT_EQ(story.closed->end, End::Timeout) << row.what;
    EXPECT_EQ(story.closed->stage, row.stage) << row.what;
    EXPECT_EQ(story.closed->why, row.why) << row.what;
    EXPECT_LT(story.closed->us, 2'000'000U) << row.what;
  }
}

TEST(DialogueEnds, AtTheDeadlineOfTheWholeProbe) {
  MailServer server([](Visitor& v) { v.read_all(); });
  relay::Config config = test_config(server.port());
  config.limits.probe_ms = 150;
  const StreamStory story = visit(server, config);
  ASSERT_TRUE(story.closed);
  EXPECT_EQ(story.closed->end, End::Timeout);
  EXPECT_EQ(story.closed->why, "the whole probe took longer than 150 ms");
}

TEST(DialogueEnds, SoonWhenNobodyAnswersQuit) {
  MailServer server([](Visitor& v) {
    v.say("220 hi\r\n");
    v.read_line();
    v.say("250 mx\r\n");
    v.read_all();
  });
  const StreamStory story = visit(server);
  ASSERT_TRUE(story.closed);
  EXPECT_EQ(story.closed->end, End::Done);
  EXPECT_GE(story.closed->us, 1'900'000U);
  EXPECT_LT(story.closed->us, 4'000'000U);
}

TEST(DialogueEnds, AtItsBoundsWithWhatWasReadKept) {
  struct Row {
    const char* what;
    std::string unit;
    std::size_t least;
  };
  const Row rows[] = {{"one endless line", "220-" + std::string(1 << 20, 'x'), 1000},
                      {"endless lines", "220-hello hello hello\r\n", 1000}};
  for (const Row& row : rows) {
    MailServer server([&](Visitor& v) {
      std::string banner;
      while (banner.size() < (1U << 20)) banner += row.unit;
      v.say(banner);
      v.read_all();
    });
    const StreamStory story = visit(server);
    ASSERT_TRUE(story.closed) << row.what;
    EXPECT_EQ(story.closed->end, End::LimitReached) << row.what << ": " << story.closed->why;
    EXPECT_GE(story.from_server.size(), row.least) << row.what;
    EXPECT_LE(story.from_server.size(), 256U * 1024) << row.what;
    EXPECT_EQ(story.to_server, "") << row.what;
  }
}

TEST(DialogueEnds, AtTheBoundOfAStreamWhateverIsSaid) {
  MailServer server([](Visitor& v) {
    v.say("220 hi\r\n");
    v.read_line();
    v.say("250-mx\r\n250 STARTTLS\r\n");
    v.read_line();
    v.say("220 go\r\n");
    v.say(std::string(1 << 20, 'x'));
    v.read_all();
  });
  relay::Config config = test_config(server.port());
  config.limits.stream_bytes = 100'000;
  const StreamStory story = visit(server, config);
  ASSERT_TRUE(story.closed);
  EXPECT_EQ(story.closed->end, End::LimitReached);
  EXPECT_EQ(story.from_server.size(), 100'000U);
}

}  // namespace
}  // namespace mailglass::test
