#pragma once
// One certificate (RFC 5280), read into its facts.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "x509/sct.h"

namespace mailglass::x509 {

/// The facts of one certificate. Text is printable ASCII, others escaped.
struct CertificateFacts {
  std::string subject;  ///< RFC 4514 one line
  std::string issuer;
  std::string serial_hex;
  std::vector<std::string> dns_names;  ///< subjectAltName dNSName, as in the certificate
  std::vector<std::string> ip_addresses;
  std::string common_name;                     ///< empty if none
  std::int64_t not_before = 0, not_after = 0;  ///< Unix seconds
  std::string key_type;                        ///< "RSA", "EC", "Ed25519", …
  int key_bits = 0;
  std::string key_curve;            ///< "P-256" for EC, else empty
  std::string signature_algorithm;  ///< OpenSSL's long name, "sha256WithRSAEncryption"
  std::string sha256_fingerprint;   ///< of the DER, hex
  std::string spki_sha256;          ///< of the SubjectPublicKeyInfo, hex
  bool is_ca = false;
  /// What keyUsage lets its key do (RFC 5280 section 4.2.1.3); everything where there is none.
  bool may_sign = true, may_encipher_keys = true;
  bool self_issued = false;  ///< subject and issuer match, whatever their case and white space (RFC 5280 section 7.1)

  /// Strength in bits as OpenSSL counts it (NIST SP 800-57 part 1, table 2); -1 where it cannot be told.
  int key_strength = -1, signature_strength = -1;

  std::string ocsp_url,
      issuer_url;               ///< authorityInfoAccess (RFC 5280 section 4.2.2.1), the first of each; empty if none
  std::string crl_url;          ///< the first of cRLDistributionPoints (section 4.2.1.13)
  std::string_view validation;  ///< "DV" "OV" "IV" "EV": CA/Browser Forum's policy it claims; empty if none
  bool must_staple = false;     ///< TLS feature status_request (RFC 7633)
  std::vector<SignedTimestamp> timestamps;   ///< embedded (RFC 6962)
  std::vector<std::string_view> unreadable;  ///< names of extensions that are there and cannot be read

  /// Less than 112 bits: RSA below 2048, SHA-1, MD5 (Baseline Requirements sections 6.1.5 and 7.1.3.2).
  [[nodiscard]] bool weak_key() const { return key_strength >= 0 && key_strength < kLeastStrength; }
  [[nodiscard]] bool weak_signature() const { return signature_strength >= 0 && signature_strength < kLeastStrength; }

 private:
  static constexpr int kLeastStrength = 112;
};
/// A text among the facts.
using TextMember = std::string CertificateFacts::*;

/// Exactly one certificate: bytes behind it are an error.
Parsed<CertificateFacts> read_certificate(ByteView der);

}  // namespace mailglass::x509
