#include "config/reload.h"

#include <gtest/gtest.h>

namespace mailglass::relay {
namespace {

TEST(Reload, KnowsOfEverySettingWhetherItTakesIt) {
  for (const Setting& setting : settings()) EXPECT_TRUE(takes(setting.key)) << setting.key;
  EXPECT_EQ(takes("limits.streams"), Takes::Now);
  EXPECT_EQ(takes("deny"), Takes::Now);
  EXPECT_EQ(takes("denying"), std::nullopt);
  EXPECT_EQ(takes("resolver.upstream"), Takes::Restart);
}

TEST(Reload, TakesWhatItCanAndNamesTheRest) {
  Config running;
  Config wanted;
  wanted.deny = {"192.0.2.0/24", "2001:db8::/32"};
  wanted.budget.sessions = 5;
  wanted.contact = "ann@example.test";
  wanted.port25.check = false;
  wanted.listen_port = 9000;
  wanted.ehlo = "other.example.test";
  const Reload done = reload(running, wanted);
  EXPECT_EQ(done.changed,
            (std::vector<std::string>{"deny: [], now [\"192.0.2.0/24\", \"2001:db8::/32\"]",
                                      "contact: \"\", now \"ann@example.test\"", "budget.sessions: 200, now 5"}));
  EXPECT_EQ(done.waiting, (std::vector<std::string>{"listen_port", "ehlo", "deny (for name servers)", "port25.check"}));
  EXPECT_EQ(done.config.deny, wanted.deny);
  EXPECT_EQ(done.config.budget.sessions, 5U);
  EXPECT_EQ(done.config.listen_port, running.listen_port);
  EXPECT_EQ(done.config.ehlo, "");
  EXPECT_TRUE(done.config.port25.check);
}

TEST(Reload, FindsNothingWhereNothingChanged) {
  Config running;
  running.deny = {"192.0.2.0/24"};
  const Reload done = reload(running, running);
  EXPECT_TRUE(done.changed.empty());
  EXPECT_TRUE(done.waiting.empty());
  EXPECT_EQ(print_config(done.config), print_config(running));
}

}  // namespace
}  // namespace mailglass::relay
