#include "handshake/signature.h"

#include <gtest/gtest.h>
#include <openssl/rsa.h>

#include <functional>

#include "support/certificates.h"
#include "support/test_library.h"

namespace mailglass::handshake {
namespace {

struct Row {
  const char* name;
  std::function<test::Key()> key;
  std::uint16_t scheme;
  const char* digest;
  bool pss = false;
  bool holds = true;
};

/// A signature over the content by the test's own means.
Bytes sign(EVP_PKEY* key, const Row& row, const Bytes& content) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* parameters = nullptr;
  EXPECT_EQ(EVP_DigestSignInit_ex(context, &parameters, row.digest, test::test_library(), nullptr, key, nullptr), 1);
  if (row.pss) {
    EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
  }
  std::size_t size = 0;
  EXPECT_EQ(EVP_DigestSign(context, nullptr, &size, content.data(), content.size()), 1);
  Bytes signature(size);
  EXPECT_EQ(EVP_DigestSign(context, signature.data(), &size, content.data(), content.size()), 1);
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return signature;
}

class Signatures : public testing::TestWithParam<Row> {};
TEST_P(Signatures, HoldForTheKeyAndTheRandomsTheyAreOver) {
  const Row& row = GetParam();
  const test::Key key = row.key();
  const test::Key other = row.key();
  const Bytes leaf = test::der_of(test::make_certificate({}, key.get()).get());
  const Bytes stranger = test::der_of(test::make_certificate({}, other.get()).get());
  const Random client{1, 2, 3}, server{4, 5, 6};
  const Bytes parameters{3, 0, 23, 2, 9, 9};
  ByteWriter content;
  content.append(client).append(server).append(parameters);
  const Bytes signature = sign(key.get(), row, content.bytes());

  EXPECT_EQ(signed_by(leaf, {client, server, parameters, row.scheme, signature}), row.holds);
  if (!row.holds) return;
  EXPECT_FALSE(signed_by(stranger, {client, server, parameters, row.scheme, signature}));
  EXPECT_FALSE(signed_by(leaf, {server, client, parameters, row.scheme, signature}));
  EXPECT_FALSE(signed_by(leaf, {{}, server, parameters, row.scheme, signature}));
  EXPECT_FALSE(signed_by(leaf, {client, server, {}, row.scheme, signature}));
  EXPECT_FALSE(signed_by(leaf, {client, server, parameters, row.scheme, {}}));
  EXPECT_FALSE(signed_by({}, {client, server, parameters, row.scheme, signature}));
  for (const std::uint16_t scheme : std::initializer_list<std::uint16_t>{0x0401, 0x0804, 0x0403, 0x0807, 0x0201, 0}) {
    if (scheme != row.scheme) {
      EXPECT_FALSE(signed_by(leaf, {client, server, parameters, scheme, signature})) << scheme;
    }
  }
  for (std::size_t at = 0; at < signature.size(); at += 7) {
    Bytes altered = signature;
    altered[at] ^= 0x10;
    EXPECT_FALSE(signed_by(leaf, {client, server, parameters, row.scheme, altered})) << at;
  }
}
test::Key rsa() {
  return test::rsa_key();
}
test::Key p256() {
  return test::ec_key();
}
INSTANTIATE_TEST_SUITE_P(Schemes, Signatures,
                         testing::Values(Row{"rsa_pkcs1_sha256", rsa, 0x0401, "SHA256"},
                                         Row{"rsa_pkcs1_sha512", rsa, 0x0601, "SHA512"},
                                         Row{"rsa_pss_sha256", rsa, 0x0804, "SHA256", true},
                                         Row{"rsa_pss_sha384", rsa, 0x0805, "SHA384", true},
                                         Row{"ecdsa_sha256", p256, 0x0403, "SHA256"},
                                         Row{"ecdsa_sha384", p256, 0x0503, "SHA384"},
                                         Row{"ed25519", [] { return test::ed25519_key(); }, 0x0807, nullptr},
                                         Row{"sha1_is_not_taken", rsa, 0x0201, "SHA1", false, false},
                                         Row{"another_hash_than_it_says", rsa, 0x0401, "SHA384", false, false}),
                         [](const auto& row) { return row.param.name; });

TEST(ClientRandom, IsThatOfTheHello) {
  ByteWriter hello;
  hello.u8(22).u16(0x0301).u16(100).u8(1).u24(96).u16(0x0303).append(Bytes(32, 0x5a)).u8(0);
  EXPECT_EQ(client_random(hello.bytes())[0], 0x5a);
  EXPECT_EQ(client_random(hello.bytes())[31], 0x5a);
  for (std::size_t size = 0; size < 43; ++size)
    EXPECT_EQ(client_random(ByteView(hello.bytes()).first(size)), Random{}) << size;
}

}  // namespace
}  // namespace mailglass::handshake
