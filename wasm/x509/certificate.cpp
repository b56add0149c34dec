#include "x509/certificate.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <array>
#include <span>

#include "bytes/address.h"
#include "bytes/encoding.h"
#include "crypto/verifying.h"
#include "x509/openssl_owner.h"

namespace mailglass::x509 {
namespace {

constexpr std::size_t kNameShown = 1024;
constexpr int kMaxNames = 200;

std::string asn1_text(const ASN1_STRING* string) {
  return printable({ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string))}, kNameShown);
}

std::string name_text(const X509_NAME* name) {
  const std::unique_ptr<BIO, Free> out(BIO_new(BIO_s_mem()));
  // RFC 2253 (now 4514) with everything that is not printable ASCII escaped.
  constexpr unsigned long kStyle = XN_FLAG_RFC2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_ESC_MSB;
  if (!out || X509_NAME_print_ex(out.get(), name, 0, kStyle) < 0) return {};
  const char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return printable(view_of({data, static_cast<std::size_t>(size > 0 ? size : 0)}), kNameShown);
}

std::string common_name(const X509_NAME* name) {
  const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (index < 0) return {};
  return asn1_text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
}

std::optional<std::int64_t> unix_time(const ASN1_TIME* time) {
  // Seconds since the epoch without the machine's time zone or the range of its time_t.
  const std::unique_ptr<ASN1_TIME, void (*)(ASN1_TIME*)> epoch(ASN1_TIME_set(nullptr, 0),
                                                               [](ASN1_TIME* t) { ASN1_TIME_free(t); });
  int days = 0;
  int seconds = 0;
  if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return std::nullopt;
  return static_cast<std::int64_t>(days) * 86400 + seconds;
}

std::string digest_hex(ByteView bytes) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return to_hex(ByteView(digest).first(size));
}

std::string serial_text(const X509* certificate) {
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr), [](BIGNUM* n) { BN_free(n); });
  if (!number) return {};
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
  if (!bytes.empty()) BN_bn2bin(number.get(), bytes.data());
  return to_hex(bytes);
}

/// An extension's value; null if it is not there, and noted where it is there and does not read as what it should be.
template <class Value>
std::unique_ptr<Value, Free> extension(const X509* certificate, int nid, std::string_view name,
                                       CertificateFacts& facts) {
  constexpr int kAbsent = -1;
  int critical = 0;
  std::unique_ptr<Value, Free> value(static_cast<Value*>(X509_get_ext_d2i(certificate, nid, &critical, nullptr)));
  if (!value && critical != kAbsent) facts.unreadable.push_back(name);
  return value;
}

void read_alternative_names(const X509* certificate, CertificateFacts& facts) {
  const auto names = extension<GENERAL_NAMES>(certificate, NID_subject_alt_name, "subjectAltName", facts);
  if (!names) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()) && i < kMaxNames; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      facts.dns_names.push_back(asn1_text(name->d.dNSName));
    } else if (name->type == GEN_IPADD) {
      const std::span<const std::uint8_t> bytes(ASN1_STRING_get0_data(name->d.iPAddress),
                                                static_cast<std::size_t>(ASN1_STRING_length(name->d.iPAddress)));
      if (bytes.size() == 4) {
        IpAddress::V4 v4{};
        std::copy(bytes.begin(), bytes.end(), v4.begin());
        facts.ip_addresses.push_back(IpAddress(v4).to_string());
      } else if (bytes.size() == 16) {
        IpAddress::V6 v6{};
        std::copy(bytes.begin(), bytes.end(), v6.begin());
        facts.ip_addresses.push_back(IpAddress(v6).to_string());
      }
    }
  }
}

struct Curve {
  std::string_view openssl, name;
};
/// NIST's names for what OpenSSL calls otherwise (FIPS 186-4 appendix D).
constexpr std::array<Curve, 4> kCurves{
    {{"prime256v1", "P-256"}, {"secp384r1", "P-384"}, {"secp521r1", "P-521"}, {"secp224r1", "P-224"}}};

void read_key(X509* certificate, CertificateFacts& facts) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (!key) {
    facts.key_type = "unknown";
    return;
  }
  const char* type = EVP_PKEY_get0_type_name(key);
  facts.key_type = type ? type : "unknown";
  if (facts.key_type == "ED25519") facts.key_type = "Ed25519";
  if (facts.key_type == "ED448") facts.key_type = "Ed448";
  facts.key_bits = EVP_PKEY_get_bits(key);
  if (const int strength = EVP_PKEY_get_security_bits(key); strength > 0) facts.key_strength = strength;
  if (facts.key_type != "EC") return;
  std::array<char, 64> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), &size) != 1) return;
  facts.key_curve.assign(group.data(), size);
  for (const Curve& curve : kCurves) {
    if (facts.key_curve == curve.openssl) facts.key_curve = curve.name;
  }
}

void take_uri(const GENERAL_NAME* name, std::string& url) {
  if (url.empty() && name && name->type == GEN_URI) url = asn1_text(name->d.uniformResourceIdentifier);
}

void read_urls(const X509* certificate, CertificateFacts& facts) {
  const auto access = extension<AUTHORITY_INFO_ACCESS>(certificate, NID_info_access, "authorityInfoAccess", facts);
  for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    const ACCESS_DESCRIPTION* entry = sk_ACCESS_DESCRIPTION_value(access.get(), i);
    const int method = OBJ_obj2nid(entry->method);
    if (method == NID_ad_OCSP) take_uri(entry->location, facts.ocsp_url);
    if (method == NID_ad_ca_issuers) take_uri(entry->location, facts.issuer_url);
  }
  const auto points =
      extension<CRL_DIST_POINTS>(certificate, NID_crl_distribution_points, "cRLDistributionPoints", facts);
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT_NAME* point = sk_DIST_POINT_value(points.get(), i)->distpoint;
    if (point && point->type == 0) take_uri(sk_GENERAL_NAME_value(point->name.fullname, 0), facts.crl_url);
  }
}

struct Validation {
  std::string_view oid, name;
};
/// CA/Browser Forum Baseline Requirements section 7.1.6.1.
constexpr std::array<Validation, 4> kValidations{
    {{"2.23.140.1.2.1", "DV"}, {"2.23.140.1.2.2", "OV"}, {"2.23.140.1.2.3", "IV"}, {"2.23.140.1.1", "EV"}}};

void read_policies(const X509* certificate, CertificateFacts& facts) {
  const auto policies =
      extension<CERTIFICATEPOLICIES>(certificate, NID_certificate_policies, "certificatePolicies", facts);
  for (int i = 0; policies && i < sk_POLICYINFO_num(policies.get()); ++i) {
    std::array<char, 64> oid{};
    OBJ_obj2txt(oid.data(), oid.size(), sk_POLICYINFO_value(policies.get(), i)->policyid, 1);
    for (const Validation& row : kValidations) {
      if (row.oid == oid.data()) facts.validation = row.name;
    }
  }
}

void read_staple_demand(const X509* certificate, CertificateFacts& facts) {
  constexpr std::int64_t kStatusRequest = 5;  // RFC 7633 section 6: the TLS extension's number
  const auto features = extension<TLS_FEATURE>(certificate, NID_tlsfeature, "TLS feature", facts);
  for (int i = 0; features && i < sk_ASN1_INTEGER_num(features.get()); ++i) {
    std::int64_t feature = 0;
    const bool number = ASN1_INTEGER_get_int64(&feature, sk_ASN1_INTEGER_value(features.get(), i)) == 1;
    if (number && feature == kStatusRequest) facts.must_staple = true;
  }
}

void read_timestamps(const X509* certificate, CertificateFacts& facts) {
  const int at = X509_get_ext_by_NID(certificate, NID_ct_precert_scts, -1);
  if (at < 0) return;
  const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_get_ext(certificate, at));
  auto timestamps =
      parse_embedded_timestamps({ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value))});
  if (timestamps) {
    facts.timestamps = std::move(*timestamps);
  } else {
    facts.unreadable.push_back("signed certificate timestamps");
  }
}

void read_signature(X509* certificate, CertificateFacts& facts) {
  const char* algorithm = OBJ_nid2ln(X509_get_signature_nid(certificate));
  facts.signature_algorithm = algorithm ? algorithm : "unknown";
  int strength = 0;
  if (X509_get_signature_info(certificate, nullptr, nullptr, &strength, nullptr) == 1 && strength > 0)
    facts.signature_strength = strength;
}

}  // namespace

Certificate read_der(ByteView der) {
  const unsigned char* data = der.data();
  // Its signature, and what its key signed, is verified where it was read.
  X509* read = X509_new_ex(crypto::verifying(), nullptr);
  if (!read) return nullptr;
  // OpenSSL frees what it could not fill.
  d2i_X509(&read, &data, static_cast<long>(der.size()));
  Certificate certificate(read);
  // Bytes behind the certificate would be bytes that nothing vouches for.
  if (certificate && data != der.data() + der.size()) return nullptr;
  return certificate;
}

Parsed<CertificateFacts> read_certificate(ByteView der) {
  ERR_clear_error();
  const Certificate certificate = read_der(der);
  ERR_clear_error();
  if (!certificate) return ParseError{0, "RFC 5280 4.1: not a certificate"};
  X509* const x = certificate.get();
  CertificateFacts facts;
  facts.subject = name_text(X509_get_subject_name(x));
  facts.issuer = name_text(X509_get_issuer_name(x));
  facts.common_name = common_name(X509_get_subject_name(x));
  facts.serial_hex = serial_text(x);
  const auto not_before = unix_time(X509_get0_notBefore(x));
  const auto not_after = unix_time(X509_get0_notAfter(x));
  if (!not_before || !not_after) return ParseError{0, "RFC 5280 4.1.2.5: validity is no time"};
  facts.not_before = *not_before;
  facts.not_after = *not_after;
  read_alternative_names(x, facts);
  read_urls(x, facts);
  read_policies(x, facts);
  read_staple_demand(x, facts);
  read_timestamps(x, facts);
  read_key(x, facts);
  read_signature(x, facts);
  facts.sha256_fingerprint = digest_hex(der);
  unsigned char* spki = nullptr;
  const int spki_size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &spki);
  if (spki_size > 0) facts.spki_sha256 = digest_hex({spki, static_cast<std::size_t>(spki_size)});
  OPENSSL_free(spki);
  facts.is_ca = X509_check_ca(x) > 0;
  const std::uint32_t usage = X509_get_key_usage(x);
  // 0: one of its extensions cannot be read.
  facts.may_sign = usage == 0 || (usage & KU_DIGITAL_SIGNATURE) != 0;
  // GnuTLS takes keyAgreement for it, too.
  facts.may_encipher_keys = usage == 0 || (usage & (KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT)) != 0;
  facts.self_issued = X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
  ERR_clear_error();
  return facts;
}

}  // namespace mailglass::x509
