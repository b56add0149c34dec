#include "probe/offers.h"

#include <algorithm>
#include <array>

#include "tls/record.h"
#include "tls/registry.h"

namespace mailglass::probe {
namespace {

using tls::Authentication;
using tls::BulkCipher;
using tls::CipherSuite;
using tls::KeyExchange;
using tls::Mac;
using tls::Version;

bool is_aead(const CipherSuite& suite) {
  return suite.mac == Mac::Aead;
}

SuiteClass class_by_key_exchange(const CipherSuite& suite) {
  switch (suite.key_exchange) {
    case KeyExchange::Any: return SuiteClass::Tls13;
    case KeyExchange::Rsa: return is_aead(suite) ? SuiteClass::RsaAead : SuiteClass::RsaCbc;
    case KeyExchange::Dhe:
      if (suite.authentication == Authentication::Dss) return SuiteClass::Dss;
      return is_aead(suite) ? SuiteClass::DheAead : SuiteClass::DheCbc;
    case KeyExchange::Ecdhe:
      if (suite.authentication == Authentication::Ecdsa) {
        return is_aead(suite) ? SuiteClass::EcdheEcdsaAead : SuiteClass::EcdheEcdsaCbc;
      }
      return is_aead(suite) ? SuiteClass::EcdheRsaAead : SuiteClass::EcdheRsaCbc;
    case KeyExchange::Dh:
    case KeyExchange::Ecdh: return SuiteClass::StaticDh;
    default: return SuiteClass::Other;
  }
}

bool can_be_offered(const CipherSuite& suite) {
  switch (suite.key_exchange) {
    case KeyExchange::Psk:
    case KeyExchange::Other:
    case KeyExchange::Null: return false;
    default: break;
  }
  switch (suite.authentication) {
    case Authentication::Psk:
    case Authentication::Other: return false;
    default: break;
  }
  return suite.cipher != BulkCipher::Gost && suite.cipher != BulkCipher::Other;
}

SuiteClass kind_of(const CipherSuite& suite) {
  if (!can_be_offered(suite)) return SuiteClass::Other;
  if (suite.key_exchange == KeyExchange::Any) return SuiteClass::Tls13;
  if (suite.exportable) return SuiteClass::Export;
  if (suite.cipher == BulkCipher::Null) return SuiteClass::NullCipher;
  if (suite.key_exchange == KeyExchange::DhAnon || suite.key_exchange == KeyExchange::EcdhAnon) {
    const bool weak =
        suite.cipher == BulkCipher::Rc4_128 || suite.cipher == BulkCipher::Des || suite.cipher == BulkCipher::TripleDes;
    return weak ? SuiteClass::AnonymousWeak : SuiteClass::Anonymous;
  }
  if (suite.key_exchange == KeyExchange::Dh || suite.key_exchange == KeyExchange::Ecdh) return SuiteClass::StaticDh;
  switch (suite.cipher) {
    case BulkCipher::Rc4_40:
    case BulkCipher::Rc4_128: return SuiteClass::Rc4;
    case BulkCipher::Rc2_40:
    case BulkCipher::Des40:
    case BulkCipher::Des: return SuiteClass::Des;
    case BulkCipher::TripleDes:
    case BulkCipher::Idea: return SuiteClass::Block64;
    default: return class_by_key_exchange(suite);
  }
}

}  // namespace

SuiteClass class_of(std::uint16_t suite) {
  const CipherSuite* known = tls::find_cipher_suite(suite);
  return known ? kind_of(*known) : SuiteClass::Other;
}

bool usable_in(std::uint16_t suite, std::uint16_t version) {
  const CipherSuite* known = tls::find_cipher_suite(suite);
  if (!known) return false;
  const bool tls13 = known->key_exchange == KeyExchange::Any;
  if (version >= number(Version::Tls13)) return tls13;
  if (tls13) return false;
  const bool tls12_only = known->mac == Mac::Aead || known->mac == Mac::Sha256 || known->mac == Mac::Sha384;
  // Elliptic ones are for TLS 1.0 and later (RFC 8422), but OpenSSL 1.0.1 takes them in SSL 3.0 as well.
  return !tls12_only || version == number(Version::Tls12);
}

namespace {

std::vector<std::uint16_t> list_suites(std::uint16_t version, bool everything) {
  std::vector<std::uint16_t> found;
  for (const CipherSuite& suite : tls::cipher_suites()) {
    const SuiteClass kind = kind_of(suite);
    if (kind == SuiteClass::Other || (kind == SuiteClass::StaticDh && !everything)) continue;
    if (usable_in(suite.id, version)) found.push_back(suite.id);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](std::uint16_t a, std::uint16_t b) { return class_of(a) < class_of(b); });
  return found;
}

}  // namespace

const std::vector<std::uint16_t>& suites_for(std::uint16_t version, bool everything) {
  static const std::vector<std::uint16_t> kNone;
  static const auto kLists = [] {
    std::array<std::array<std::vector<std::uint16_t>, 2>, 5> lists;
    std::uint16_t version_listed = number(Version::Ssl3);
    for (auto& list : lists) {
      list = {list_suites(version_listed, false), list_suites(version_listed, true)};
      ++version_listed;
    }
    return lists;
  }();
  if (version < number(Version::Ssl3) || version > number(Version::Tls13)) return kNone;
  return kLists.at(static_cast<std::size_t>(version - number(Version::Ssl3))).at(everything ? 1 : 0);
}

bool is_chacha(std::uint16_t suite) {
  const CipherSuite* known = tls::find_cipher_suite(suite);
  return known && known->cipher == BulkCipher::ChaCha20;
}

bool is_aes_gcm(std::uint16_t suite) {
  const CipherSuite* known = tls::find_cipher_suite(suite);
  return known && known->mode == tls::CipherMode::Gcm &&
         (known->key_exchange == KeyExchange::Ecdhe || known->key_exchange == KeyExchange::Any) &&
         (known->cipher == BulkCipher::Aes128 || known->cipher == BulkCipher::Aes256);
}

tls::Authentication certificate_kind(std::uint16_t suite) {
  const CipherSuite* known = tls::find_cipher_suite(suite);
  if (!known || known->key_exchange == KeyExchange::Dh) return tls::Authentication::Other;
  return known->key_exchange == KeyExchange::Ecdh ? tls::Authentication::Ecdsa : known->authentication;
}

bool uses_curve(std::uint16_t suite) {
  const CipherSuite* known = tls::find_cipher_suite(suite);
  return known && (known->key_exchange == KeyExchange::Ecdhe || known->key_exchange == KeyExchange::EcdhAnon);
}

bool is_signed(std::uint16_t suite) {
  const CipherSuite* known = tls::find_cipher_suite(suite);
  return known && (known->key_exchange == KeyExchange::Ecdhe || known->key_exchange == KeyExchange::Dhe);
}

GroupClass group_class_of(std::uint16_t group) {
  // IANA "TLS Supported Groups".
  if (group >= 0x0001 && group <= 0x0014) return GroupClass::Small;
  if (group == 0x0015 || group == 0x0016) return GroupClass::Other;  // secp224r1, secp256k1
  if (group >= 0x0017 && group <= 0x0019) return GroupClass::NistPrime;
  if ((group >= 0x001a && group <= 0x001c) || (group >= 0x001f && group <= 0x0021)) return GroupClass::Brainpool;
  if (group == 0x001d || group == 0x001e) return GroupClass::Cfrg;
  if (group >= 0x0100 && group <= 0x0104) return GroupClass::FiniteField;
  if ((group >= 0x0200 && group <= 0x0202) || (group >= 0x11eb && group <= 0x11ed) || group == 0x6399)
    return GroupClass::PostQuantum;
  return GroupClass::Other;
}

std::span<const std::uint16_t> groups_tls13() {
  static constexpr std::array<std::uint16_t, 20> kGroups = {
      0x11ec, 0x11eb, 0x11ed, 0x0201, 0x0202, 0x0200, 0x6399,  // hybrids, ML-KEM alone, the Kyber draft
      0x0017, 0x0018, 0x0019, 0x001d, 0x001e,                  // P-256, P-384, P-521, x25519, x448
      0x0100, 0x0101, 0x0102, 0x0103, 0x0104,                  // ffdhe2048 … 8192
      0x001f, 0x0020, 0x0021,                                  // brainpool, RFC 8734
  };
  return kGroups;
}

std::span<const std::uint16_t> groups_tls12() {
  static constexpr std::array<std::uint16_t, 30> kGroups = {
      0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x001a, 0x001b, 0x001c, 0x0016, 0x0015,
      0x0014, 0x0013, 0x0012, 0x0011, 0x0010, 0x000f, 0x000e, 0x000d, 0x000c, 0x000b,
      0x000a, 0x0009, 0x0008, 0x0007, 0x0006, 0x0005, 0x0004, 0x0003, 0x0002, 0x0001,
  };
  return kGroups;
}

std::span<const std::uint16_t> all_signature_algorithms() {
  // IANA "TLS SignatureScheme": ECDSA, EdDSA, RSA-PSS, RSA PKCS #1; then DSA, SHA-224, SHA-1 and MD5 of TLS 1.2.
  static constexpr std::array<std::uint16_t, 26> kSchemes = {
      0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081a, 0x081b, 0x081c, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a,
      0x080b, 0x0401, 0x0501, 0x0601, 0x0402, 0x0502, 0x0602, 0x0303, 0x0301, 0x0203, 0x0201, 0x0202, 0x0101,
  };
  return kSchemes;
}

std::span<const std::uint16_t> sha1_signature_algorithms() {
  static constexpr std::array<std::uint16_t, 3> kSchemes = {0x0201, 0x0203, 0x0202};
  return kSchemes;
}

}  // namespace mailglass::probe
