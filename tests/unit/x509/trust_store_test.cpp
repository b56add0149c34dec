#include <gtest/gtest.h>

#include "support/certificates.h"
#include "x509/trust.h"

namespace mailglass::x509 {
namespace {

std::string root(const char* name) {
  static const test::Key key = test::ec_key();
  return test::pem_of(test::make_certificate(test::issuer_named(name), key.get()).get());
}

TEST(TrustStore, TakesABundleWithTextInBetween) {
  const auto store = TrustStore::from_pem("# first\n" + root("one") + "\nsecond:\r\n" + root("two") + "the end");
  ASSERT_TRUE(store);
  EXPECT_EQ(store->size(), 2U);
  EXPECT_EQ(store->fingerprint().size(), 64U);
}

TEST(TrustStore, IsNamedByWhatItHoldsAndInWhichOrder) {
  const std::string one = root("one"), two = root("two");
  const auto name = [](const std::string& bundle) { return TrustStore::from_pem(bundle)->fingerprint(); };
  EXPECT_EQ(name(one + two), name("text\n" + one + two));
  EXPECT_NE(name(one + two), name(two + one));
  EXPECT_NE(name(one), name(one + two));
}

TEST(TrustStore, KeepsWhatStandsThereTwice) {
  const std::string one = root("one");
  const auto store = TrustStore::from_pem(one + one);
  ASSERT_TRUE(store);
  EXPECT_EQ(store->size(), 2U);
  // And still judges by it.
  const test::Authority authority;
  const std::string pem = test::pem_of(authority.root.get());
  const auto roots = TrustStore::from_pem(pem + pem);
  const ChainVerdict verdict = verify_chain(test::chain_of(authority.middle.get()), "", test::kNow, *roots);
  EXPECT_EQ(verdict.status, ChainStatus::Trusted);
}

struct BadRow {
  const char* name;
  std::string bundle;
};
class BadBundles : public testing::TestWithParam<BadRow> {};
TEST_P(BadBundles, AreRefusedWithTheirPlace) {
  const auto store = TrustStore::from_pem(GetParam().bundle);
  ASSERT_FALSE(store);
  EXPECT_LE(store.error().offset, GetParam().bundle.size());
  EXPECT_FALSE(store.error().rule.empty());
}
const std::string kBegin = "-----BEGIN CERTIFICATE-----\n", kEnd = "-----END CERTIFICATE-----\n";
INSTANTIATE_TEST_SUITE_P(Rows, BadBundles,
                         testing::Values(BadRow{"empty", ""}, BadRow{"text_only", "no certificate here"},
                                         BadRow{"without_end", kBegin + "AAAA\n"},
                                         BadRow{"no_base64", kBegin + "hel*lo\n" + kEnd},
                                         BadRow{"no_certificate", kBegin + "MAMCAQE=\n" + kEnd},
                                         BadRow{"nothing_inside", kBegin + kEnd},
                                         BadRow{"second_is_bad", root("one") + kBegin + "AAAA\n" + kEnd},
                                         BadRow{"cut_in_the_middle", root("one").substr(0, 200)}),
                         [](const auto& row) { return row.param.name; });

TEST(TrustStore, WithMoreRootsThanItsBoundIsRefused) {
  std::string bundle;
  const std::string one = root("one");
  for (int i = 0; i <= 2000; ++i) bundle += one;
  EXPECT_FALSE(TrustStore::from_pem(bundle));
}

}  // namespace
}  // namespace mailglass::x509
