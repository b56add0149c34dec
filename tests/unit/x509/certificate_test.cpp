#include "x509/certificate.h"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <functional>

#include "support/certificates.h"
#include "support/timestamps.h"

namespace mailglass::x509 {
namespace {

using test::CertificateSpec;

constexpr const char* kTimestampsOid = "1.3.6.1.4.1.11129.2.4.2";

EVP_PKEY* key() {
  static const test::Key instance = test::ec_key();
  return instance.get();
}
CertificateFacts facts_of(const CertificateSpec& spec, EVP_PKEY* subject_key = key()) {
  const auto facts = read_certificate(test::der_of(test::make_certificate(spec, subject_key).get()));
  EXPECT_TRUE(facts);
  return facts ? *facts : CertificateFacts{};
}

TEST(Certificate, IsReadIntoItsFacts) {
  const CertificateFacts facts = facts_of({"mail.example.test", {"DNS:mx.example.test", "IP:192.0.2.1"}, 10, 20, true});
  EXPECT_EQ(facts.subject, "CN=mail.example.test");
  EXPECT_EQ(facts.issuer, facts.subject);
  EXPECT_EQ(facts.dns_names, std::vector<std::string>{"mx.example.test"});
  EXPECT_EQ(facts.ip_addresses, std::vector<std::string>{"192.0.2.1"});
  EXPECT_EQ(facts.common_name, "mail.example.test");
  EXPECT_EQ(facts.not_before, 10);
  EXPECT_EQ(facts.not_after, 20);
  EXPECT_EQ(facts.key_type, "EC");
  EXPECT_EQ(facts.key_curve, "P-256");
  EXPECT_EQ(facts.key_bits, 256);
  EXPECT_TRUE(facts.is_ca && facts.self_issued);
  EXPECT_EQ(facts.sha256_fingerprint.size(), 64U);
  EXPECT_TRUE(facts.unreadable.empty());
  EXPECT_FALSE(facts.must_staple);
  EXPECT_TRUE(facts.timestamps.empty() && facts.ocsp_url.empty() && facts.crl_url.empty() && facts.validation.empty());
}

TEST(Certificate, IsSelfIssuedWhereItsNamesMatchWhateverTheirCaseAndWhiteSpace) {
  struct Row {
    const char *subject, *issuer;
    bool self_issued;
  };
  for (const auto& [subject, issuer, self_issued] : {Row{"Test root", "Test root", true},
                                                     {"Test root", "TEST Root", true},
                                                     {"Test root", " Test   root ", true},
                                                     {"Test root", "Testroot", false},
                                                     {"Test root", "Test roots", false}}) {
    SCOPED_TRACE(issuer);
    const auto other = test::make_certificate({issuer}, key());
    const auto facts =
        read_certificate(test::der_of(test::make_certificate({subject}, key(), other.get(), key()).get()));
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->self_issued, self_issued);
  }
}

TEST(Certificate, TellsWhereItsStatusIsToBeHad) {
  const CertificateFacts facts =
      facts_of({.extensions = {{NID_info_access, "OCSP;URI:http://ocsp.test/,caIssuers;URI:http://ca.test/i.der"},
                               {NID_crl_distribution_points, "URI:http://crl.test/c.crl"}}});
  EXPECT_EQ(facts.ocsp_url, "http://ocsp.test/");
  EXPECT_EQ(facts.issuer_url, "http://ca.test/i.der");
  EXPECT_EQ(facts.crl_url, "http://crl.test/c.crl");
}

TEST(Certificate, ThatMustStapleSaysSo) {
  EXPECT_TRUE(facts_of({.extensions = {{NID_tlsfeature, "status_request"}}}).must_staple);
  EXPECT_FALSE(facts_of({.extensions = {{NID_tlsfeature, "status_request_v2"}}}).must_staple);
}

/// certificatePolicies (RFC 5280 section 4.2.1.4) of these policies.
Bytes policies(const std::vector<const char*>& oids) {
  CERTIFICATEPOLICIES* all = sk_POLICYINFO_new_null();
  for (const char* oid : oids) {
    POLICYINFO* one = POLICYINFO_new();
    ASN1_OBJECT_free(one->policyid);
    one->policyid = OBJ_txt2obj(oid, 1);
    sk_POLICYINFO_push(all, one);
  }
  unsigned char* data = nullptr;
  const int size = i2d_CERTIFICATEPOLICIES(all, &data);
  Bytes der(data, data + (size > 0 ? size : 0));
  OPENSSL_free(data);
  CERTIFICATEPOLICIES_free(all);
  return der;
}

TEST(Certificate, TellsHowItsHolderWasValidated) {
  const std::vector<std::pair<std::vector<const char*>, std::string_view>> rows = {
      {{"2.23.140.1.2.1"}, "DV"}, {{"2.23.140.1.2.2"}, "OV"}, {{"2.23.140.1.2.3"}, "IV"},
      {{"2.23.140.1.1"}, "EV"},   {{"1.2.3.4"}, ""},          {{"1.2.3.4", "2.23.140.1.2.1"}, "DV"}};
  for (const auto& [oids, name] : rows)
    EXPECT_EQ(facts_of({.raw_extensions = {{"2.5.29.32", policies(oids)}}}).validation, name);
}

TEST(Certificate, HoldsTimestampsOfLogs) {
  const Bytes list = test::timestamp_list({test::timestamp(1, 11), test::timestamp(2, 22)});
  const CertificateFacts facts = facts_of({.raw_extensions = {{kTimestampsOid, test::octet_string(list)}}});
  ASSERT_EQ(facts.timestamps.size(), 2U);
  EXPECT_EQ(facts.timestamps[1].unix_ms, 22U);
}

TEST(Certificate, WithAnExtensionThatCannotBeReadSaysWhich) {
  const std::vector<std::pair<const char*, const char*>> rows = {{kTimestampsOid, "signed certificate timestamps"},
                                                                 {"2.5.29.17", "subjectAltName"},
                                                                 {"1.3.6.1.5.5.7.1.1", "authorityInfoAccess"},
                                                                 {"2.5.29.31", "cRLDistributionPoints"},
                                                                 {"2.5.29.32", "certificatePolicies"},
                                                                 {"1.3.6.1.5.5.7.1.24", "TLS feature"}};
  for (const auto& [oid, name] : rows) {
    const CertificateFacts facts = facts_of({.raw_extensions = {{oid, {0x30, 0x05, 0x01}}}});
    EXPECT_EQ(facts.unreadable, std::vector<std::string_view>{name});
  }
}

struct StrengthRow {
  const char* name;
  std::function<test::Key()> key;
  const char* digest;
  bool weak_key, weak_signature;
};
class Strength : public testing::TestWithParam<StrengthRow> {};
TEST_P(Strength, IsToldOfKeyAndSignature) {
  const test::Key own = GetParam().key();
  const CertificateFacts facts = facts_of({.digest = GetParam().digest}, own.get());
  EXPECT_EQ(facts.weak_key(), GetParam().weak_key) << facts.key_strength;
  EXPECT_EQ(facts.weak_signature(), GetParam().weak_signature) << facts.signature_strength;
}
INSTANTIATE_TEST_SUITE_P(
    Rows, Strength,
    testing::Values(StrengthRow{"rsa_1024", [] { return test::rsa_key(1024); }, "SHA256", true, false},
                    StrengthRow{"rsa_2048", [] { return test::rsa_key(2048); }, "SHA256", false, false},
                    StrengthRow{"rsa_with_sha1", [] { return test::rsa_key(2048); }, "SHA1", false, true},
                    StrengthRow{"rsa_with_md5", [] { return test::rsa_key(2048); }, "MD5", false, true},
                    StrengthRow{"p256", [] { return test::ec_key(); }, "SHA256", false, false},
                    StrengthRow{"p256_with_sha1", [] { return test::ec_key(); }, "SHA1", false, true},
                    StrengthRow{"p192", [] { return test::ec_key("P-192"); }, "SHA256", true, false},
                    StrengthRow{"ed25519", [] { return test::ed25519_key(); }, nullptr, false, false}),
    [](const auto& row) { return row.param.name; });

TEST(Certificate, CutShortAnywhereIsAnError) {
  const Bytes der = test::der_of(
      test::make_certificate(
          {.subject = "mx",
           .names = {"DNS:mx.example.test"},
           .extensions = {{NID_tlsfeature, "status_request"}},
           .raw_extensions = {{kTimestampsOid, test::octet_string(test::timestamp_list({test::timestamp(1, 1)}))}}},
          key())
          .get());
  ASSERT_TRUE(read_certificate(der));
  for (std::size_t size = 0; size < der.size(); ++size) {
    const auto facts = read_certificate(ByteView(der).first(size));
    ASSERT_FALSE(facts) << size;
    EXPECT_FALSE(facts.error().rule.empty());
  }
  Bytes longer = der;
  longer.push_back(0);
  EXPECT_FALSE(read_certificate(longer));
}

TEST(Certificate, AlteredInAnyByteIsReadOrRefusedButNeverMore) {
  const Bytes der = test::der_of(test::make_certificate({"mx", {"DNS:mx.example.test"}}, key()).get());
  for (std::size_t at = 0; at < der.size(); ++at) {
    for (const unsigned flip : {0x01U, 0x20U, 0x80U, 0xffU}) {
      Bytes altered = der;
      altered[at] = static_cast<std::uint8_t>(altered[at] ^ flip);
      if (const auto facts = read_certificate(altered)) {
        EXPECT_EQ(facts->sha256_fingerprint.size(), 64U);
      }
    }
  }
}

}  // namespace
}  // namespace mailglass::x509
