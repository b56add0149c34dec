// Every profile under every attack, at domains that stand for many. tests/senders/protection has the real programs do
// it.
#include "senders/simulation.h"

#include <gtest/gtest.h>

#include "situations.h"

namespace mailglass::senders {
namespace {

/// One character an attack: R readable, E encrypted, D P C authenticated by DANE, policy, setting; the same in small
/// letters where it is handed over to the attacker; "." deferred, "x" bounced, "?" unknown.
char letter(const Outcome& outcome) {
  constexpr std::string_view kLetters = "?RE..x", kProofs = "EDPC";
  const char one = outcome.result == Result::Authenticated ? kProofs[static_cast<std::size_t>(outcome.proof)]
                                                           : kLetters[static_cast<std::size_t>(outcome.result)];
  return outcome.to_attacker ? static_cast<char>(one - 'A' + 'a') : one;
}

/// Lines of a profile and its letters, in the order of kAttacks.
std::string table_of(const Domain& domain) {
  std::string all;
  for (const Profile& one : profiles()) {
    all += std::string(one.code) + " ";
    for (const Attack& made : kAttacks) all += letter(simulate(one, domain, made));
    all += "\n";
  }
  return all;
}

Server renamed(Server server, NameFrom from) {
  server.name_from = from;
  return server;
}
Server shows(Server server, const Certificate& certificate) {
  server.certificate = certificate;
  return server;
}
Server unlisted(Server server) {
  server.in_policy = Known::No;
  server.certificate.policy = Known::No;
  return server;
}

struct Case {
  const char* name;
  Domain domain;
  std::string_view expected;
};

class MailToADomain : public testing::TestWithParam<Case> {};
TEST_P(MailToADomain, EndsLikeThisForEachSenderUnderEachAttack) {
  EXPECT_EQ(table_of(GetParam().domain), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    OfEachKind, MailToADomain,
    testing::Values(Case{"in_an_unsigned_zone_without_a_policy",
                         {Policy::None, {plain_server()}},
                         R"(postfix-may ERRReeeeRR
postfix-dane ERRReeddRR
postfix-dane-only ..........
postfix-may-sts-resolver ERRReeeeRR
postfix-dane-sts-resolver ERRReeddRR
postfix-dane-tlspol ERRReeddRR
postfix-encrypt E.x.eeee..
postfix-verify C.x...cc..
postfix-secure C.x.......
exim-gnutls ERRReeeeRR
exim-openssl ERRReeeeRR
exim-gnutls-dane ERRReeeeRR
exim-openssl-dane ERRReeeeRR
exim-dane-required xxxxxxxxxx
exim-verified C.....cc..
exchange-online ER?R??eeRR
exchange-online-connector C....ccc..
gmail ER????eeRR
sendmail ERR.eeeeRR
opensmtpd ERRReeeeRR
haraka ERx.eeeeRR
stalwart ERR.eeeeRR
)"},
                    // RFC 7672 2.2.3 [2]: those that do DANE deliver nothing where STARTTLS is gone.
                    Case{"with_dane",
                         {Policy::None, {signed_server(Tlsa::Matches)}},
                         R"(postfix-may ERRReeEERR
postfix-dane D.x...DD..
postfix-dane-only D.x...DD..
postfix-may-sts-resolver ERRReeEERR
postfix-dane-sts-resolver D.x...DD..
postfix-dane-tlspol D.x...DD..
postfix-encrypt E.x.eeEE..
postfix-verify ..x.......
postfix-secure ..x.......
exim-gnutls ERRReeEERR
exim-openssl ERRReeEERR
exim-gnutls-dane D.....DD..
exim-openssl-dane D.....DD..
exim-dane-required D.....DD..
exim-verified ..........
exchange-online D.....DD..
exchange-online-connector .....c....
gmail ?R??????RR
sendmail ERR.eeEERR
opensmtpd ERRReeEERR
haraka ERx.eeEERR
stalwart Dxx.xxDDxx
)"},
                    Case{"with_dane_behind_an_unsigned_mx_record",
                         {Policy::None, {renamed(signed_server(Tlsa::Matches), NameFrom::UnsignedDns)}},
                         R"(postfix-may ERRReeeeRR
postfix-dane D.x...dd..
postfix-dane-only ..........
postfix-may-sts-resolver ERRReeeeRR
postfix-dane-sts-resolver D.x...dd..
postfix-dane-tlspol D.x...dd..
postfix-encrypt E.x.eeee..
postfix-verify ..x...cc..
postfix-secure ..x.......
exim-gnutls ERRReeeeRR
exim-openssl ERRReeeeRR
exim-gnutls-dane ERRReeeeRR
exim-openssl-dane ERRReeeeRR
exim-dane-required xxxxxxxxxx
exim-verified ......cc..
exchange-online ?R?R??eeRR
exchange-online-connector .....ccc..
gmail ?R????eeRR
sendmail ERR.eeeeRR
opensmtpd ERRReeeeRR
haraka ERx.eeeeRR
stalwart ERR.eeeeRR
)"},
                    Case{"with_tlsa_records_that_do_not_fit",
                         {Policy::None, {signed_server(Tlsa::Mismatches)}},
                         R"(postfix-may ERRReeEERR
postfix-dane ..x.......
postfix-dane-only ..x.......
postfix-may-sts-resolver ERRReeEERR
postfix-dane-sts-resolver ..x.......
postfix-dane-tlspol ..x.......
postfix-encrypt E.x.eeEE..
postfix-verify ..x.......
postfix-secure ..x.......
exim-gnutls ERRReeEERR
exim-openssl ERRReeEERR
exim-gnutls-dane ..........
exim-openssl-dane ..........
exim-dane-required ..........
exim-verified ..........
exchange-online ..........
exchange-online-connector .....c....
gmail ?R??????RR
sendmail ERR.eeEERR
opensmtpd ERRReeEERR
haraka ERx.eeEERR
stalwart xxx.xxxxxx
)"},
                    // RFC 7672 2.2 [4, 5]: those that keep to it deliver by TLS, whoever is there, and otherwise not.
                    Case{"with_tlsa_records_that_are_unusable",
                         {Policy::None, {signed_server(Tlsa::Unusable)}},
                         R"(postfix-may ERRReeEERR
postfix-dane E.x.eeEE..
postfix-dane-only ..........
postfix-may-sts-resolver ERRReeEERR
postfix-dane-sts-resolver E.x.eeEE..
postfix-dane-tlspol E.x.eeEE..
postfix-encrypt E.x.eeEE..
postfix-verify ..x.......
postfix-secure ..x.......
exim-gnutls ERRReeEERR
exim-openssl ERRReeEERR
exim-gnutls-dane E...eeEE..
exim-openssl-dane ..........
exim-dane-required E...eeEE..
exim-verified ..........
exchange-online E...eeEE..
exchange-online-connector .....c....
gmail ?R??????RR
sendmail ERR.eeEERR
opensmtpd ERRReeEERR
haraka ERx.eeEERR
stalwart ERR.eeEERR
)"},
                    Case{"with_tlsa_records_that_cannot_be_looked_up",
                         {Policy::None, {signed_server(Tlsa::LookupFailed)}},
                         R"(postfix-may ERRReeEERR
postfix-dane ..........
postfix-dane-only ..........
postfix-may-sts-resolver ERRReeEERR
postfix-dane-sts-resolver ..........
postfix-dane-tlspol ..........
postfix-encrypt E.x.eeEE..
postfix-verify ..x.......
postfix-secure ..x.......
exim-gnutls ERRReeEERR
exim-openssl ERRReeEERR
exim-gnutls-dane ..........
exim-openssl-dane ..........
exim-dane-required ..........
exim-verified ..........
exchange-online ..........
exchange-online-connector .....c....
gmail ?R??????RR
sendmail ERR.eeEERR
opensmtpd ERRReeEERR
haraka ERx.eeEERR
stalwart ..........
)"},
                    Case{"with_dane_at_the_first_of_two_servers",
                         {Policy::None, {signed_server(Tlsa::Matches), at(20, signed_server(Tlsa::None))}},
                         R"(postfix-may ERRReeEERR
postfix-dane DRxReeDDRR
postfix-dane-only D.x...DD..
postfix-may-sts-resolver ERRReeEERR
postfix-dane-sts-resolver DRxReeDDRR
postfix-dane-tlspol DRxReeDDRR
postfix-encrypt E.x.eeEE..
postfix-verify ..x.......
postfix-secure ..x.......
exim-gnutls ERRReeEERR
exim-openssl ERRReeEERR
exim-gnutls-dane DRR.eeDDRR
exim-openssl-dane DRR.eeDDRR
exim-dane-required DxxxxxDDxx
exim-verified ..........
exchange-online DR?R??DDRR
exchange-online-connector .....c....
gmail ?R??????RR
sendmail ERR.eeEERR
opensmtpd ERRReeEERR
haraka ERx.eeEERR
stalwart DRR.eeDDRR
)"},
                    // RFC 8461 3.3 [4]: and a policy that is blocked later holds.
                    Case{"with_a_policy_in_force",
                         {Policy::Enforce, {plain_server()}},
                         R"(postfix-may ERRReeeeRR
postfix-dane ERRReeddRR
postfix-dane-only ..........
postfix-may-sts-resolver P.x....e.R
postfix-dane-sts-resolver P.x....d.R
postfix-dane-tlspol P.x...dd.R
postfix-encrypt E.x.eeee..
postfix-verify C.x...cc..
postfix-secure C.x.......
exim-gnutls ERRReeeeRR
exim-openssl ERRReeeeRR
exim-gnutls-dane ERRReeeeRR
exim-openssl-dane ERRReeeeRR
exim-dane-required xxxxxxxxxx
exim-verified C.....cc..
exchange-online P......e.R
exchange-online-connector C....ccc..
gmail P......e.R
sendmail ERR.eeeeRR
opensmtpd ERRReeeeRR
haraka ERx.eeeeRR
stalwart Pxx...xexR
)"},
                    Case{"with_a_policy_that_its_only_server_is_not_in",
                         {Policy::Enforce, {unlisted(plain_server())}},
                         R"(postfix-may ERRReeeeRR
postfix-dane ERRReeddRR
postfix-dane-only ..........
postfix-may-sts-resolver ..x....e.R
postfix-dane-sts-resolver ..x....d.R
postfix-dane-tlspol ..x...dd.R
postfix-encrypt E.x.eeee..
postfix-verify C.x...cc..
postfix-secure C.x.......
exim-gnutls ERRReeeeRR
exim-openssl ERRReeeeRR
exim-gnutls-dane ERRReeeeRR
exim-openssl-dane ERRReeeeRR
exim-dane-required xxxxxxxxxx
exim-verified C.....cc..
exchange-online .......e.R
exchange-online-connector C....ccc..
gmail .......e.R
sendmail ERR.eeeeRR
opensmtpd ERRReeeeRR
haraka ERx.eeeeRR
stalwart xxxxxxxexR
)"},
                    Case{"with_a_policy_and_a_certificate_that_proves_nothing",
                         {Policy::Enforce, {shows(plain_server(), kSelfSigned)}},
                         R"(postfix-may ERRReeeeRR
postfix-dane ERRReeddRR
postfix-dane-only ..........
postfix-may-sts-resolver ..x....e.R
postfix-dane-sts-resolver ..x....d.R
postfix-dane-tlspol ..x...dd.R
postfix-encrypt E.x.eeee..
postfix-verify ..x...cc..
postfix-secure ..x.......
exim-gnutls ERRReeeeRR
exim-openssl ERRReeeeRR
exim-gnutls-dane ERRReeeeRR
exim-openssl-dane ERRReeeeRR
exim-dane-required xxxxxxxxxx
exim-verified ......cc..
exchange-online .......e.R
exchange-online-connector .....ccc..
gmail .......e.R
sendmail ERR.eeeeRR
opensmtpd ERRReeeeRR
haraka ERx.eeeeRR
stalwart .xx...xexR
)"},
                    Case{"with_dane_and_a_policy",
                         {Policy::Enforce, {signed_server(Tlsa::Matches, kForHost)}},
                         R"(postfix-may ERRReeEERR
postfix-dane D.x...DD..
postfix-dane-only D.x...DD..
postfix-may-sts-resolver P.x...PE.R
postfix-dane-sts-resolver P.x...PD..
postfix-dane-tlspol D.x...DD..
postfix-encrypt E.x.eeEE..
postfix-verify C.x...CC..
postfix-secure C.x...CC..
exim-gnutls ERRReeEERR
exim-openssl ERRReeEERR
exim-gnutls-dane D.....DD..
exim-openssl-dane D.....DD..
exim-dane-required D.....DD..
exim-verified C.....CC..
exchange-online D.....DD..
exchange-online-connector C....cCC..
gmail P.....PE.R
sendmail ERR.eeEERR
opensmtpd ERRReeEERR
haraka ERx.eeEERR
stalwart Dxx.xxDDxx
)"},
                    Case{"with_a_policy_and_tlsa_records_that_do_not_fit",
                         {Policy::Enforce, {signed_server(Tlsa::Mismatches, kForHost)}},
                         R"(postfix-may ERRReeEERR
postfix-dane ..x.......
postfix-dane-only ..x.......
postfix-may-sts-resolver P.x...PE.R
postfix-dane-sts-resolver P.x...P...
postfix-dane-tlspol ..x.......
postfix-encrypt E.x.eeEE..
postfix-verify C.x...CC..
postfix-secure C.x...CC..
exim-gnutls ERRReeEERR
exim-openssl ERRReeEERR
exim-gnutls-dane ..........
exim-openssl-dane ..........
exim-dane-required ..........
exim-verified C.....CC..
exchange-online ?.....?...
exchange-online-connector C....cCC..
gmail P.....PE.R
sendmail ERR.eeEERR
opensmtpd ERRReeEERR
haraka ERx.eeEERR
stalwart xxx.xxxxxx
)"},
                    Case{"without_starttls",
                         {Policy::None, {plain_server(Meets::NoOffer)}},
                         R"(postfix-may RRRReeeeRR
postfix-dane RRRReeddRR
postfix-dane-only ..........
postfix-may-sts-resolver RRRReeeeRR
postfix-dane-sts-resolver RRRReeddRR
postfix-dane-tlspol RRRReeddRR
postfix-encrypt ..x.eeee..
postfix-verify ..x...cc..
postfix-secure ..x.......
exim-gnutls RRRReeeeRR
exim-openssl RRRReeeeRR
exim-gnutls-dane RRRReeeeRR
exim-openssl-dane RRRReeeeRR
exim-dane-required xxxxxxxxxx
exim-verified ......cc..
exchange-online RR?R??eeRR
exchange-online-connector .....ccc..
gmail RR????eeRR
sendmail RRR.eeeeRR
opensmtpd RRRReeeeRR
haraka RRx.eeeeRR
stalwart RRR.eeeeRR
)"},
                    Case{"whose_first_server_refuses_starttls",
                         {Policy::None, {plain_server(Meets::Refused), at(20, plain_server())}},
                         R"(postfix-may RRRReeeeRR
postfix-dane RRRReeddRR
postfix-dane-only ..........
postfix-may-sts-resolver RRRReeeeRR
postfix-dane-sts-resolver RRRReeddRR
postfix-dane-tlspol RRRReeddRR
postfix-encrypt x.x.eeee..
postfix-verify x.x...cc..
postfix-secure x.x.......
exim-gnutls RRRReeeeRR
exim-openssl RRRReeeeRR
exim-gnutls-dane RRRReeeeRR
exim-openssl-dane RRRReeeeRR
exim-dane-required xxxxxxxxxx
exim-verified C.....cc..
exchange-online ?R?R??eeRR
exchange-online-connector C....ccc..
gmail ?R????eeRR
sendmail RRR.eeeeRR
opensmtpd RRRReeeeRR
haraka xRx.eeeeRR
stalwart RRR.eeeeRR
)"},
                    Case{"whose_first_server_fails_handshakes",
                         {Policy::None, {plain_server(Meets::FailedHandshake), at(20, plain_server())}},
                         R"(postfix-may ERRReeeeRR
postfix-dane ERRReeddRR
postfix-dane-only ..........
postfix-may-sts-resolver ERRReeeeRR
postfix-dane-sts-resolver ERRReeddRR
postfix-dane-tlspol ERRReeddRR
postfix-encrypt E.x.eeee..
postfix-verify C.x...cc..
postfix-secure C.x.......
exim-gnutls RRRReeeeRR
exim-openssl RRRReeeeRR
exim-gnutls-dane RRRReeeeRR
exim-openssl-dane RRRReeeeRR
exim-dane-required xxxxxxxxxx
exim-verified C.....cc..
exchange-online RR?R??eeRR
exchange-online-connector C....ccc..
gmail ?R????eeRR
sendmail ERR.eeeeRR
opensmtpd RRRReeeeRR
haraka ERx.eeeeRR
stalwart ERR.eeeeRR
)"}),
    [](const auto& row) { return std::string(row.param.name); });

struct One {
  const char* name;
  ProfileName profile;
  Domain domain;
  AttackName attack;
  Outcome outcome;
};
class AMail : public testing::TestWithParam<One> {};
TEST_P(AMail, ComesToThis) {
  const One& one = GetParam();
  const Outcome outcome = simulate(profile(one.profile), one.domain, attack(one.attack));
  EXPECT_EQ(to_string(outcome.result), to_string(one.outcome.result));
  EXPECT_EQ(to_string(outcome.proof), to_string(one.outcome.proof));
  EXPECT_EQ(to_string(outcome.why), to_string(one.outcome.why));
  EXPECT_EQ(outcome.server, one.outcome.server);
  EXPECT_EQ(outcome.to_attacker, one.outcome.to_attacker);
}

Address split(Meets postfix, Meets gnutls, Meets openssl) {
  return {.meets = {postfix, gnutls, openssl}};
}
Server old_tls() {
  Server server = plain_server();
  server.addresses = {split(Meets::Encryption, Meets::Encryption, Meets::FailedHandshake)};
  server.addresses.front().old_tls_only = true;
  return server;
}
Server of(Address address) {
  Server server = plain_server();
  server.addresses = {address};
  return server;
}
Server with_addresses(std::vector<Address> addresses) {
  Server server = plain_server();
  server.addresses = std::move(addresses);
  return server;
}

using N = ProfileName;
using R = Result;
INSTANTIATE_TEST_SUITE_P(
    WithItsReason, AMail,
    testing::Values(One{"goes_by_preference_and_not_by_the_order_given",
                        N::PostfixMay,
                        {Policy::None, {at(20, plain_server(Meets::NoOffer)), at(10, plain_server())}},
                        AttackName::Nobody,
                        {R::Encrypted, Proof::None, Why::Unchecked, 1}},
                    // RFC 7672 2.2.1 [1, 2].
                    One{"goes_by_preference_and_not_by_dane",
                        N::PostfixDane,
                        {Policy::None, {at(20, signed_server(Tlsa::Matches)), at(10, signed_server(Tlsa::None))}},
                        AttackName::Nobody,
                        {R::Encrypted, Proof::None, Why::Unchecked, 1}},
                    One{"is_readable_where_one_of_equal_servers_has_no_starttls",
                        N::PostfixMay,
                        {Policy::None, {plain_server(), plain_server(Meets::NoOffer)}},
                        AttackName::Nobody,
                        {R::Readable, Proof::None, Why::NoOffer, 1}},
                    One{"is_readable_where_one_of_a_hosts_addresses_has_no_starttls",
                        N::EximGnutls,
                        {Policy::None, {with_addresses({address(Meets::Encryption), address(Meets::NoOffer)})}},
                        AttackName::Nobody,
                        {R::Readable, Proof::None, Why::NoOffer, 0}},
                    One{"passes_over_servers_that_take_nothing",
                        N::PostfixMay,
                        {Policy::None, {plain_server(Meets::Nothing), at(20, plain_server())}},
                        AttackName::Nobody,
                        {R::Encrypted, Proof::None, Why::Unchecked, 1}},
                    One{"is_kept_where_nobody_takes_it",
                        N::EximGnutls,
                        {Policy::None, {plain_server(Meets::Nothing)}},
                        AttackName::Nobody,
                        {R::Deferred, Proof::None, Why::TakesNothing, 0}},
                    One{"is_readable_later_where_all_handshakes_fail",
                        N::PostfixMay,
                        {Policy::None, {plain_server(Meets::FailedHandshake), at(20, plain_server(Meets::Nothing))}},
                        AttackName::Nobody,
                        {R::Readable, Proof::None, Why::FailedHandshake, 0}},
                    One{"is_not_judged_where_a_server_was_not_seen",
                        N::PostfixMay,
                        {Policy::None, {plain_server(Meets::Unknown)}},
                        AttackName::Nobody,
                        {R::Unknown, Proof::None, Why::NotSeen, 0}},
                    One{"is_not_judged_without_servers",
                        N::PostfixMay,
                        {Policy::None, {}},
                        AttackName::Nobody,
                        {R::Unknown, Proof::None, Why::NotSeen, std::nullopt}},
                    One{"is_delivered_by_old_tls_where_the_sender_speaks_it",
                        N::Gmail,
                        {Policy::None, {old_tls()}},
                        AttackName::Nobody,
                        {R::Encrypted, Proof::None, Why::Unchecked, 0}},
                    One{"is_readable_where_the_sender_speaks_no_old_tls",
                        N::ExchangeOnline,
                        {Policy::None, {old_tls()}},
                        AttackName::Nobody,
                        {R::Readable, Proof::None, Why::FailedHandshake, 0}},
                    One{"is_not_judged_where_it_is_not_known_whether_the_sender_speaks_it",
                        N::Haraka,
                        {Policy::None, {old_tls()}},
                        AttackName::Nobody,
                        {R::Unknown, Proof::None, Why::NotSeen, 0}},
                    One{"is_not_judged_for_others_where_known_readers_differ",
                        N::Haraka,
                        {Policy::None, {of(split(Meets::Encryption, Meets::NoOffer, Meets::NoOffer))}},
                        AttackName::Nobody,
                        {R::Unknown, Proof::None, Why::NotSeen, 0}},
                    One{"is_given_back_where_tls_is_demanded_and_refused",
                        N::PostfixDane,
                        {Policy::None, {signed_server(Tlsa::Matches), at(20, signed_server(Tlsa::Matches))}},
                        AttackName::StarttlsRefused,
                        {R::Bounced, Proof::None, Why::Refused, 0}},
                    // RFC 7672 2.2 [2, 3].
                    One{"goes_to_the_next_server_where_a_tlsa_record_does_not_fit",
                        N::PostfixDane,
                        {Policy::None, {signed_server(Tlsa::Mismatches), at(20, signed_server(Tlsa::Matches))}},
                        AttackName::Nobody,
                        {R::Authenticated, Proof::Dane, Why::Proven, 1}},
                    // RFC 7672 2.1.2 [4], 2.2 [6].
                    One{"goes_to_the_next_server_where_tlsa_cannot_be_looked_up",
                        N::EximGnutlsDane,
                        {Policy::None, {signed_server(Tlsa::LookupFailed), at(20, signed_server(Tlsa::None))}},
                        AttackName::Nobody,
                        {R::Encrypted, Proof::None, Why::Unchecked, 1}},
                    One{"is_led_to_the_attacker_by_a_forged_mx_record",
                        N::PostfixDane,
                        {Policy::None, {renamed(signed_server(Tlsa::Matches), NameFrom::UnsignedDns)}},
                        AttackName::DnsForged,
                        {R::Authenticated, Proof::Dane, Why::Proven, std::nullopt, true}},
                    One{"is_led_to_the_attacker_by_a_forged_address",
                        N::PostfixMay,
                        {Policy::None, {renamed(plain_server(), NameFrom::SignedDns)}},
                        AttackName::DnsForged,
                        {R::Encrypted, Proof::None, Why::Unchecked, 0, true}},
                    // RFC 8461 4 [1], 5 [1].
                    One{"skips_what_the_policy_does_not_list",
                        N::Gmail,
                        {Policy::Enforce, {unlisted(plain_server()), at(20, plain_server())}},
                        AttackName::Nobody,
                        {R::Authenticated, Proof::Policy, Why::Proven, 1}},
                    One{"is_kept_where_a_forged_host_is_not_in_the_policy",
                        N::Gmail,
                        {Policy::Enforce, {plain_server()}},
                        AttackName::DnsForged,
                        {R::Deferred, Proof::None, Why::NotInPolicy, std::nullopt}},
                    One{"is_not_bound_by_a_policy_that_tests",
                        N::Gmail,
                        {Policy::Testing, {plain_server()}},
                        AttackName::StarttlsStripped,
                        {R::Readable, Proof::None, Why::NoOffer, 0}},
                    // RFC 8461 3.3 [3].
                    One{"is_not_bound_by_a_policy_that_nobody_gets",
                        N::Gmail,
                        {Policy::Unreachable, {plain_server()}},
                        AttackName::StarttlsStripped,
                        {R::Readable, Proof::None, Why::NoOffer, 0}},
                    One{"is_not_judged_where_the_policy_is_not_known_and_matters",
                        N::Gmail,
                        {Policy::Unknown, {plain_server()}},
                        AttackName::StarttlsStripped,
                        {R::Unknown, Proof::None, Why::NotSeen, std::nullopt}},
                    One{"is_judged_where_the_policy_is_not_known_and_does_not_matter",
                        N::Haraka,
                        {Policy::Unknown, {plain_server()}},
                        AttackName::StarttlsStripped,
                        {R::Readable, Proof::None, Why::NoOffer, 0}},
                    One{"is_not_judged_where_tlsa_is_not_known_and_matters",
                        N::EximGnutlsDane,
                        {Policy::None, {signed_server(Tlsa::Unknown)}},
                        AttackName::Nobody,
                        {R::Unknown, Proof::None, Why::NotSeen, 0}},
                    One{"is_not_judged_where_the_names_origin_is_not_known_and_matters",
                        N::EximGnutlsDane,
                        {Policy::None, {renamed(signed_server(Tlsa::Matches), NameFrom::Unknown)}},
                        AttackName::Nobody,
                        {R::Unknown, Proof::None, Why::NotSeen, 0}},
                    One{"wants_the_domain_in_the_certificate_at_secure",
                        N::PostfixSecure,
                        {Policy::None, {shows(plain_server(), kForProvider)}},
                        AttackName::Nobody,
                        {R::Deferred, Proof::None, Why::CertificateUnproven, 0}},
                    One{"wants_the_host_in_the_certificate_at_verify",
                        N::PostfixVerify,
                        {Policy::None, {shows(plain_server(), kForProvider)}},
                        AttackName::Nobody,
                        {R::Authenticated, Proof::Configured, Why::Proven, 0}},
                    // RFC 7672 2.2.1 [3].
                    One{"wants_a_signed_mx_record_at_dane_only",
                        N::PostfixDaneOnly,
                        {Policy::None, {renamed(signed_server(Tlsa::Matches), NameFrom::UnsignedDns)}},
                        AttackName::Nobody,
                        {R::Deferred, Proof::None, Why::MxUnsigned, 0}},
                    One{"wants_tlsa_records_at_dane_only",
                        N::PostfixDaneOnly,
                        {Policy::None, {signed_server(Tlsa::None)}},
                        AttackName::Nobody,
                        {R::Deferred, Proof::None, Why::TlsaMissing, 0}},
                    One{"is_delivered_by_stalwart_on_a_later_try_to_a_certificate_that_proves_nothing",
                        N::Stalwart,
                        {Policy::None, {shows(plain_server(), kSelfSigned)}},
                        AttackName::Nobody,
                        {R::Encrypted, Proof::None, Why::Unchecked, 0}},
                    One{"is_delivered_by_stalwart_to_the_next_server_before_that",
                        N::Stalwart,
                        {Policy::None, {shows(plain_server(), kSelfSigned), at(20, plain_server())}},
                        AttackName::Nobody,
                        {R::Encrypted, Proof::None, Why::Unchecked, 1}},
                    One{"is_kept_by_haraka_where_starttls_is_refused_for_now",
                        N::Haraka,
                        {Policy::None, {plain_server(Meets::RefusedForNow), at(20, plain_server())}},
                        AttackName::Nobody,
                        {R::Deferred, Proof::None, Why::Refused, 0}},
                    One{"is_given_back_by_exim_that_wants_dane_where_the_first_server_has_none",
                        N::EximDaneRequired,
                        {Policy::None, {signed_server(Tlsa::None), at(20, signed_server(Tlsa::Matches))}},
                        AttackName::Nobody,
                        {R::Bounced, Proof::None, Why::TlsaMissing, 0}},
                    One{"is_kept_by_exim_that_wants_dane_where_a_later_server_fails",
                        N::EximDaneRequired,
                        {Policy::None, {signed_server(Tlsa::None), at(20, signed_server(Tlsa::Matches))}},
                        AttackName::SelfSigned,
                        {R::Deferred, Proof::None, Why::TlsaMismatch, 1}},
                    One{"is_not_tried_in_clear_by_exim_behind_a_server_with_dane",
                        N::EximGnutlsDane,
                        {Policy::None, {signed_server(Tlsa::Matches), at(20, signed_server(Tlsa::None))}},
                        AttackName::HandshakesBroken,
                        {R::Deferred, Proof::None, Why::FailedHandshake, 0}},
                    One{"is_kept_by_exim_with_openssl_where_tlsa_records_are_unusable",
                        N::EximOpensslDane,
                        {Policy::None, {signed_server(Tlsa::Unusable), at(20, signed_server(Tlsa::None))}},
                        AttackName::Nobody,
                        {R::Deferred, Proof::None, Why::TlsaUnusable, 0}},
                    One{"goes_on_to_the_next_server_where_tls_does_not_begin_before_that",
                        N::EximOpensslDane,
                        {Policy::None, {signed_server(Tlsa::Unusable), at(20, signed_server(Tlsa::None))}},
                        AttackName::StarttlsStripped,
                        {R::Readable, Proof::None, Why::NoOffer, 1}},
                    One{"is_not_judged_where_nothing_is_documented",
                        N::Gmail,
                        {Policy::None, {plain_server(Meets::Refused)}},
                        AttackName::Nobody,
                        {R::Unknown, Proof::None, Why::NotDocumented, 0}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Profiles, StandEachWhereItsNameSays) {
  for (std::size_t i = 0; i < profiles().size(); ++i) EXPECT_EQ(static_cast<std::size_t>(profiles()[i].name), i);
}
TEST(Attacks, StandEachWhereItsNameSays) {
  for (std::size_t i = 0; i < kAttacks.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(kAttacks[i].name), i);
}

}  // namespace
}  // namespace mailglass::senders
