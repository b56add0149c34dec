#pragma once
// OCSP answers (RFC 6960), as servers send them along with a certificate (RFC 6066 section 8).

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::x509 {

/// CertStatus (section 4.2.1).
enum class Revocation : std::uint8_t { Good, Revoked, Unknown /* to the responder */ };
std::string_view to_string(Revocation revocation);  ///< "good" "revoked" "unknown"

/// What an answer says of one certificate (SingleResponse).
struct SingleResponse {
  Bytes hash_algorithm;  ///< of the two hashes: contents of its object identifier
  Bytes issuer_name_hash, issuer_key_hash;
  Bytes serial;  ///< contents of the INTEGER
  Revocation revocation = Revocation::Unknown;
  std::optional<std::int64_t> revoked_at;  ///< Unix seconds, as all times here
  std::optional<std::uint8_t> reason;      ///< CRLReason (RFC 5280 section 5.3.1)
  std::int64_t this_update = 0;
  std::optional<std::int64_t> next_update;  ///< none: newer information is to be had at any time
};
/// RFC 5280's word for a CRLReason, "keyCompromise"; empty for a number it does not list.
std::string_view reason_name(std::uint8_t reason);

struct OcspAnswer {
  std::int64_t produced_at = 0;
  std::vector<SingleResponse> responses;
  Bytes signed_data;           ///< ResponseData, whole
  Bytes signature_algorithm;   ///< AlgorithmIdentifier, whole
  Bytes signature;             ///< BIT STRING, whole
  std::vector<Bytes> signers;  ///< certificates sent along, DER
};
/// A responder's word instead of an answer (OCSPResponseStatus), "tryLater".
struct OcspRefusal {
  std::string_view word;
};
using OcspResponse = std::variant<OcspAnswer, OcspRefusal>;
/// Bounds: as many single responses and certificates as an answer of this kind can need.
inline constexpr std::size_t kMaxResponses = 32;
inline constexpr std::size_t kMaxSigners = 8;

/// Exactly one OCSPResponse of type id-pkix-ocsp-basic.
Parsed<OcspResponse> parse_ocsp(ByteView der);

/// Whose key made the signature over an answer (section 4.2.2.2).
enum class OcspSigner : std::uint8_t {
  Nobody,    ///< none that may speak for the issuer: forged, or by an algorithm that is not trusted or not known here
  Issuer,    ///< the certificate's issuer
  Delegate,  ///< a responder with a certificate of the issuer for it
};
std::string_view to_string(OcspSigner signer);  ///< "nobody" "issuer" "delegate"

/// An answer's word on the certificate it came with.
struct CertificateStatus {
  SingleResponse response;
  OcspSigner signer = OcspSigner::Nobody;
  bool current = false;  ///< the time lies between this and the next update (none told: a week later), five minutes
                         ///< more or less
};
/// `leaf` and `issuer` are DER; an empty `issuer` is not known, and then nobody's signature counts. nullopt: the answer
/// says nothing about this certificate.
std::optional<CertificateStatus> status_of(const OcspAnswer& answer, ByteView leaf, ByteView issuer,
                                           std::int64_t unix_seconds);

}  // namespace mailglass::x509
