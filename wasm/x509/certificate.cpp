#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <array>
#include <span>

#include "bytes/address.h"
#include "bytes/encoding.h"
#include "x509/openssl_owner.h"
#include "x509/trust.h"

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

void read_alternative_names(const X509* certificate, CertificateFacts& facts) {
  const std::unique_ptr<GENERAL_NAMES, Free> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
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
  if (facts.key_type != "EC") return;
  std::array<char, 64> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), &size) != 1) return;
  facts.key_curve.assign(group.data(), size);
  for (const Curve& curve : kCurves) {
    if (facts.key_curve == curve.openssl) facts.key_curve = curve.name;
  }
}

}  // namespace

Parsed<CertificateFacts> read_certificate(ByteView der) {
  const unsigned char* data = der.data();
  ERR_clear_error();
  const Certificate certificate(d2i_X509(nullptr, &data, static_cast<long>(der.size())));
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
  read_key(x, facts);
  const char* algorithm = OBJ_nid2ln(X509_get_signature_nid(x));
  facts.signature_algorithm = algorithm ? algorithm : "unknown";
  facts.sha256_fingerprint = digest_hex(der);
  unsigned char* spki = nullptr;
  const int spki_size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &spki);
  if (spki_size > 0) facts.spki_sha256 = digest_hex({spki, static_cast<std::size_t>(spki_size)});
  OPENSSL_free(spki);
  facts.is_ca = X509_check_ca(x) > 0;
  facts.self_issued = X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
  ERR_clear_error();
  return facts;
}

}  // namespace mailglass::x509
