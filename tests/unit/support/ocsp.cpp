#include "support/ocsp.h"

#include <array>
#include <initializer_list>

#include "bytes/encoding.h"
#include "support/test_library.h"

namespace mailglass::test {
namespace {

constexpr std::uint8_t kSequence = 0x30, kTime = 0x18, kOctetString = 0x04, kBitString = 0x03;

Bytes element(std::uint8_t tag, const std::initializer_list<Bytes>& parts) {
  ByteWriter contents;
  for (const Bytes& part : parts) contents.append(part);
  ByteWriter out;
  const std::size_t size = contents.size();
  out.u8(tag);
  if (size < 0x80) {
    out.u8(static_cast<std::uint8_t>(size));
  } else {
    out.u8(0x82).u16(static_cast<std::uint16_t>(size));
  }
  return std::move(out.append(contents.bytes())).bytes();
}
Bytes of_text(const std::string& text) {
  return {text.begin(), text.end()};
}
Bytes from(const std::string& hex) {
  return *from_hex(hex);
}

Bytes sha1(const unsigned char* data, std::size_t size) {
  Bytes digest(20);
  EVP_Digest(data, size, digest.data(), nullptr, EVP_sha1(), nullptr);
  return digest;
}
Bytes name_hash(const X509* certificate) {
  const unsigned char* der = nullptr;
  std::size_t size = 0;
  X509_NAME_get0_der(X509_get_issuer_name(certificate), &der, &size);
  return sha1(der, size);
}
Bytes key_hash(const X509* issuer) {
  const ASN1_BIT_STRING* key = X509_get0_pubkey_bitstr(issuer);
  return sha1(ASN1_STRING_get0_data(key), static_cast<std::size_t>(ASN1_STRING_length(key)));
}
Bytes serial(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_ASN1_INTEGER(X509_get_serialNumber(certificate), &der);
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

Bytes signature(EVP_PKEY* key, const Bytes& content) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::size_t size = 0;
  EVP_DigestSignInit_ex(context, nullptr, "SHA256", test_library(), nullptr, key, nullptr);
  EVP_DigestSign(context, nullptr, &size, content.data(), content.size());
  Bytes out(size);
  EVP_DigestSign(context, out.data(), &size, content.data(), content.size());
  out.resize(size);
  EVP_MD_CTX_free(context);
  return out;
}

}  // namespace

std::string revoked_on(const std::string& generalized_time) {
  return to_hex(element(0xa1, {element(kTime, {of_text(generalized_time)}), from("a0030a0101")}));
}

Bytes ocsp_answer(const OcspSpec& spec) {
  const Bytes id =
      element(kSequence, {from("300906052b0e03021a0500"), element(kOctetString, {name_hash(spec.certificate)}),
                          element(kOctetString, {key_hash(spec.issuer)}), serial(spec.certificate)});
  const Bytes one = element(kSequence, {id, from(spec.status), element(kTime, {of_text(spec.this_update)}),
                                        element(0xa0, {element(kTime, {of_text(spec.next_update)})})});
  const Bytes data = element(kSequence, {element(0xa2, {element(kOctetString, {key_hash(spec.issuer)})}),
                                         element(kTime, {of_text(spec.this_update)}), element(kSequence, {one})});
  const Bytes basic = element(kSequence, {data, from("300d06092a864886f70d01010b0500"),
                                          element(kBitString, {Bytes{0}, signature(spec.signer, data)})});
  const Bytes typed = element(kSequence, {from("06092b0601050507300101"), element(kOctetString, {basic})});
  return element(kSequence, {from("0a0100"), element(0xa0, {typed})});
}

}  // namespace mailglass::test
