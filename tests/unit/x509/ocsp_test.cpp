#include "x509/ocsp.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "captured.h"
#include "ocsp_answers.h"

namespace mailglass::x509 {
namespace {

/// 2026-11-25 12:22:22 UTC, when the captured answers were made; they hold for seven days.
constexpr std::int64_t kMade = 1'795'609'342;
constexpr std::int64_t kDay = 86400, kSlack = 300;

Bytes bytes(const std::string& name) {
  return captured("ocsp/" + name);
}
OcspAnswer answer(const std::string& name) {
  return captured_answer("ocsp/" + name);
}
std::optional<CertificateStatus> status(const OcspAnswer& of, std::int64_t at = kMade + kDay) {
  return status_of(of, bytes("leaf"), bytes("issuer"), at);
}

struct Row {
  const char* file;
  Revocation revocation;
  OcspSigner signer;
};
class OcspAnswers : public testing::TestWithParam<Row> {};
TEST_P(OcspAnswers, SayWhatTheyAreAboutAndWhoSignedThem) {
  const auto found = status(answer(GetParam().file));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->response.revocation, GetParam().revocation);
  EXPECT_EQ(found->signer, GetParam().signer);
  EXPECT_TRUE(found->current);
}
INSTANTIATE_TEST_SUITE_P(
    Captured, OcspAnswers,
    testing::Values(
        Row{"good", Revocation::Good, OcspSigner::Issuer}, Row{"good-sha256", Revocation::Good, OcspSigner::Issuer},
        Row{"revoked", Revocation::Revoked, OcspSigner::Issuer},
        Row{"revoked-without-reason", Revocation::Revoked, OcspSigner::Issuer},
        Row{"unknown", Revocation::Unknown, OcspSigner::Issuer}, Row{"no-next", Revocation::Good, OcspSigner::Issuer},
        Row{"by-delegate", Revocation::Good, OcspSigner::Delegate},
        // A certificate of the issuer, but not for this use; a foreign key by the same name; a weak digest.
        Row{"by-server", Revocation::Good, OcspSigner::Nobody},
        Row{"by-foreigner", Revocation::Good, OcspSigner::Nobody}, Row{"sha1", Revocation::Good, OcspSigner::Nobody}),
    [](const auto& row) {
      std::string name = row.param.file;
      std::erase(name, '-');
      return name;
    });

TEST(OcspAnswer, IsReadWithItsTimesAndReason) {
  const OcspAnswer good = answer("good");
  EXPECT_EQ(good.produced_at, kMade);
  ASSERT_EQ(good.responses.size(), 1U);
  EXPECT_EQ(good.responses[0].this_update, kMade);
  EXPECT_EQ(good.responses[0].next_update, kMade + 7 * kDay);
  EXPECT_FALSE(good.responses[0].revoked_at);
  EXPECT_EQ(good.signers.size(), 1U);
  EXPECT_FALSE(answer("no-next").responses[0].next_update);
  const SingleResponse revoked = answer("revoked").responses.at(0);
  EXPECT_EQ(revoked.revoked_at, 1'790'856'000);  // 2026-10-01 12:00:00 UTC
  EXPECT_EQ(reason_name(revoked.reason.value()), "keyCompromise");
  EXPECT_FALSE(answer("revoked-without-reason").responses.at(0).reason);
  EXPECT_EQ(reason_name(7), "");
}

TEST(OcspAnswer, AboutAnotherCertificateSaysNothing) {
  EXPECT_FALSE(status(answer("about-another")));
  // Another issuer of the same name: the key's hash tells.
  EXPECT_FALSE(status_of(answer("good"), bytes("leaf"), bytes("leaf"), kMade));
  EXPECT_FALSE(status_of(answer("good"), {}, bytes("issuer"), kMade));
}

TEST(OcspAnswer, OfAnIssuerWhoIsNotAtHandIsSignedByNobody) {
  const auto found = status_of(answer("good"), bytes("leaf"), {}, kMade);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->signer, OcspSigner::Nobody);
}

TEST(OcspAnswer, IsCurrentBetweenItsUpdatesFiveMinutesMoreOrLess) {
  const OcspAnswer good = answer("good"), open = answer("no-next");
  for (const auto& [at, current] : std::vector<std::pair<std::int64_t, bool>>{{kMade - kSlack - 1, false},
                                                                              {kMade - kSlack, true},
                                                                              {kMade, true},
                                                                              {kMade + 7 * kDay + kSlack, true},
                                                                              {kMade + 7 * kDay + kSlack + 1, false}}) {
    EXPECT_EQ(status(good, at)->current, current) << at - kMade;
  }
  EXPECT_FALSE(status(open, kMade - kSlack - 1)->current);
  // Without a time of the next update it counts for a week.
  EXPECT_TRUE(status(open, kMade + 7 * kDay)->current);
  EXPECT_FALSE(status(open, kMade + 1000 * kDay)->current);
}

TEST(OcspAnswer, CutShortAnywhereOrWithMoreBehindIsAnError) {
  const Bytes good = bytes("good");
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto response = parse_ocsp(ByteView(good).first(size));
    ASSERT_FALSE(response) << size;
    EXPECT_LE(response.error().offset, size);
    EXPECT_FALSE(response.error().rule.empty());
  }
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(parse_ocsp(longer));
}

TEST(OcspAnswer, WithAnyBitChangedIsSignedByNobody) {
  const Bytes good = bytes("good");
  const OcspAnswer original = answer("good");
  const auto in = [&](const Bytes& part) {
    return static_cast<std::size_t>(std::search(good.begin(), good.end(), part.begin(), part.end()) - good.begin());
  };
  for (const Bytes* part : {&original.signed_data, &original.signature}) {
    for (std::size_t at = in(*part); at < in(*part) + part->size(); ++at) {
      Bytes changed = good;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << (at % 8)));
      const auto response = parse_ocsp(changed);
      const OcspAnswer* read = answer_in(response);
      if (!read) continue;
      const auto found = status(*read);
      EXPECT_TRUE(!found || found->signer == OcspSigner::Nobody) << at;
    }
  }
}

TEST(OcspRefusal, IsTheRespondersWord) {
  for (const auto& [text, word] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"30030a0101", "malformedRequest"}, {"30030a0103", "tryLater"}, {"30030a0106", "unauthorized"}}) {
    const auto response = parse_ocsp(hex(text));
    ASSERT_TRUE(response);
    ASSERT_TRUE(std::holds_alternative<OcspRefusal>(*response));
    EXPECT_EQ(std::get<OcspRefusal>(*response).word, word);
  }
  for (const std::string_view text : {"", "30030a0104", "30030a0107", "3003020100", "30030a0100", "30800a01030000"})
    EXPECT_FALSE(parse_ocsp(hex(text))) << text;
}

TEST(OcspTimes, AreReadInTheirOneFormOnly) {
  const Bytes good = bytes("good");
  const std::string made = "20261125122222Z";
  for (const std::string_view other : {"20260230122222Z", "20261125242222Z", "20261125126022Z", "2026112512222.Z",
                                       "202611251222220", "20261325122222Z", "2026-1125122222"}) {
    Bytes changed = good;
    const auto at = std::search(changed.begin(), changed.end(), made.begin(), made.end());
    ASSERT_NE(at, changed.end());
    std::copy(other.begin(), other.end(), at);
    EXPECT_FALSE(parse_ocsp(changed)) << other;
  }
}

}  // namespace
}  // namespace mailglass::x509
