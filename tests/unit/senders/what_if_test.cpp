// What would be if something about a domain were otherwise: each setting, alone and behind another.
#include "senders/what_if.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "senders/interference.h"
#include "situations.h"

namespace mailglass::senders {
namespace {

struct If {
  const char* name;
  Domain domain;
  std::vector<std::string> settings;
  Protection protection;
};

Server unsigned_everywhere() {
  Server server = plain_server();
  server.name_from = NameFrom::UnsignedDns;
  server.tlsa = Tlsa::Insecure;
  return server;
}

class WhatIf : public testing::TestWithParam<If> {};
TEST_P(WhatIf, AnswersAsIfItWereSo) {
  Domain domain = GetParam().domain;
  for (const std::string& text : GetParam().settings) {
    const Setting* setting = find_setting(text);
    ASSERT_TRUE(setting) << text;
    setting->apply(domain);
  }
  EXPECT_EQ(to_string(interference(profiles(), domain).protection), to_string(GetParam().protection));
}

using P = Protection;
INSTANTIATE_TEST_SUITE_P(
    OfEachKind, WhatIf,
    testing::Values(
        If{"nothing_is_changed", {Policy::None, {unsigned_everywhere()}}, {}, P::NotProtected},
        // RFC 7672 section 2.2.2: records in unsigned zones are looked up by nobody.
        If{"tlsa_in_an_unsigned_zone", {Policy::None, {unsigned_everywhere()}}, {"tlsa=matches"}, P::NotProtected},
        If{"tlsa_behind_signing_the_host_alone",
           {Policy::None, {unsigned_everywhere()}},
           {"host-dnssec=signed", "tlsa=matches"},
           P::NotProtected},
        If{"tlsa_behind_signing",
           {Policy::None, {unsigned_everywhere()}},
           {"domain-dnssec=signed", "host-dnssec=signed", "tlsa=matches"},
           P::Protected},
        If{"signing_alone",
           {Policy::None, {unsigned_everywhere()}},
           {"domain-dnssec=signed", "host-dnssec=signed"},
           P::NotProtected},
        If{"signing_is_taken_back",
           {Policy::None, {signed_server(Tlsa::Matches)}},
           {"host-dnssec=unsigned"},
           P::NotProtected},
        If{"a_key_that_is_replaced",
           {Policy::None, {signed_server(Tlsa::Matches)}},
           {"tlsa=mismatches"},
           P::NotProtected},
        // postfix-tlspol looks for DANE first, by an MX record that anybody may forge.
        If{"a_new_policy",
           {Policy::None, {unsigned_everywhere()}},
           {"certificate=trusted", "mta-sts=enforce"},
           P::Depends},
        If{"a_new_policy_behind_a_signed_mx_record",
           {Policy::None, {unsigned_everywhere()}},
           {"domain-dnssec=signed", "certificate=trusted", "mta-sts=enforce"},
           P::Protected},
        If{"a_new_policy_in_testing",
           {Policy::None, {unsigned_everywhere()}},
           {"certificate=trusted", "mta-sts=testing"},
           P::NotProtected},
        If{"a_new_policy_without_a_good_certificate",
           {Policy::None, {unsigned_everywhere()}},
           {"certificate=untrusted", "mta-sts=enforce"},
           P::NotProtected},
        If{"a_policy_that_does_not_list_the_server",
           {Policy::None, {unsigned_everywhere()}},
           {"certificate=trusted", "mta-sts=enforce", "mta-sts-mx=missing"},
           P::NotProtected},
        If{"starttls_is_lost", {Policy::None, {signed_server(Tlsa::Matches)}}, {"starttls=none"}, P::NotProtected}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(Settings, AreFoundByTheirNamesAndNoOthers) {
  std::set<std::string> names;
  for (const Setting& setting : settings()) {
    const std::string text = std::string(setting.name) + "=" + std::string(setting.value);
    EXPECT_EQ(find_setting(text), &setting) << text;
    EXPECT_TRUE(names.insert(text).second) << text << " twice";
  }
  for (const char* text : {"", "=", "tlsa", "tlsa=", "=matches", "tlsa=matches ", "tlsa=enforce", "TLSA=matches"})
    EXPECT_EQ(find_setting(text), nullptr) << text;
}

}  // namespace
}  // namespace mailglass::senders
