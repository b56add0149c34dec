// libunbound's process against a name server in this one; everything on loopback.
#include "resolver/resolver.h"

#include <gtest/gtest.h>

#include <chrono>

#include "duration_text.h"
#include "resolver/name_server.h"

namespace mailglass::relay::resolver {
namespace {

using dns::Rcode;
using dns::Type;
using wire::DnsStatus;
using namespace std::chrono_literals;

TEST(Resolver, GivesTheRawAnswer) {
  Fixture fixture(records_for("example.test", Type::MX, {test::mx("example.test", 10, "mx.example.test")}));
  const auto answer = fixture.look_up("example.test", Type::MX);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, DnsStatus::Indeterminate) << answer->why;  // whoever asked validates for himself
  const auto message = dns::parse_message(answer->message);
  ASSERT_TRUE(message);
  ASSERT_EQ(message->answers.size(), 1U);
  EXPECT_EQ(std::get<dns::Mx>(message->answers[0].rdata).exchange.to_text(), "mx.example.test");
  EXPECT_GT(answer->us, 0U);
}

TEST(Resolver, TellsThatANameDoesNotExist) {
  Fixture fixture(records_for("gone.test", Type::MX, {}, Rcode::NXDomain));
  const auto answer = fixture.look_up("gone.test", Type::MX);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, DnsStatus::Indeterminate);
  const auto message = dns::parse_message(answer->message);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->rcode, static_cast<std::uint16_t>(Rcode::NXDomain));
}

TEST(Resolver, TellsThatServersFail) {
  for (const Rcode rcode : {Rcode::ServFail, Rcode::Refused}) {
    Fixture fixture(records_for("lame.test", Type::MX, {}, rcode));
    const auto answer = fixture.look_up("lame.test", Type::MX);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, DnsStatus::Failed);
    EXPECT_TRUE(answer->why.starts_with("SERVFAIL")) << answer->why;
  }
}

TEST(Resolver, KeepsItsDeadline) {
  Fixture fixture([](const dns::Question&) { return std::nullopt; });
  const auto answer = fixture.look_up("silent.test", Type::MX);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, DnsStatus::Failed);
  EXPECT_EQ(answer->why, "no answer within 2 s");
  EXPECT_TRUE(answer->message.empty());
  EXPECT_LT(answer->us, 3'000'000U);
}

TEST(TimeLimits, AreToldInSeconds) {
  for (const auto& [ms, text] :
       {std::pair{300, "300 ms"}, {1000, "1 s"}, {2500, "2.5 s"}, {8050, "8.05 s"}, {20'000, "20 s"}})
    EXPECT_EQ(duration_text(std::chrono::milliseconds(ms)), text);
}

TEST(Resolver, DropsWhatIsCancelled) {
  Fixture fixture([](const dns::Question&) { return std::nullopt; });
  bool called = false;
  const auto ticket =
      fixture.resolver->look_up(test::name("a.test"), Type::MX, [&](const Resolved&) { called = true; });
  fixture.resolver->cancel(ticket);
  fixture.resolver->look_up(test::name("b.test"), Type::MX, [&](const Resolved&) { called = true; });
  fixture.resolver->stop();
  fixture.server.stop();
  fixture.context.run_for(std::chrono::seconds(3));
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace mailglass::relay::resolver
