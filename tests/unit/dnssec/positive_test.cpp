// Answers that hold, and what is made of them when something is taken away or altered.

#include <gtest/gtest.h>

#include "dnssec/world.h"

namespace mailglass::test {
namespace {

World small_world() {
  return World({{"com."},
                {"example.com.", {"example.com. MX 10 mx.example.com.", "mx.example.com. A 192.0.2.1"}},
                {"plain.com.", {"plain.com. MX 10 mx.plain.com."}, 0}});
}

TEST(Positive, AnAnswerIsSecureByAChainFromTheRoot) {
  const World world = small_world();
  const Asked asked = ask(world.source(), question_of("example.com.", "MX"), world.trust());
  ASSERT_EQ(outcome_of(asked.validation), "secure data");
  const auto& chain = std::get<dnssec::Secure>(asked.validation.result).chain;
  ASSERT_EQ(chain.links.size(), 3U);
  EXPECT_EQ(chain.links[0].zone.to_text(), ".");
  EXPECT_EQ(chain.links[1].zone.to_text(), "com");
  EXPECT_EQ(chain.links[2].zone.to_text(), "example.com");
}

TEST(Positive, AnUnsignedDelegationIsInsecure) {
  const World world = small_world();
  const Asked asked = ask(world.source(), question_of("plain.com.", "MX"), world.trust());
  EXPECT_EQ(outcome_of(asked.validation), "insecure unsigned-delegation");
}

}  // namespace
}  // namespace mailglass::test
