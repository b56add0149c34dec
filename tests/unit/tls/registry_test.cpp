#include "tls/registry.h"

#include <gtest/gtest.h>

#include <set>

namespace mailglass::tls {
namespace {

TEST(CipherSuites, AreInOrderAndFoundByNumber) {
  int previous = -1;
  std::set<std::string_view> names;
  for (const CipherSuite& suite : cipher_suites()) {
    EXPECT_GT(suite.id, previous) << suite.name;
    previous = suite.id;
    EXPECT_EQ(find_cipher_suite(suite.id), &suite);
    EXPECT_TRUE(names.insert(suite.name).second) << suite.name;
  }
  EXPECT_EQ(cipher_suites().size(), 346U);
  EXPECT_EQ(find_cipher_suite(0x0a0a), nullptr);
  EXPECT_EQ(find_cipher_suite(0xffff), nullptr);
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST(CipherSuites, PropertiesAgreeWithTheNames) {
  for (const CipherSuite& s : cipher_suites()) {
    EXPECT_EQ(s.exportable, has(s.name, "_EXPORT")) << s.name;
    EXPECT_EQ(s.authentication == Authentication::Anonymous, has(s.name, "_anon_")) << s.name;
    EXPECT_EQ(s.cipher == BulkCipher::Null,
              has(s.name, "WITH_NULL") || has(s.name, "_SHA256_SHA256") || has(s.name, "_SHA384_SHA384"))
        << s.name;
    EXPECT_EQ(s.cipher == BulkCipher::Rc4_128, has(s.name, "RC4_128")) << s.name;
    EXPECT_EQ(s.cipher == BulkCipher::TripleDes, has(s.name, "3DES")) << s.name;
    EXPECT_EQ(s.mode == CipherMode::Gcm, has(s.name, "_GCM_")) << s.name;
    EXPECT_EQ(s.cipher == BulkCipher::ChaCha20, has(s.name, "CHACHA20")) << s.name;
    EXPECT_EQ(s.cipher == BulkCipher::Aes256, has(s.name, "AES_256")) << s.name;
    EXPECT_EQ(s.cipher == BulkCipher::Camellia, has(s.name, "CAMELLIA")) << s.name;
    EXPECT_EQ(s.hash_bytes == 48, has(s.name, "SHA384")) << s.name;
    EXPECT_EQ(s.mac == Mac::Md5, s.name.substr(s.name.size() - 3) == "MD5") << s.name;
    if (s.mode == CipherMode::Gcm || s.mode == CipherMode::Ccm || s.mode == CipherMode::Ccm8 ||
        s.mode == CipherMode::Poly1305) {
      EXPECT_EQ(s.mac, Mac::Aead) << s.name;
    }
    if (s.key_exchange == KeyExchange::Ecdhe) {
      EXPECT_TRUE(has(s.name, "TLS_ECDHE_")) << s.name;
    }
    if (s.key_exchange == KeyExchange::Rsa) {
      EXPECT_TRUE(has(s.name, "TLS_RSA_")) << s.name;
    }
    if (s.authentication == Authentication::Ecdsa) {
      EXPECT_TRUE(has(s.name, "ECDSA")) << s.name;
    }
  }
}

struct Known {
  std::uint16_t id;
  std::string_view name;
};
TEST(CipherSuites, KnownNumbersHaveTheirRegisteredNames) {
  for (const Known& c : {Known{0x0000, "TLS_NULL_WITH_NULL_NULL"},
                         Known{0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
                         Known{0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
                         Known{0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
                         Known{0x0018, "TLS_DH_anon_WITH_RC4_128_MD5"},
                         Known{0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"},
                         Known{0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"},
                         Known{0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"},
                         Known{0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
                         Known{0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"},
                         Known{0x1301, "TLS_AES_128_GCM_SHA256"},
                         Known{0x1302, "TLS_AES_256_GCM_SHA384"},
                         Known{0x1303, "TLS_CHACHA20_POLY1305_SHA256"},
                         Known{0x1304, "TLS_AES_128_CCM_SHA256"},
                         Known{0x1305, "TLS_AES_128_CCM_8_SHA256"},
                         Known{0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"},
                         Known{0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"},
                         Known{0xc018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"},
                         Known{0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
                         Known{0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
                         Known{0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
                         Known{0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
                         Known{0xd001, "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256"},
                         Known{0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"},
                         Known{0x5600, "TLS_FALLBACK_SCSV"},
                         Known{0x0a0a, "0x0a0a"}}) {
    EXPECT_EQ(cipher_suite_text(c.id), c.name);
  }
}

TEST(NamedGroups, KnownNumbersHaveTheirRegisteredNames) {
  for (const Known& c :
       {Known{23, "secp256r1"}, Known{24, "secp384r1"}, Known{25, "secp521r1"}, Known{29, "x25519"}, Known{30, "x448"},
        Known{256, "ffdhe2048"}, Known{260, "ffdhe8192"}, Known{4587, "SecP256r1MLKEM768"},
        Known{4588, "X25519MLKEM768"}, Known{4589, "SecP384r1MLKEM1024"}, Known{0x6a6a, "0x6a6a"}}) {
    EXPECT_EQ(named_group_text(c.id), c.name);
  }
  EXPECT_EQ(find_named_group(4588)->kind, NamedGroup::Kind::PostQuantumHybrid);
  EXPECT_TRUE(is_post_quantum(4588) && is_post_quantum(513));
  EXPECT_FALSE(is_post_quantum(29) || is_post_quantum(256) || is_post_quantum(0x0a0a));
  EXPECT_EQ(find_named_group(256)->kind, NamedGroup::Kind::FiniteField);
  std::set<std::uint16_t> ids;
  for (const NamedGroup& group : named_groups()) {
    EXPECT_TRUE(ids.insert(group.id).second) << group.name;
    EXPECT_GT(group.security_bits, 0) << group.name;
  }
}

TEST(SignatureSchemes, KnownNumbersHaveTheirRegisteredNames) {
  for (const Known& c :
       {Known{0x0804, "rsa_pss_rsae_sha256"}, Known{0x0403, "ecdsa_secp256r1_sha256"}, Known{0x0201, "rsa_pkcs1_sha1"},
        Known{0x0807, "ed25519"}, Known{0x0905, "mldsa65"}, Known{0xabcd, "0xabcd"}}) {
    EXPECT_EQ(signature_scheme_text(c.id), c.name);
  }
  std::set<std::uint16_t> ids;
  for (const SignatureScheme& scheme : signature_schemes()) EXPECT_TRUE(ids.insert(scheme.id).second) << scheme.name;
}

TEST(Extensions, KnownNumbersHaveTheirRegisteredNames) {
  for (const Known& c :
       {Known{0, "server_name"}, Known{16, "application_layer_protocol_negotiation"}, Known{43, "supported_versions"},
        Known{51, "key_share"}, Known{65281, "renegotiation_info"}, Known{0x0a0a, ""}}) {
    EXPECT_EQ(extension_name(c.id), c.name);
  }
}

}  // namespace
}  // namespace mailglass::tls
