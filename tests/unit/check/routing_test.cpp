// What a DNS answer that cannot be used says of itself.
#include "check/routing.h"

#include <gtest/gtest.h>

namespace mailglass::check {
namespace {

using dns::Rcode;
using dns::Type;

struct Useless {
  const char* name;
  Rcode rcode;
  std::vector<dns::Question> questions;
  std::string_view why;
};

dns::Name dns_name(const char* text) {
  return *dns::Name::from_text(text);
}
dns::Question mx_of(const char* text) {
  return {dns_name(text), static_cast<std::uint16_t>(Type::MX), 1};
}

class UselessAnswer : public testing::TestWithParam<Useless> {};
TEST_P(UselessAnswer, IsNotTakenForAnother) {
  dns::Message message{};
  message.rcode = static_cast<std::uint16_t>(GetParam().rcode);
  message.questions = GetParam().questions;
  LookupRun lookup(1, dns_name("example.test"), Type::MX);
  lookup.end(LookupRun::Answered{{}, message, std::nullopt, Trust{Unproven{}}});
  const auto* unknown = std::get_if<Unknown>(&lookup.result());
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->why.id, GetParam().why);
}
INSTANTIATE_TEST_SUITE_P(
    OfAResolver, UselessAnswer,
    testing::Values(Useless{"failure", Rcode::ServFail, {mx_of("example.test")}, "dns.rcode"},
                    Useless{"failure_without_the_question", Rcode::ServFail, {}, "dns.rcode"},
                    Useless{"no_name_without_the_question", Rcode::NXDomain, {}, "dns.rcode"},
                    Useless{"nothing_at_all", Rcode::NoError, {}, "dns.other-question"},
                    Useless{"another_name", Rcode::NoError, {mx_of("other.test")}, "dns.other-question"},
                    Useless{"failure_for_another_name", Rcode::ServFail, {mx_of("other.test")}, "dns.other-question"}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace mailglass::check
