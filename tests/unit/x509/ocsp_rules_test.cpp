// Delegates, bounds and malformed parts of OCSP answers.

#include <gtest/gtest.h>

#include <algorithm>

#include "captured.h"
#include "ocsp_answers.h"
#include "x509/der.h"
#include "x509/ocsp.h"

namespace mailglass::x509 {
namespace {

constexpr std::int64_t kMade = 1'795'168'800;  // 2026-11-20 10:00:00 UTC

Bytes bytes(const std::string& name) {
  return captured("ocsp-rules/" + name);
}
OcspAnswer answer(const std::string& name) {
  return captured_answer("ocsp-rules/" + name);
}

struct Row {
  const char* file;
  OcspSigner signer;
};
class OcspSigners : public testing::TestWithParam<Row> {};
TEST_P(OcspSigners, SpeakForTheIssuerOnlyIfTheyMay) {
  const auto found = status_of(answer(GetParam().file), bytes("leaf"), bytes("issuer"), kMade);
  ASSERT_TRUE(found);
  EXPECT_EQ(to_string(found->signer), to_string(GetParam().signer));
}
INSTANTIATE_TEST_SUITE_P(
    Captured, OcspSigners,
    testing::Values(Row{"good", OcspSigner::Issuer}, Row{"both", OcspSigner::Issuer},
                    Row{"delegate", OcspSigner::Delegate}, Row{"delegate-unsent", OcspSigner::Nobody},
                    // Expired when the answer was made; another issuer's; signed with SHA-1 by the issuer.
                    Row{"delegate-old", OcspSigner::Nobody}, Row{"delegate-foreign", OcspSigner::Nobody},
                    Row{"delegate-sha1", OcspSigner::Nobody}, Row{"no-usage", OcspSigner::Nobody},
                    Row{"delegate-pss", OcspSigner::Delegate}, Row{"delegate-pss-sha1", OcspSigner::Nobody},
                    Row{"namesake", OcspSigner::Nobody}, Row{"foreign", OcspSigner::Nobody},
                    Row{"sha1", OcspSigner::Nobody}),
    [](const auto& row) {
      std::string name = row.param.file;
      std::erase(name, '-');
      return name;
    });

/// An element around these.
Bytes element(std::uint8_t tag, const std::vector<Bytes>& parts) {
  Bytes contents;
  for (const Bytes& part : parts) contents.insert(contents.end(), part.begin(), part.end());
  ByteWriter out;
  out.u8(tag).u8(0x83).u24(static_cast<std::uint32_t>(contents.size())).append(contents);
  return std::move(out).bytes();
}
/// The elements within one.
std::vector<Bytes> parts_of(const Bytes& whole) {
  ByteReader reader{ByteView(whole)};
  auto outer = next_element(reader);
  std::vector<Bytes> parts;
  while (outer && !outer->contents.empty()) {
    const auto part = next_element(outer->contents);
    if (!part) break;
    const ByteView view = ByteView(whole).subspan(part->whole.offset, part->whole.length);
    parts.emplace_back(view.begin(), view.end());
  }
  return parts;
}
Bytes response_of(const std::vector<Bytes>& basic) {
  return element(
      0x30, {hex("0a0100"),
             element(0xa0, {element(0x30, {hex("06092b0601050507300101"), element(0x04, {element(0x30, basic)})})})});
}
/// The answer with another ResponseData; its signature stays.
Bytes with_data(const OcspAnswer& of, const std::vector<Bytes>& data) {
  return response_of({element(0x30, data), of.signature_algorithm, of.signature});
}
/// responderID, producedAt, responses.
std::vector<Bytes> data_with(const OcspAnswer& of, const std::vector<Bytes>& singles) {
  std::vector<Bytes> data = parts_of(of.signed_data);
  data[2] = element(0x30, singles);
  return data;
}
Bytes single(const OcspAnswer& of) {
  return parts_of(parts_of(of.signed_data)[2])[0];
}

TEST(OcspBounds, HoldForResponses) {
  const OcspAnswer good = answer("good");
  const auto of_count = [&](std::size_t count) {
    return parse_ocsp(with_data(good, data_with(good, std::vector<Bytes>(count, single(good)))));
  };
  const auto most = of_count(kMaxResponses);
  ASSERT_TRUE(answer_in(most));
  EXPECT_EQ(answer_in(most)->responses.size(), kMaxResponses);
  EXPECT_FALSE(of_count(kMaxResponses + 1));
}

TEST(OcspBounds, HoldForSigners) {
  const OcspAnswer of = answer("delegate");
  const auto of_count = [&](std::size_t count) {
    return parse_ocsp(response_of({of.signed_data, of.signature_algorithm, of.signature,
                                   element(0xa0, {element(0x30, std::vector<Bytes>(count, of.signers.at(0)))})}));
  };
  const auto most = of_count(kMaxSigners);
  ASSERT_TRUE(answer_in(most));
  EXPECT_EQ(answer_in(most)->signers.size(), kMaxSigners);
  EXPECT_FALSE(of_count(kMaxSigners + 1));
}

TEST(OcspAnswer, OfSeveralSaysWhatItSaysOfThisCertificate) {
  const OcspAnswer both = answer("both");
  ASSERT_EQ(both.responses.size(), 2U);
  const auto found = status_of(both, bytes("leaf"), bytes("issuer"), kMade);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->response.serial, hex("00f00d01"));
}

/// The same answer, its single response without the time of the next update.
OcspAnswer without_next_update() {
  const OcspAnswer good = answer("good");
  std::vector<Bytes> parts = parts_of(single(good));
  parts.resize(3);  // certID, certStatus, thisUpdate
  const auto response = parse_ocsp(with_data(good, data_with(good, {element(0x30, parts)})));
  const OcspAnswer* read = answer_in(response);
  return read ? *read : OcspAnswer{};
}
struct AgeRow {
  const char* name;
  std::int64_t age;
  bool current;
};
class OcspWithoutNextUpdate : public testing::TestWithParam<AgeRow> {};
TEST_P(OcspWithoutNextUpdate, IsCurrentForAWeek) {
  const OcspAnswer of = without_next_update();
  ASSERT_EQ(of.responses.size(), 1U);
  ASSERT_FALSE(of.responses[0].next_update);
  const auto found = status_of(of, bytes("leaf"), bytes("issuer"), of.responses[0].this_update + GetParam().age);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->current, GetParam().current);
}
constexpr std::int64_t kWeek = 7 * 86400, kFiveMinutes = 300;
INSTANTIATE_TEST_SUITE_P(
    Ages, OcspWithoutNextUpdate,
    testing::Values(AgeRow{"fresh", 0, true}, AgeRow{"from_a_clock_that_is_ahead", -kFiveMinutes, true},
                    AgeRow{"not_yet", -kFiveMinutes - 1, false}, AgeRow{"a_week_old", kWeek + kFiveMinutes, true},
                    AgeRow{"older", kWeek + kFiveMinutes + 1, false}, AgeRow{"of_years_ago", 5 * 365 * 86400LL, false}),
    [](const auto& row) { return row.param.name; });

Bytes indefinite(std::uint8_t tag, const std::vector<Bytes>& parts) {
  Bytes out{tag, 0x80};
  for (const Bytes& part : parts) out.insert(out.end(), part.begin(), part.end());
  out.insert(out.end(), {0, 0});
  return out;
}
TEST(OcspAnswer, WithAnIndefiniteLengthIsAnError) {
  const OcspAnswer good = answer("good");
  ASSERT_TRUE(parse_ocsp(with_data(good, parts_of(good.signed_data))));
  EXPECT_FALSE(parse_ocsp(indefinite(0x30, parts_of(bytes("good")))));
  EXPECT_FALSE(parse_ocsp(
      response_of({indefinite(0x30, parts_of(good.signed_data)), good.signature_algorithm, good.signature})));
  EXPECT_FALSE(parse_ocsp(with_data(good, data_with(good, {indefinite(0x30, parts_of(single(good)))}))));
}

/// The single response with this status.
Bytes with_status(const OcspAnswer& of, std::string_view status) {
  std::vector<Bytes> parts = parts_of(single(of));
  parts[1] = hex(status);
  return with_data(of, data_with(of, {element(0x30, parts)}));
}
struct StatusRow {
  const char *name, *status;
  bool read;
};
class OcspStatuses : public testing::TestWithParam<StatusRow> {};
TEST_P(OcspStatuses, AreReadInTheirOneFormOnly) {
  EXPECT_EQ(static_cast<bool>(parse_ocsp(with_status(answer("good"), GetParam().status))), GetParam().read);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, OcspStatuses,
    testing::Values(StatusRow{"good", "8000", true}, StatusRow{"unknown", "8200", true},
                    StatusRow{"revoked_without_reason", "a111 180f32303236313130353036303730385a", true},
                    StatusRow{"revoked", "a116 180f32303236313130353036303730385a a003 0a0101", true},
                    StatusRow{"no_such_choice", "8300", false}, StatusRow{"revoked_without_time", "a100", false},
                    StatusRow{"good_with_contents", "8001ff", false},
                    StatusRow{"reason_of_two_bytes", "a117 180f32303236313130353036303730385a a004 0a020101", false},
                    StatusRow{"reason_of_another_type", "a116 180f32303236313130353036303730385a a003 020101", false},
                    StatusRow{"reason_empty", "a113 180f32303236313130353036303730385a a000", false},
                    StatusRow{"more_behind_the_reason", "a118 180f32303236313130353036303730385a a003 0a0101 0500",
                              false}),
    [](const auto& row) { return row.param.name; });

TEST(OcspAnswer, WithMoreBehindItsPartsIsAnError) {
  const OcspAnswer of = answer("delegate");
  const Bytes certificates = element(0xa0, {element(0x30, {of.signers.at(0)})});
  ASSERT_TRUE(parse_ocsp(response_of({of.signed_data, of.signature_algorithm, of.signature, certificates})));
  EXPECT_FALSE(
      parse_ocsp(response_of({of.signed_data, of.signature_algorithm, of.signature, certificates, hex("0500")})))
      << "behind the certificates";
  EXPECT_FALSE(parse_ocsp(response_of({of.signed_data, of.signature_algorithm, of.signature, hex("0500")})))
      << "in their place";
  std::vector<Bytes> outer = parts_of(bytes("good"));
  outer.push_back(hex("0500"));
  EXPECT_FALSE(parse_ocsp(element(0x30, outer))) << "behind responseBytes";
  EXPECT_FALSE(parse_ocsp(hex("30050a01030500"))) << "behind a refusal";
}

TEST(OcspAnswer, IsProducedWhenItSaysWhateverItsUpdates) {
  Bytes changed = bytes("good");
  const std::string made = "20261120100000Z", later = "20261120100001Z";
  const auto at = std::search(changed.begin(), changed.end(), made.begin(), made.end());
  ASSERT_NE(at, changed.end());
  std::copy(later.begin(), later.end(), at);
  const auto response = parse_ocsp(changed);
  const OcspAnswer* read = answer_in(response);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->produced_at, kMade + 1);
  EXPECT_EQ(read->responses.at(0).this_update, kMade);
}

TEST(OcspAnswer, WithABitOfADelegatesCertificateChangedIsSignedByNobodyOrTheSameDelegate) {
  const Bytes original = bytes("delegate");
  const Bytes signer = answer("delegate").signers.at(0);
  const auto start = static_cast<std::size_t>(
      std::search(original.begin(), original.end(), signer.begin(), signer.end()) - original.begin());
  for (std::size_t at = start; at < start + signer.size(); ++at) {
    Bytes changed = original;
    changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << (at % 8)));
    const auto response = parse_ocsp(changed);
    const OcspAnswer* read = answer_in(response);
    if (!read) continue;
    const auto found = status_of(*read, bytes("leaf"), bytes("issuer"), kMade);
    EXPECT_TRUE(!found || found->signer == OcspSigner::Nobody) << at - start;
  }
}

}  // namespace
}  // namespace mailglass::x509
