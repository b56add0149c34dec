#include "x509/chain.h"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <functional>

#include "support/certificates.h"

namespace mailglass::x509 {
namespace {

using test::Cert;
using test::CertificateSpec;
using test::chain_of;
using test::issuer_named;
using test::kEarly;
using test::kLate;
using test::kNow;

struct World {
  test::Authority authority;
  test::Key key = test::ec_key(), old_key = test::ec_key(), stray_key = test::ec_key();
  CertificateSpec spec{"leaf", {"DNS:mx.example.test"},
                       kEarly, kLate,
                       false,  {{NID_info_access, "caIssuers;URI:http://example.test/issuer.der"}}};
  Cert leaf = authority.leaf(key.get(), spec);
  test::Key small_key = test::rsa_key(1024);
  Cert weak = authority.leaf(small_key.get(), spec);
  Cert stray = test::make_certificate(issuer_named("Stray"), stray_key.get());
  /// The trusted root's name and key, signed by an older root.
  Cert old_root = test::make_certificate(issuer_named("Old root"), old_key.get());
  Cert crossed =
      test::make_certificate(issuer_named("Test root"), authority.root_key.get(), old_root.get(), old_key.get());
  TrustStore roots = std::move(*TrustStore::from_pem(test::pem_of(authority.root.get())));
};
World& world() {
  static World instance;
  return instance;
}

struct Row {
  const char* name;
  std::function<std::vector<Bytes>(World&)> chain;
  std::vector<const char*> uses, roles;
  std::vector<int> path;  ///< places in the chain as sent; -1: from the roots
  bool in_order;
  const char* missing = "";
  std::vector<bool> certifies = {};
};
class Descriptions : public testing::TestWithParam<Row> {};
TEST_P(Descriptions, SayWhatWasSentAndWhatOfItIsUsed) {
  const Row& row = GetParam();
  const std::vector<Bytes> chain = row.chain(world());
  const ChainVerdict verdict = verify_chain(chain, "mx.example.test", kNow, world().roots);
  const ChainDescription described = describe_chain(chain, &verdict);
  std::vector<std::string_view> uses, roles;
  std::vector<bool> certifies;
  for (const SentCertificate& sent : described.sent) {
    uses.push_back(to_string(sent.use));
    roles.push_back(to_string(sent.role));
    certifies.push_back(sent.certifies_previous);
  }
  EXPECT_EQ(uses, std::vector<std::string_view>(row.uses.begin(), row.uses.end()));
  EXPECT_EQ(roles, std::vector<std::string_view>(row.roles.begin(), row.roles.end()));
  std::vector<int> path;
  path.reserve(described.path.size());
  for (const PathStep& step : described.path) path.push_back(step.sent ? static_cast<int>(*step.sent) : -1);
  EXPECT_EQ(path, row.path);
  EXPECT_EQ(described.in_order, row.in_order);
  EXPECT_EQ(described.missing ? described.missing->name : "", row.missing);
  if (!row.certifies.empty()) {
    EXPECT_EQ(certifies, row.certifies);
  }
  // Without roots nothing is said of a path.
  const ChainDescription before = describe_chain(chain, nullptr);
  EXPECT_TRUE(before.path.empty() && !before.missing);
  EXPECT_EQ(before.count(Use::Unknown), chain.size());
}
INSTANTIATE_TEST_SUITE_P(
    Chains, Descriptions,
    testing::Values(
        Row{"in_order",
            [](World& w) { return chain_of(w.leaf.get(), w.authority.middle.get()); },
            {"path", "path"},
            {"leaf", "intermediate"},
            {0, 1, -1},
            true,
            "",
            {true, true}},
        Row{"root_sent_too",
            [](World& w) { return chain_of(w.leaf.get(), w.authority.middle.get(), w.authority.root.get()); },
            {"path", "path", "root"},
            {"leaf", "intermediate", "root"},
            {0, 1, 2},
            true,
            "",
            {true, true, true}},
        Row{"root_before_intermediate",
            [](World& w) { return chain_of(w.leaf.get(), w.authority.root.get(), w.authority.middle.get()); },
            {"path", "root", "path"},
            {"leaf", "root", "intermediate"},
            {0, 2, 1},
            false,
            "",
            {true, false, false}},
        Row{"extra_in_between",
            [](World& w) { return chain_of(w.leaf.get(), w.stray.get(), w.authority.middle.get()); },
            {"path", "extra", "path"},
            {"leaf", "root", "intermediate"},
            {0, 2, -1},
            true,
            "",
            {true, false, false}},
        Row{"intermediate_twice",
            [](World& w) { return chain_of(w.leaf.get(), w.authority.middle.get(), w.authority.middle.get()); },
            {"path", "path", "duplicate"},
            {"leaf", "intermediate", "intermediate"},
            {0, 1, -1},
            true},
        Row{"cross_signed_root",
            [](World& w) { return chain_of(w.leaf.get(), w.authority.middle.get(), w.crossed.get()); },
            {"path", "path", "cross-signed"},
            {"leaf", "intermediate", "intermediate"},
            {0, 1, -1},
            true,
            "",
            {true, true, true}},
        Row{"missing_intermediate",
            [](World& w) { return chain_of(w.leaf.get()); },
            {"path"},
            {"leaf"},
            {0},
            true,
            "CN=Test intermediate"},
        Row{"another_instead_of_the_missing",
            [](World& w) { return chain_of(w.leaf.get(), w.stray.get()); },
            {"path", "unknown"},
            {"leaf", "root"},
            {0},
            true,
            "CN=Test intermediate"},
        Row{"leaf_too_weak_to_build_on",
            [](World& w) { return chain_of(w.weak.get(), w.authority.middle.get(), w.authority.middle.get()); },
            {"path", "unknown", "duplicate"},
            {"leaf", "intermediate", "intermediate"},
            {0},
            true},
        Row{"self_signed", [](World& w) { return chain_of(w.stray.get()); }, {"path"}, {"leaf"}, {0}, true},
        Row{"unreadable_behind_the_leaf",
            [](World& w) {
              std::vector<Bytes> chain = chain_of(w.leaf.get(), w.authority.middle.get());
              chain.push_back({1, 2, 3});
              return chain;
            },
            {"path", "path", "extra"},
            {"leaf", "intermediate", "intermediate"},
            {0, 1, -1},
            true,
            "",
            {true, true, false}},
        Row{"nothing", [](World&) { return std::vector<Bytes>{}; }, {}, {}, {}, true}),
    [](const auto& row) { return row.param.name; });

TEST(MissingIssuer, IsNamedWithWhereItIsToBeHad) {
  const std::vector<Bytes> chain = chain_of(world().leaf.get());
  const ChainVerdict verdict = verify_chain(chain, "mx.example.test", kNow, world().roots);
  const ChainDescription described = describe_chain(chain, &verdict);
  ASSERT_TRUE(described.missing);
  EXPECT_EQ(described.missing->url, "http://example.test/issuer.der");
}

TEST(ChainDescription, OfAnEndlessChainIsBounded) {
  const std::vector<Bytes> chain(1000, test::der_of(world().stray.get()));
  const ChainVerdict verdict = verify_chain(chain, "mx.example.test", kNow, world().roots);
  EXPECT_LE(describe_chain(chain, &verdict).sent.size(), 32U);
}

TEST(DaysLeft, AreWholeDaysRoundedDown) {
  const std::vector<std::pair<std::int64_t, std::int64_t>> rows = {
      {0, 0}, {86'399, 0}, {86'400, 1}, {-1, -1}, {-86'400, -1}, {-86'401, -2}, {30 * 86'400, 30}};
  for (const auto& [seconds, days] : rows) EXPECT_EQ(days_left(kNow + seconds, kNow), days) << seconds;
}

}  // namespace
}  // namespace mailglass::x509
