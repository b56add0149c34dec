// Whether a domain is protected, and by whom: one answer from all senders and attacks.
#include "senders/interference.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "situations.h"

namespace mailglass::senders {
namespace {

struct Case {
  const char* name;
  Domain domain;
  Protection protection;
  std::vector<std::pair<ProfileName, Standing>> stands;
};

const Stand& stand(const Interference& all, ProfileName name) {
  return all.stands[static_cast<std::size_t>(name)];
}

Server with(Server server, Known in_policy, const Certificate& certificate) {
  server.in_policy = in_policy;
  server.certificate = certificate;
  return server;
}
Server unsigned_mx(Server server) {
  server.name_from = NameFrom::UnsignedDns;
  return server;
}

class ADomain : public testing::TestWithParam<Case> {};
TEST_P(ADomain, IsProtectedBySendersThatHold) {
  const Interference all = interference(profiles(), GetParam().domain);
  EXPECT_EQ(to_string(all.protection), to_string(GetParam().protection));
  for (const auto& [name, standing] : GetParam().stands)
    EXPECT_EQ(to_string(stand(all, name).standing), to_string(standing)) << profile(name).code;
}

using N = ProfileName;
INSTANTIATE_TEST_SUITE_P(
    OfEachKind, ADomain,
    testing::Values(
        Case{"nothing_published",
             {Policy::None, {plain_server()}},
             Protection::NotProtected,
             {{N::PostfixDane, Standing::Unchecking},
              {N::Gmail, Standing::Unchecking},
              {N::PostfixVerify, Standing::Undone},
              {N::PostfixSecure, Standing::Holds}}},
        Case{"dane",
             {Policy::None, {signed_server(Tlsa::Matches)}},
             Protection::Protected,
             {{N::PostfixDane, Standing::Holds},
              {N::EximGnutlsDane, Standing::Holds},
              {N::ExchangeOnline, Standing::Holds},
              {N::Gmail, Standing::Unchecking},
              {N::PostfixMay, Standing::Unchecking}}},
        Case{"dane_at_both_servers",
             {Policy::None, {signed_server(Tlsa::Matches), at(20, signed_server(Tlsa::Matches))}},
             Protection::Protected,
             {{N::PostfixDane, Standing::Holds}}},
        Case{"dane_at_one_of_two_servers",
             {Policy::None, {signed_server(Tlsa::Matches), at(20, signed_server(Tlsa::None))}},
             Protection::NotProtected,
             {{N::PostfixDane, Standing::Undone}, {N::PostfixDaneOnly, Standing::Holds}}},
        Case{"dane_behind_an_unsigned_mx_record",
             {Policy::None, {unsigned_mx(signed_server(Tlsa::Matches))}},
             Protection::NotProtected,
             {{N::PostfixDane, Standing::Undone}, {N::EximGnutlsDane, Standing::Unchecking}}},
        Case{"tlsa_that_does_not_fit",
             {Policy::None, {signed_server(Tlsa::Mismatches)}},
             Protection::NotProtected,
             {{N::PostfixDane, Standing::Refuses}, {N::PostfixMay, Standing::Unchecking}}},
        Case{"tlsa_unusable",
             {Policy::None, {signed_server(Tlsa::Unusable)}},
             Protection::NotProtected,
             {{N::PostfixDane, Standing::Unchecking}, {N::EximOpensslDane, Standing::Refuses}}},
        // postfix-tlspol looks for DANE first, and does not mind that the MX record which leads there is not signed.
        Case{"policy",
             {Policy::Enforce, {plain_server()}},
             Protection::Depends,
             {{N::Gmail, Standing::Holds},
              {N::ExchangeOnline, Standing::Holds},
              {N::PostfixMaySts, Standing::Holds},
              {N::PostfixDaneTlspol, Standing::Undone},
              {N::EximGnutlsDane, Standing::Unchecking}}},
        Case{"policy_behind_a_signed_mx_record",
             {Policy::Enforce, {signed_server(Tlsa::None, kForHost)}},
             Protection::Protected,
             {{N::Gmail, Standing::Holds}, {N::PostfixDaneTlspol, Standing::Holds}}},
        Case{"policy_that_tests",
             {Policy::Testing, {plain_server()}},
             Protection::NotProtected,
             {{N::Gmail, Standing::Unchecking}}},
        Case{"policy_that_lists_one_of_two_servers",
             {Policy::Enforce,
              {signed_server(Tlsa::None, kForHost), at(20, with(signed_server(Tlsa::None), Known::No, kSelfSigned))}},
             Protection::Protected,
             {{N::Gmail, Standing::Holds}}},
        Case{"policy_and_a_certificate_that_proves_nothing",
             {Policy::Enforce, {signed_server(Tlsa::None)}},
             Protection::NotProtected,
             {{N::Gmail, Standing::Refuses}}},
        Case{"dane_and_policy",
             {Policy::Enforce, {signed_server(Tlsa::Matches, kForHost)}},
             Protection::Protected,
             {{N::Gmail, Standing::Holds}, {N::PostfixDane, Standing::Holds}, {N::Stalwart, Standing::Holds}}},
        Case{
            "policy_and_tlsa_that_does_not_fit",
            {Policy::Enforce, {signed_server(Tlsa::Mismatches, kForHost)}},
            Protection::Depends,
            {{N::Gmail, Standing::Holds}, {N::PostfixDane, Standing::Refuses}, {N::ExchangeOnline, Standing::Unknown}}},
        Case{"policy_not_known",
             {Policy::Unknown, {signed_server(Tlsa::None, kForHost)}},
             Protection::NotProtected,
             {{N::Gmail, Standing::Unknown}, {N::PostfixDane, Standing::Unchecking}}},
        Case{"tlsa_not_known",
             {Policy::None, {signed_server(Tlsa::Unknown)}},
             Protection::NotProtected,
             {{N::PostfixDane, Standing::Unknown}}},
        Case{"nobody_takes_mail",
             {Policy::None, {plain_server(Meets::Nothing)}},
             Protection::NotProtected,
             {{N::PostfixMay, Standing::Unchecking}, {N::PostfixDane, Standing::Unchecking}}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Interference, TellsTheFirstAttackThatExposesTheMail) {
  const Domain half{Policy::None, {signed_server(Tlsa::Matches), at(20, signed_server(Tlsa::None))}};
  const Interference all = interference(profiles(), half);
  const Stand& postfix = stand(all, N::PostfixDane);
  EXPECT_EQ(postfix.untouched.server, 0U);
  EXPECT_EQ(postfix.undone_by, AttackName::StarttlsStripped);
  EXPECT_EQ(postfix.undone.result, Result::Readable);
  EXPECT_EQ(postfix.undone.server, 1U);
}

TEST(Interference, TellsWhoIsOpenAtItsFirstVisit) {
  const Domain policy{Policy::Enforce, {signed_server(Tlsa::None, kForHost)}};
  const Interference all = interference(profiles(), policy);
  EXPECT_TRUE(stand(all, N::Gmail).open_at_first);
  EXPECT_FALSE(stand(all, N::PostfixMay).open_at_first) << "it is open at every visit";
  const Domain dane{Policy::None, {signed_server(Tlsa::Matches)}};
  EXPECT_FALSE(stand(interference(profiles(), dane), N::PostfixDane).open_at_first);
}

TEST(Interference, IsAboutTheProfilesThatAreAsked) {
  const Domain dane{Policy::None, {signed_server(Tlsa::Matches)}};
  const Interference gmail = interference(profiles().subspan(static_cast<std::size_t>(N::Gmail), 1), dane);
  EXPECT_EQ(gmail.protection, Protection::NotProtected);
  ASSERT_EQ(gmail.stands.size(), 1U);
}

}  // namespace
}  // namespace mailglass::senders
